// CreateRole, GetRole, ListRoles, UpdateAssumeRolePolicy, DeleteRole.
#include "iam/roles.h"

#include "iam/policy_owner.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

// ---- CreateRole ----

struct CreateRoleInput {
    std::optional<std::string> path;
    std::string role_name;
    std::string assume_role_policy_document;
    std::optional<std::string> description;
    std::optional<std::int64_t> max_session_duration;
    std::optional<std::int64_t> max_signin_session_duration;
    std::optional<std::string> permissions_boundary;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateRoleInput;
        static const wire::Member rows[] = {
            wire::member<&This::path>("Path", iam_api::path),
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::assume_role_policy_document>("AssumeRolePolicyDocument",
                                                             policy_document),
            wire::member<&This::description>("Description",
                                             {.max = 1000, .pattern = description_pattern}),
            wire::member<&This::max_session_duration>("MaxSessionDuration",
                                                      iam_api::max_session_duration),
            wire::member<&This::max_signin_session_duration>("MaxSigninSessionDuration",
                                                             iam_api::max_signin_session_duration),
            wire::member<&This::permissions_boundary>("PermissionsBoundary", boundary_arn),
            wire::member<&This::tags>("Tags", iam_api::tags),
        };
        return rows;
    }
};

struct RoleOutput {
    Role role;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&RoleOutput::role>("Role")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreateRoleInput& input) {
    iam::AccessRequest request{
        .action = "iam:CreateRole",
        .resource =
            iam::iam_arn(call.account(), "role" + input.path.value_or("/") + input.role_name),
        .context = {}};
    add_request_tags(input.tags, request.context);
    if (input.permissions_boundary)
        request.context["iam:PermissionsBoundary"] = {*input.permissions_boundary};
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "iam:TagRole";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<RoleOutput> create_role(Call& call, const CreateRoleInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    if (iam::is_service_linked_path(input.path.value_or("/"))) {
        return failure(invalid_input("Path: " + *input.path +
                                     " is for service-linked roles; use CreateServiceLinkedRole."));
    }
    iam::Role wanted;
    wanted.account_id = call.account();
    wanted.name = input.role_name;
    wanted.path = input.path.value_or("/");
    wanted.trust_policy = input.assume_role_policy_document;
    wanted.description = input.description.value_or("");
    wanted.max_session_seconds = input.max_session_duration.value_or(wanted.max_session_seconds);
    wanted.max_signin_session_seconds = input.max_signin_session_duration;
    wanted.permissions_boundary = input.permissions_boundary.value_or("");
    wanted.tags = std::move(*tags);
    auto role = iam::create_role(call.site.identity, std::move(wanted));
    if (!role) return failure(malformed_policy(already_exists(role.error())));
    return RoleOutput{.role = role_shape(*role, Detail::full)};
}

// ---- GetRole ----

struct GetRoleInput {
    std::string role_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetRoleInput::role_name>("RoleName", new_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetRoleInput& input) {
    return on_role(call, "iam:GetRole", input.role_name);
}

Result<RoleOutput> get_role(Call& call, const GetRoleInput& input) {
    auto role = call.site.identity.find_role(call.account(), input.role_name);
    if (!role) return failure(role.error());
    if (!*role) {
        return failure(ErrorKind::not_found,
                       "The role with name " + input.role_name + " cannot be found.");
    }
    RoleOutput output{.role = role_shape(**role, Detail::full)};
    // When a role was last used is not recorded; IAM answers with an empty element then.
    output.role.role_last_used.emplace();
    return output;
}

// ---- ListRoles ----

struct ListRolesInput {
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListRolesInput;
        static const wire::Member rows[] = {
            wire::member<&This::path_prefix>("PathPrefix", iam_api::path_prefix),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListRolesOutput {
    std::vector<Role> roles;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListRolesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::roles>("Roles", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListRolesInput& input) {
    return on_list(call, "iam:ListRoles", "role", input.path_prefix.value_or("/"));
}

Result<ListRolesOutput> list_roles(Call& call, const ListRolesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto roles =
        iam::list_roles(call.site.identity, call.account(), input.path_prefix.value_or("/"), *page);
    if (!roles) return failure(roles.error());
    ListRolesOutput output;
    for (const iam::Role& role : roles->items)
        output.roles.push_back(role_shape(role, Detail::brief));
    output.marker = next_marker(roles->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- UpdateAssumeRolePolicy ----

struct UpdateAssumeRolePolicyInput {
    std::string role_name;
    std::string policy_document;

    static std::span<const wire::Member> members() {
        using This = UpdateAssumeRolePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> update_trust_access(Call& call,
                                                    const UpdateAssumeRolePolicyInput& input) {
    return on_role(call, "iam:UpdateAssumeRolePolicy", input.role_name);
}

Result<NoOutput> update_assume_role_policy(Call& call, const UpdateAssumeRolePolicyInput& input) {
    Status done = iam::set_trust_policy(call.site.identity, call.account(), input.role_name,
                                        input.policy_document);
    if (!done) return failure(malformed_policy(done.error()));
    return NoOutput{};
}

// ---- DeleteRole ----

struct DeleteRoleInput {
    std::string role_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteRoleInput::role_name>("RoleName", new_name)};
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteRoleInput& input) {
    return on_role(call, "iam:DeleteRole", input.role_name);
}

Result<NoOutput> delete_role(Call& call, const DeleteRoleInput& input) {
    Status deleted = iam::delete_role(call.site.identity, call.account(), input.role_name);
    if (!deleted) return failure(in_use(deleted.error()));
    return NoOutput{};
}

}  // namespace

Operation create_role_operation() {
    return operation<&create_role, &create_access>(
        {.name = "CreateRole",
         .errors = "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded "
                   "MalformedPolicyDocument ServiceFailure"});
}
Operation get_role_operation() {
    return operation<&get_role, &get_access>(
        {.name = "GetRole", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_roles_operation() {
    return operation<&list_roles, &list_access>({.name = "ListRoles", .errors = "ServiceFailure"});
}
Operation update_assume_role_policy_operation() {
    return operation<&update_assume_role_policy, &update_trust_access>(
        {.name = "UpdateAssumeRolePolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation delete_role_operation() {
    return operation<&delete_role, &delete_access>(
        {.name = "DeleteRole",
         .errors = "ConcurrentModification DeleteConflict LimitExceeded NoSuchEntity "
                   "ServiceFailure UnmodifiableEntity"});
}

}  // namespace amicast::services::iam_api
