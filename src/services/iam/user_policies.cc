// PutUserPolicy, GetUserPolicy, ListUserPolicies, DeleteUserPolicy: the inline policies of a user.
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
    return {.kind = iam::OwnerKind::user, .account_id = call.account(), .name = name};
}

// ---- PutUserPolicy ----

struct PutUserPolicyInput {
    std::string user_name;
    std::string policy_name;
    std::string policy_document;

    static std::span<const wire::Member> members() {
        using This = PutUserPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> put_access(Call& call, const PutUserPolicyInput& input) {
    return on_user(call, "iam:PutUserPolicy", input.user_name);
}

Result<NoOutput> put_user_policy(Call& call, const PutUserPolicyInput& input) {
    Status done = iam::put_policy(call.site.identity, owner_of(call, input.user_name),
                                  {.name = input.policy_name, .document = input.policy_document});
    if (!done) return failure(malformed_policy(done.error()));
    return NoOutput{};
}

// ---- GetUserPolicy ----

struct GetUserPolicyInput {
    std::string user_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = GetUserPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

struct GetUserPolicyOutput {
    std::string user_name;
    std::string policy_name;
    std::string policy_document;  // percent-encoded

    static std::span<const wire::Member> members() {
        using This = GetUserPolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName"),
            wire::member<&This::policy_name>("PolicyName"),
            wire::member<&This::policy_document>("PolicyDocument"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetUserPolicyInput& input) {
    return on_user(call, "iam:GetUserPolicy", input.user_name);
}

Result<GetUserPolicyOutput> get_user_policy(Call& call, const GetUserPolicyInput& input) {
    auto policy =
        iam::get_policy(call.site.identity, owner_of(call, input.user_name), input.policy_name);
    if (!policy) return failure(policy.error());
    return GetUserPolicyOutput{.user_name = input.user_name,
                               .policy_name = policy->name,
                               .policy_document = percent_encode(policy->document)};
}

// ---- ListUserPolicies ----

struct ListUserPoliciesInput {
    std::string user_name;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListUserPoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListUserPoliciesOutput {
    std::vector<std::string> policy_names;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListUserPoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_names>("PolicyNames", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call& call, const ListUserPoliciesInput& input) {
    return on_user(call, "iam:ListUserPolicies", input.user_name);
}

Result<ListUserPoliciesOutput> list_user_policies(Call& call, const ListUserPoliciesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto names = iam::list_policies(call.site.identity, owner_of(call, input.user_name), *page);
    if (!names) return failure(names.error());
    ListUserPoliciesOutput output;
    output.marker = next_marker(names->next);
    output.is_truncated = output.marker.has_value();
    output.policy_names = std::move(names->items);
    return output;
}

// ---- DeleteUserPolicy ----

struct DeleteUserPolicyInput {
    std::string user_name;
    std::string policy_name;

    static std::span<const wire::Member> members() {
        using This = DeleteUserPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::user_name>("UserName", iam_api::user_name),
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeleteUserPolicyInput& input) {
    return on_user(call, "iam:DeleteUserPolicy", input.user_name);
}

Result<NoOutput> delete_user_policy(Call& call, const DeleteUserPolicyInput& input) {
    Status done =
        iam::delete_policy(call.site.identity, owner_of(call, input.user_name), input.policy_name);
    if (!done) return failure(done.error());
    return NoOutput{};
}

}  // namespace

Operation put_user_policy_operation() {
    return operation<&put_user_policy, &put_access>(
        {.name = "PutUserPolicy",
         .errors = "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure"});
}
Operation get_user_policy_operation() {
    return operation<&get_user_policy, &get_access>(
        {.name = "GetUserPolicy", .errors = "NoSuchEntity ServiceFailure"});
}
Operation list_user_policies_operation() {
    return operation<&list_user_policies, &list_access>(
        {.name = "ListUserPolicies", .errors = "NoSuchEntity ServiceFailure"});
}
Operation delete_user_policy_operation() {
    return operation<&delete_user_policy, &delete_access>(
        {.name = "DeleteUserPolicy", .errors = "LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
