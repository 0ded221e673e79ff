// Put, Get, List and Delete of the inline policies of users, roles and groups.
#include "iam/inline_policies.h"

#include "base/encoding.h"
#include "services/iam/access.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/owner_kinds.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

// ---- Put ----

template <class Kind>
struct PutInput {
    std::string owner_name;
    std::string policy_name;
    std::string policy_document;

    static std::span<const wire::Member> members() {
        using This = PutInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::long_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> put_access(Call& call, const PutInput<Kind>& input) {
    return on_policies_of(call, Kind::kind, action_of<Kind>("Put", "Policy"), input.owner_name);
}

template <class Kind>
Result<NoOutput> put(Call& call, const PutInput<Kind>& input) {
    Status done = iam::put_policy(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                  {.name = input.policy_name, .document = input.policy_document});
    if (!done) return failure(malformed_policy(done.error()));
    return NoOutput{};
}

// ---- Get ----

template <class Kind>
struct GetInput {
    std::string owner_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = GetInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::long_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

template <class Kind>
struct GetOutput {
    std::string owner_name;
    std::string policy_name;
    std::string policy_document;  // percent-encoded

    static std::span<const wire::Member> members() {
        using This = GetOutput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member),
            wire::member<&This::policy_name>("PolicyName"),
            wire::member<&This::policy_document>("PolicyDocument"),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> get_access(Call& call, const GetInput<Kind>& input) {
    return on_owner(call, Kind::kind, action_of<Kind>("Get", "Policy"), input.owner_name);
}

template <class Kind>
Result<GetOutput<Kind>> get(Call& call, const GetInput<Kind>& input) {
    auto policy = iam::get_policy(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                  input.policy_name);
    if (!policy) return failure(policy.error());
    return GetOutput<Kind>{.owner_name = input.owner_name,
                           .policy_name = policy->name,
                           .policy_document = percent_encode(policy->document)};
}

// ---- List ----

template <class Kind>
struct ListInput {
    std::string owner_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::long_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListOutput {
    std::vector<std::string> policy_names;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_names>("PolicyNames", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> list_access(Call& call, const ListInput<Kind>& input) {
    return on_owner(call, Kind::kind, action_of<Kind>("List", "Policies"), input.owner_name);
}

template <class Kind>
Result<ListOutput> list(Call& call, const ListInput<Kind>& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto names =
        iam::list_policies(call.site.identity, owner_of<Kind>(call, input.owner_name), *page);
    if (!names) return failure(names.error());
    ListOutput output;
    output.marker = next_marker(names->next);
    output.is_truncated = output.marker.has_value();
    output.policy_names = std::move(names->items);
    return output;
}

// ---- Delete ----

template <class Kind>
struct DeleteInput {
    std::string owner_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = DeleteInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::long_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteInput<Kind>& input) {
    return on_policies_of(call, Kind::kind, action_of<Kind>("Delete", "Policy"), input.owner_name);
}

template <class Kind>
Result<NoOutput> remove(Call& call, const DeleteInput<Kind>& input) {
    Status done = iam::delete_policy(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                     input.policy_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation put_user_policy_operation() {
    return operation<&put<UserKind>, &put_access<UserKind>>(
        {.name = "PutUserPolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure"});
}
Operation put_role_policy_operation() {
    return operation<&put<RoleKind>, &put_access<RoleKind>>(
        {.name = "PutRolePolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation put_group_policy_operation() {
    return operation<&put<GroupKind>, &put_access<GroupKind>>(
        {.name = "PutGroupPolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure"});
}

Operation get_user_policy_operation() {
    return operation<&get<UserKind>, &get_access<UserKind>>(
        {.name = "GetUserPolicy", .errors = "NoSuchEntity ServiceFailure"});
}
Operation get_role_policy_operation() {
    return operation<&get<RoleKind>, &get_access<RoleKind>>(
        {.name = "GetRolePolicy", .errors = "NoSuchEntity ServiceFailure"});
}
Operation get_group_policy_operation() {
    return operation<&get<GroupKind>, &get_access<GroupKind>>(
        {.name = "GetGroupPolicy", .errors = "NoSuchEntity ServiceFailure"});
}

Operation list_user_policies_operation() {
    return operation<&list<UserKind>, &list_access<UserKind>>(
        {.name = "ListUserPolicies", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_role_policies_operation() {
    return operation<&list<RoleKind>, &list_access<RoleKind>>(
        {.name = "ListRolePolicies", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_group_policies_operation() {
    return operation<&list<GroupKind>, &list_access<GroupKind>>(
        {.name = "ListGroupPolicies", .errors = "NoSuchEntity ServiceFailure"});
}

Operation delete_user_policy_operation() {
    return operation<&remove<UserKind>, &delete_access<UserKind>>(
        {.name = "DeleteUserPolicy", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation delete_role_policy_operation() {
    return operation<&remove<RoleKind>, &delete_access<RoleKind>>(
        {.name = "DeleteRolePolicy",
         .errors = "LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity"});
}
Operation delete_group_policy_operation() {
    return operation<&remove<GroupKind>, &delete_access<GroupKind>>(
        {.name = "DeleteGroupPolicy", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
