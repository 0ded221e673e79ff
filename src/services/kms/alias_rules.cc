#include "services/kms/alias_rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/kms/errors.h"
#include "services/kms/key_changes.h"

namespace amicast::services::kms {
namespace {

constexpr std::string_view prefix = "alias/";
constexpr std::string_view reserved_prefix = "alias/aws/";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-';
}

}  // namespace

std::string alias_name_problem(std::string_view name) {
    bool well_formed = name.starts_with(prefix) && name.size() > prefix.size() &&
                       std::all_of(name.begin(), name.end(), is_name_character);
    if (!well_formed) {
        return fmt::format(
            "AliasName '{}' is not valid: expected alias/ and then letters, digits, slashes, "
            "underscores and dashes.",
            name);
    }
    if (name.starts_with(reserved_prefix)) {
        return fmt::format(
            "AliasName '{}' is not valid: names that begin with alias/aws/ are reserved for AWS "
            "managed keys.",
            name);
    }
    return {};
}

std::string alias_arn_of(const Call& call, std::string_view name) {
    return keys::alias_arn(call.region.name, call.account(), name);
}

iam::AccessRequest on_alias(const Call& call, std::string_view operation, std::string_view name) {
    iam::AccessRequest request = on_everything(call, operation);
    request.resource = alias_arn_of(call, name);
    return request;
}

NamedKey find_key_of_alias(Call& call, std::string_view name) {
    NamedKey named = find_named(call, alias_arn_of(call, name), KeyScope::any_key_or_alias);
    return named.key ? as_named(*named.key) : named;
}

Result<keys::Alias> alias_now(const Call& call, catalog::Transaction& tx, std::string_view name,
                              const keys::Key& key) {
    auto alias = keys::select_alias(tx, keyring_of(call).secrets(), call.account(), name);
    if (!alias) return failure(alias.error());
    if (!*alias) return failure(alias_not_found(alias_arn_of(call, name)));
    if ((*alias)->key_id != key.id) {
        return failure(ErrorKind::unavailable,
                       fmt::format("The alias {} was moved by another request. Try again.",
                                   alias_arn_of(call, name)));
    }
    return std::move(**alias);
}

Status check_alias_target(const Call& call, catalog::Transaction& tx, const keys::Key& target) {
    auto key = key_now(call, tx, target);
    if (!key) return failure(key.error());
    if (Status stays = require_not_pending(*key); !stays) return stays;
    auto count = keys::count_aliases(tx, key->id);
    if (!count) return failure(count.error());
    if (*count < keys::aliases_per_key_max) return {};
    return failure(limit_exceeded(
        fmt::format("{} has {} aliases, which is the most a key can have.", key->arn(), *count)));
}

}  // namespace amicast::services::kms
