// Put and Delete of the permissions boundary of users and roles.
#include "iam/permissions_boundary.h"
#include "services/iam/access.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/owner_kinds.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

// ---- Put ----

template <class Kind>
struct PutInput {
    std::string owner_name;
    std::string permissions_boundary;

    static std::span<const wire::Member> members() {
        using This = PutInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::name),
            wire::member<&This::permissions_boundary>("PermissionsBoundary", policy_arn),
        };
        return rows;
    }
};

// Conditions see the boundary that is asked for, not the one that was.
template <class Kind>
std::vector<iam::AccessRequest> put_access(Call& call, const PutInput<Kind>& input) {
    auto requests =
        on_owner(call, Kind::kind, action_of<Kind>("Put", "PermissionsBoundary"), input.owner_name);
    requests.front().context["iam:PermissionsBoundary"] = {input.permissions_boundary};
    return requests;
}

template <class Kind>
Result<NoOutput> put(Call& call, const PutInput<Kind>& input) {
    if (Status valid = check_policy_arn(input.permissions_boundary); !valid)
        return failure(valid.error());
    Status done = iam::put_permissions_boundary(
        call.site.identity, owner_of<Kind>(call, input.owner_name), input.permissions_boundary);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- Delete ----

template <class Kind>
struct DeleteInput {
    std::string owner_name;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteInput::owner_name>(Kind::member, Kind::name)};
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteInput<Kind>& input) {
    return on_policies_of(call, Kind::kind, action_of<Kind>("Delete", "PermissionsBoundary"),
                          input.owner_name);
}

template <class Kind>
Result<NoOutput> remove(Call& call, const DeleteInput<Kind>& input) {
    Status done = iam::delete_permissions_boundary(call.site.identity,
                                                   owner_of<Kind>(call, input.owner_name));
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation put_user_permissions_boundary_operation() {
    return operation<&put<UserKind>, &put_access<UserKind>>(
        {.name = "PutUserPermissionsBoundary",
         .errors = "InvalidInput NoSuchEntity PolicyNotAttachable ServiceFailure"});
}
Operation put_role_permissions_boundary_operation() {
    return operation<&put<RoleKind>, &put_access<RoleKind>>(
        {.name = "PutRolePermissionsBoundary",
         .errors = "InvalidInput NoSuchEntity PolicyNotAttachable ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation delete_user_permissions_boundary_operation() {
    return operation<&remove<UserKind>, &delete_access<UserKind>>(
        {.name = "DeleteUserPermissionsBoundary", .errors = "NoSuchEntity ServiceFailure"});
}
Operation delete_role_permissions_boundary_operation() {
    return operation<&remove<RoleKind>, &delete_access<RoleKind>>(
        {.name = "DeleteRolePermissionsBoundary",
         .errors = "NoSuchEntity ServiceFailure UnmodifiableEntity"});
}

}  // namespace amicast::services::iam_api
