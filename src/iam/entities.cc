#include "iam/entities.h"

#include "base/ids.h"

namespace amicast::iam {

std::optional<EntityName> parse_entity_arn(std::string_view arn) {
    constexpr std::string_view prefix = "arn:aws:iam::";
    constexpr std::size_t account_digits = 12;
    if (!arn.starts_with(prefix)) return std::nullopt;
    arn.remove_prefix(prefix.size());
    EntityName entity;
    entity.account_id = arn.substr(0, account_digits);
    if (!is_account_id(entity.account_id)) return std::nullopt;
    arn.remove_prefix(account_digits);
    entity.is_role = arn.starts_with(":role/");
    if (!entity.is_role && !arn.starts_with(":user/")) return std::nullopt;
    arn.remove_prefix(std::string_view(":role").size());
    std::size_t slash = arn.rfind('/');
    entity.path = arn.substr(0, slash + 1);
    entity.name = arn.substr(slash + 1);
    if (entity.name.empty() || entity.path.find("//") != std::string::npos) return std::nullopt;
    return entity;
}

std::optional<PolicyName> parse_policy_arn(std::string_view arn) {
    constexpr std::string_view prefix = "arn:aws:iam::";
    constexpr std::string_view kind = ":policy/";
    if (!arn.starts_with(prefix)) return std::nullopt;
    arn.remove_prefix(prefix.size());
    std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos || !arn.substr(colon).starts_with(kind))
        return std::nullopt;
    PolicyName policy;
    policy.account_id = arn.substr(0, colon);
    if (policy.account_id != vendor_account && !is_account_id(policy.account_id))
        return std::nullopt;
    arn.remove_prefix(colon + kind.size() - 1);
    std::size_t slash = arn.rfind('/');
    policy.path = arn.substr(0, slash + 1);
    policy.name = arn.substr(slash + 1);
    if (policy.name.empty() || policy.path.find("//") != std::string::npos) return std::nullopt;
    return policy;
}

std::string iam_arn(std::string_view account_id, std::string_view rest) {
    return "arn:aws:iam::" + std::string(account_id) + ":" + std::string(rest);
}

std::string User::arn() const {
    return iam_arn(account_id, "user" + path + name);
}

std::string Role::arn() const {
    return iam_arn(account_id, "role" + path + name);
}

std::string Group::arn() const {
    return iam_arn(account_id, "group" + path + name);
}

std::string ManagedPolicy::arn() const {
    return iam_arn(account_id, "policy" + path + name);
}

std::string Organization::arn() const {
    return "arn:aws:organizations::" + management_account_id + ":organization/" + id;
}

std::string Organization::arn_of(std::string_view kind, std::string_view resource_id) const {
    return "arn:aws:organizations::" + management_account_id + ":" + std::string(kind) + "/" + id +
           "/" + std::string(resource_id);
}

std::string Organization::root_path() const {
    return id + "/" + root_id + "/";
}

std::string OrganizationPlace::path() const {
    std::string path = organization.root_path();
    for (const std::string& unit_id : unit_ids)
        path += unit_id + "/";
    return path;
}

std::vector<std::string> OrganizationPlace::arns() const {
    std::vector<std::string> arns{organization.arn()};
    for (const std::string& unit_id : unit_ids)
        arns.push_back(organization.arn_of("ou", unit_id));
    return arns;
}

}  // namespace amicast::iam
