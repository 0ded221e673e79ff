// ListEntitiesForPolicy: the users, groups and roles of the account that a managed policy is
// attached to, or whose permissions boundary it is.
#include "iam/attachments.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

struct ListEntitiesForPolicyInput {
    std::string policy_arn;
    std::optional<std::string> entity_filter;
    std::optional<std::string> path_prefix;
    std::optional<std::string> policy_usage_filter;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListEntitiesForPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_arn>("PolicyArn", iam_api::policy_arn),
            wire::member<&This::entity_filter>(
                "EntityFilter", {.one_of = "User Role Group LocalManagedPolicy AWSManagedPolicy"}),
            wire::member<&This::path_prefix>("PathPrefix", iam_api::path),
            wire::member<&This::policy_usage_filter>(
                "PolicyUsageFilter", {.one_of = "PermissionsPolicy PermissionsBoundary"}),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct PolicyGroup {
    std::string group_name;
    std::string group_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&PolicyGroup::group_name>("GroupName"),
            wire::member<&PolicyGroup::group_id>("GroupId"),
        };
        return rows;
    }
};

struct PolicyUser {
    std::string user_name;
    std::string user_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&PolicyUser::user_name>("UserName"),
            wire::member<&PolicyUser::user_id>("UserId"),
        };
        return rows;
    }
};

struct PolicyRole {
    std::string role_name;
    std::string role_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&PolicyRole::role_name>("RoleName"),
            wire::member<&PolicyRole::role_id>("RoleId"),
        };
        return rows;
    }
};

struct ListEntitiesForPolicyOutput {
    std::vector<PolicyGroup> policy_groups;
    std::vector<PolicyUser> policy_users;
    std::vector<PolicyRole> policy_roles;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListEntitiesForPolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_groups>("PolicyGroups", {.keep_empty = true}),
            wire::member<&This::policy_users>("PolicyUsers", {.keep_empty = true}),
            wire::member<&This::policy_roles>("PolicyRoles", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListEntitiesForPolicyInput& input) {
    return on_policy(call, "iam:ListEntitiesForPolicy", input.policy_arn);
}

iam::PolicyUserFilter filter_of(const ListEntitiesForPolicyInput& input) {
    iam::PolicyUserFilter filter;
    std::string entity = input.entity_filter.value_or("");
    if (entity == "User") filter.kind = iam::OwnerKind::user;
    if (entity == "Role") filter.kind = iam::OwnerKind::role;
    if (entity == "Group") filter.kind = iam::OwnerKind::group;
    std::string usage = input.policy_usage_filter.value_or("");
    filter.as_permissions = usage != "PermissionsBoundary";
    filter.as_boundary = usage != "PermissionsPolicy";
    filter.path_prefix = input.path_prefix.value_or("/");
    return filter;
}

Result<ListEntitiesForPolicyOutput> list_entities_for_policy(
    Call& call, const ListEntitiesForPolicyInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto users = iam::list_policy_users(call.site.identity, call.account(), input.policy_arn,
                                        filter_of(input), *page);
    if (!users) return failure(users.error());
    ListEntitiesForPolicyOutput output;
    for (const iam::PolicyUser& user : users->items) {
        if (user.kind == iam::OwnerKind::group)
            output.policy_groups.push_back({.group_name = user.name, .group_id = user.id});
        if (user.kind == iam::OwnerKind::user)
            output.policy_users.push_back({.user_name = user.name, .user_id = user.id});
        if (user.kind == iam::OwnerKind::role)
            output.policy_roles.push_back({.role_name = user.name, .role_id = user.id});
    }
    output.marker = next_marker(users->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

}  // namespace

Operation list_entities_for_policy_operation() {
    return operation<&list_entities_for_policy, &access>(
        {.name = "ListEntitiesForPolicy", .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
