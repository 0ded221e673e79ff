#include "iam/policy_principal.h"

#include <algorithm>

#include "base/ids.h"

namespace amicast::iam {
namespace {

using Type = PrincipalPattern::Type;

std::string root_arn(std::string_view account_id) {
    return "arn:aws:iam::" + std::string(account_id) + ":root";
}

// "AROA…" of a session's user id "AROA…:name"; users' ids are whole.
std::string_view unique_id(const Principal& who) {
    return std::string_view(who.user_id).substr(0, who.user_id.find(':'));
}

bool is_unique_id(std::string_view value) {
    if (!value.starts_with("AIDA") && !value.starts_with("AROA")) return false;
    return value.size() >= 16 && value.size() <= 128 &&
           std::all_of(value.begin(), value.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

bool names(const std::vector<PrincipalPattern>& patterns, std::string_view first,
           std::string_view second = {}) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const PrincipalPattern& pattern) {
        return pattern.value == first || (!second.empty() && pattern.value == second);
    });
}

}  // namespace

bool is_aws_principal(std::string_view value) {
    if (value == "*" || is_account_id(value) || is_unique_id(value)) return true;
    if (value.find_first_of("*?$ ") != std::string_view::npos) return false;
    for (std::string_view service : {"arn:aws:iam::", "arn:aws:sts::"}) {
        if (!value.starts_with(service)) continue;
        std::string_view rest = value.substr(service.size());
        if (rest.size() < 14 || !is_account_id(rest.substr(0, 12)) || rest[12] != ':') return false;
        std::string_view resource = rest.substr(13);
        if (service == "arn:aws:sts::") {
            return (resource.starts_with("assumed-role/") &&
                    std::count(resource.begin(), resource.end(), '/') == 2) ||
                   resource.starts_with("federated-user/");
        }
        return resource == "root" || resource.starts_with("user/") || resource.starts_with("role/");
    }
    return false;
}

NamedAs named_as(const PrincipalPattern& pattern, const Principal& who) {
    bool is_service = who.kind == PrincipalKind::service;
    if (pattern.type == Type::everyone) return is_service ? NamedAs::nobody : NamedAs::everyone;
    if (pattern.type == Type::service)
        return is_service && pattern.value == who.name ? NamedAs::direct : NamedAs::nobody;
    // We have neither web identities nor S3's canonical users.
    if (pattern.type != Type::aws || is_service) return NamedAs::nobody;

    bool is_root = who.kind == PrincipalKind::root;
    if (pattern.value == who.account_id || pattern.value == root_arn(who.account_id))
        return is_root ? NamedAs::direct : NamedAs::account;
    if (is_root) return NamedAs::nobody;
    if (pattern.value == who.arn) return NamedAs::direct;
    bool is_session = who.kind == PrincipalKind::role_session;
    if (pattern.value == unique_id(who)) return is_session ? NamedAs::role : NamedAs::direct;
    return is_session && pattern.value == who.role_arn ? NamedAs::role : NamedAs::nobody;
}

NamedAs strongest_name(const std::vector<PrincipalPattern>& patterns, const Principal& who) {
    NamedAs strongest = NamedAs::nobody;
    for (const PrincipalPattern& pattern : patterns)
        strongest = std::max(strongest, named_as(pattern, who));
    return strongest;
}

std::vector<std::string> principal_names(const Principal& who) {
    if (who.kind == PrincipalKind::service) return {who.name};
    std::vector<std::string> all = {who.arn};
    if (who.kind == PrincipalKind::role_session) all.push_back(who.role_arn);
    if (who.kind != PrincipalKind::root) {
        all.emplace_back(unique_id(who));
        all.push_back(root_arn(who.account_id));
    }
    all.push_back(who.account_id);
    return all;
}

bool chain_is_named(const std::vector<PrincipalPattern>& patterns, const Principal& who) {
    if (who.kind == PrincipalKind::service) return strongest_name(patterns, who) == NamedAs::direct;
    if (names(patterns, "*")) return true;
    if (!names(patterns, who.account_id, root_arn(who.account_id))) return false;
    if (who.kind == PrincipalKind::root) return true;
    if (who.kind == PrincipalKind::role_session && !names(patterns, who.role_arn)) return false;
    return names(patterns, who.arn);
}

}  // namespace amicast::iam
