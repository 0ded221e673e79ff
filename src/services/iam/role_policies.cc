// PutRolePolicy, GetRolePolicy, ListRolePolicies, DeleteRolePolicy: the inline policies of a role.
#include "base/encoding.h"
#include "iam/inline_policies.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"

namespace amicast::services::iam_api {
namespace {

iam::PolicyOwner owner_of(const Call& call, const std::string& name) {
    return {.kind = iam::OwnerKind::role, .account_id = call.account(), .name = name};
}

// ---- PutRolePolicy ----

struct PutRolePolicyInput {
    std::string role_name;
    std::string policy_name;
    std::string policy_document;

    static std::span<const wire::Member> members() {
        using This = PutRolePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> put_access(Call& call, const PutRolePolicyInput& input) {
    return on_role(call, "iam:PutRolePolicy", input.role_name);
}

Result<NoOutput> put_role_policy(Call& call, const PutRolePolicyInput& input) {
    Status done = iam::put_policy(call.site.identity, owner_of(call, input.role_name),
                                  {.name = input.policy_name, .document = input.policy_document});
    if (!done) return failure(malformed_policy(done.error()));
    return NoOutput{};
}

// ---- GetRolePolicy ----

struct GetRolePolicyInput {
    std::string role_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = GetRolePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

struct GetRolePolicyOutput {
    std::string role_name;
    std::string policy_name;
    std::string policy_document;  // percent-encoded

    static std::span<const wire::Member> members() {
        using This = GetRolePolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName"),
            wire::member<&This::policy_name>("PolicyName"),
            wire::member<&This::policy_document>("PolicyDocument"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetRolePolicyInput& input) {
    return on_role(call, "iam:GetRolePolicy", input.role_name);
}

Result<GetRolePolicyOutput> get_role_policy(Call& call, const GetRolePolicyInput& input) {
    auto policy =
        iam::get_policy(call.site.identity, owner_of(call, input.role_name), input.policy_name);
    if (!policy) return failure(policy.error());
    return GetRolePolicyOutput{.role_name = input.role_name,
                               .policy_name = policy->name,
                               .policy_document = percent_encode(policy->document)};
}

// ---- ListRolePolicies ----

struct ListRolePoliciesInput {
    std::string role_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListRolePoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListRolePoliciesOutput {
    std::vector<std::string> policy_names;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListRolePoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_names>("PolicyNames", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListRolePoliciesInput& input) {
    return on_role(call, "iam:ListRolePolicies", input.role_name);
}

Result<ListRolePoliciesOutput> list_role_policies(Call& call, const ListRolePoliciesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto names = iam::list_policies(call.site.identity, owner_of(call, input.role_name), *page);
    if (!names) return failure(names.error());
    ListRolePoliciesOutput output;
    output.marker = next_marker(names->next);
    output.is_truncated = output.marker.has_value();
    output.policy_names = std::move(names->items);
    return output;
}

// ---- DeleteRolePolicy ----

struct DeleteRolePolicyInput {
    std::string role_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = DeleteRolePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::role_name>("RoleName", new_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteRolePolicyInput& input) {
    return on_role(call, "iam:DeleteRolePolicy", input.role_name);
}

Result<NoOutput> delete_role_policy(Call& call, const DeleteRolePolicyInput& input) {
    Status done =
        iam::delete_policy(call.site.identity, owner_of(call, input.role_name), input.policy_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation put_role_policy_operation() {
    return operation<&put_role_policy, &put_access>(
        {.name = "PutRolePolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure "
                   "UnmodifiableEntity"});
}
Operation get_role_policy_operation() {
    return operation<&get_role_policy, &get_access>(
        {.name = "GetRolePolicy", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_role_policies_operation() {
    return operation<&list_role_policies, &list_access>(
        {.name = "ListRolePolicies", .errors = "NoSuchEntity ServiceFailure"});
}
Operation delete_role_policy_operation() {
    return operation<&delete_role_policy, &delete_access>(
        {.name = "DeleteRolePolicy",
         .errors = "LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity"});
}

}  // namespace amicast::services::iam_api
