// Attach, Detach and ListAttached of managed policies of users, roles and groups.
#include "iam/attachments.h"
#include "services/iam/access.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/owner_kinds.h"
#include "services/iam/paging.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

// ---- Attach and Detach ----

template <class Kind>
struct AttachInput {
    std::string owner_name;
    std::string policy_arn;

    static std::span<const wire::Member> members() {
        using This = AttachInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::name),
            wire::member<&This::policy_arn>("PolicyArn", iam_api::policy_arn),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> change_access(Call& call, std::string_view verb,
                                              const AttachInput<Kind>& input) {
    auto requests =
        on_policies_of(call, Kind::kind, action_of<Kind>(verb, "Policy"), input.owner_name);
    requests.front().context["iam:PolicyARN"] = {input.policy_arn};
    return requests;
}

template <class Kind>
std::vector<iam::AccessRequest> attach_access(Call& call, const AttachInput<Kind>& input) {
    return change_access(call, "Attach", input);
}

template <class Kind>
Result<NoOutput> attach(Call& call, const AttachInput<Kind>& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    Status done = iam::attach_policy(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                     input.policy_arn);
    if (!done) return failure(not_attachable(done.error()));
    return NoOutput{};
}

template <class Kind>
std::vector<iam::AccessRequest> detach_access(Call& call, const AttachInput<Kind>& input) {
    return change_access(call, "Detach", input);
}

template <class Kind>
Result<NoOutput> detach(Call& call, const AttachInput<Kind>& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    Status done = iam::detach_policy(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                     input.policy_arn);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- ListAttached ----

template <class Kind>
struct ListInput {
    std::string owner_name;
    std::optional<std::string> path_prefix;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListInput;
        static const wire::Member rows[] = {
            wire::member<&This::owner_name>(Kind::member, Kind::name),
            wire::member<&This::path_prefix>("PathPrefix", policy_path),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct AttachedPolicy {
    std::string policy_name;
    std::string policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&AttachedPolicy::policy_name>("PolicyName"),
            wire::member<&AttachedPolicy::policy_arn>("PolicyArn"),
        };
        return rows;
    }
};

struct ListOutput {
    std::vector<AttachedPolicy> attached_policies;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListOutput;
        static const wire::Member rows[] = {
            wire::member<&This::attached_policies>("AttachedPolicies", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

template <class Kind>
std::vector<iam::AccessRequest> list_access(Call& call, const ListInput<Kind>& input) {
    return on_owner(call, Kind::kind, action_of<Kind>("ListAttached", "Policies"),
                    input.owner_name);
}

template <class Kind>
Result<ListOutput> list(Call& call, const ListInput<Kind>& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto attached =
        iam::list_attached_policies(call.site.identity, owner_of<Kind>(call, input.owner_name),
                                    input.path_prefix.value_or("/"), *page);
    if (!attached) return failure(attached.error());
    ListOutput output;
    for (const iam::AttachedPolicy& policy : attached->items)
        output.attached_policies.push_back({.policy_name = policy.name, .policy_arn = policy.arn});
    output.marker = next_marker(attached->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

constexpr std::string_view list_errors = "InvalidInput NoSuchEntity ServiceFailure";

}  // namespace

Operation attach_user_policy_operation() {
    return operation<&attach<UserKind>, &attach_access<UserKind>>(
        {.name = "AttachUserPolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure"});
}
Operation attach_role_policy_operation() {
    return operation<&attach<RoleKind>, &attach_access<RoleKind>>(
        {.name = "AttachRolePolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation attach_group_policy_operation() {
    return operation<&attach<GroupKind>, &attach_access<GroupKind>>(
        {.name = "AttachGroupPolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure"});
}

Operation detach_user_policy_operation() {
    return operation<&detach<UserKind>, &detach_access<UserKind>>(
        {.name = "DetachUserPolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}
Operation detach_role_policy_operation() {
    return operation<&detach<RoleKind>, &detach_access<RoleKind>>(
        {.name = "DetachRolePolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity"});
}
Operation detach_group_policy_operation() {
    return operation<&detach<GroupKind>, &detach_access<GroupKind>>(
        {.name = "DetachGroupPolicy",
         .errors = "InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}

Operation list_attached_user_policies_operation() {
    return operation<&list<UserKind>, &list_access<UserKind>>(
        {.name = "ListAttachedUserPolicies", .errors = list_errors});
}
Operation list_attached_role_policies_operation() {
    return operation<&list<RoleKind>, &list_access<RoleKind>>(
        {.name = "ListAttachedRolePolicies", .errors = list_errors});
}
Operation list_attached_group_policies_operation() {
    return operation<&list<GroupKind>, &list_access<GroupKind>>(
        {.name = "ListAttachedGroupPolicies", .errors = list_errors});
}

}  // namespace amicast::services::iam_api
