// CreatePolicy, GetPolicy, ListPolicies, DeletePolicy.
#include "iam/managed_policies.h"
#include "services/iam/access.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/paging.h"
#include "services/iam/policy_arn.h"

namespace amicast::services::iam_api {
namespace {

// ---- CreatePolicy ----

struct CreatePolicyInput {
    std::string policy_name;
    std::optional<std::string> path;
    std::string policy_document;
    std::optional<std::string> description;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreatePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
            wire::member<&This::path>("Path", policy_path),
            wire::member<&This::policy_document>("PolicyDocument", iam_api::policy_document),
            wire::member<&This::description>("Description", {.max = 1000}),
            wire::member<&This::tags>("Tags", iam_api::tags),
        };
        return rows;
    }
};

struct PolicyOutput {
    Policy policy;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&PolicyOutput::policy>("Policy")};
        return rows;
    }
};

std::vector<iam::AccessRequest> create_access(Call& call, const CreatePolicyInput& input) {
    iam::AccessRequest request{
        .action = "iam:CreatePolicy",
        .resource =
            iam::iam_arn(call.account(), "policy" + input.path.value_or("/") + input.policy_name),
        .context = {}};
    add_request_tags(input.tags, request.context);
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "iam:TagPolicy";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<PolicyOutput> create_policy(Call& call, const CreatePolicyInput& input) {
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    iam::ManagedPolicy wanted;
    wanted.account_id = call.account();
    wanted.name = input.policy_name;
    wanted.path = input.path.value_or("/");
    wanted.description = input.description.value_or("");
    wanted.tags = std::move(*tags);
    auto policy =
        iam::create_managed_policy(call.site.identity, std::move(wanted), input.policy_document);
    if (!policy) return failure(malformed_policy(already_exists(policy.error())));
    PolicyOutput output{.policy = policy_shape(*policy, Detail::full)};
    output.policy.description.reset();  // shown by GetPolicy only
    return output;
}

// ---- GetPolicy ----

struct GetPolicyInput {
    std::string policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetPolicyInput::policy_arn>("PolicyArn", iam_api::policy_arn)};
        return rows;
    }
};

std::vector<iam::AccessRequest> get_access(Call& call, const GetPolicyInput& input) {
    return on_policy(call, "iam:GetPolicy", input.policy_arn);
}

Result<PolicyOutput> get_policy(Call& call, const GetPolicyInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    auto policy = iam::get_managed_policy(call.site.identity, call.account(), input.policy_arn);
    if (!policy) return failure(policy.error());
    return PolicyOutput{.policy = policy_shape(*policy, Detail::full)};
}

// ---- ListPolicies ----

struct ListPoliciesInput {
    std::optional<std::string> scope;
    std::optional<bool> only_attached;
    std::optional<std::string> path_prefix;
    std::optional<std::string> policy_usage_filter;
    std::optional<std::string> marker;
    std::optional<std::int64_t> max_items;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::scope>("Scope", {.one_of = "All AWS Local"}),
            wire::member<&This::only_attached>("OnlyAttached"),
            wire::member<&This::path_prefix>("PathPrefix", policy_path),
            wire::member<&This::policy_usage_filter>(
                "PolicyUsageFilter", {.one_of = "PermissionsPolicy PermissionsBoundary"}),
            wire::member<&This::marker>("Marker", iam_api::marker),
            wire::member<&This::max_items>("MaxItems", iam_api::max_items),
        };
        return rows;
    }
};

struct ListPoliciesOutput {
    std::vector<Policy> policies;
    bool is_truncated = false;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policies>("Policies", {.keep_empty = true}),
            wire::member<&This::is_truncated>("IsTruncated"),
            wire::member<&This::marker>("Marker"),
        };
        return rows;
    }
};

// Policies are listed without regard to which, so only a statement on everything allows it.
std::vector<iam::AccessRequest> list_access(Call&, const ListPoliciesInput&) {
    return {{.action = "iam:ListPolicies", .resource = "*", .context = {}}};
}

iam::PolicyFilter filter_of(const ListPoliciesInput& input) {
    std::string scope = input.scope.value_or("All");
    std::string usage = input.policy_usage_filter.value_or("");
    bool as_boundary = usage == "PermissionsBoundary";
    return {.local = scope != "AWS",
            .vendor = scope != "Local",
            .attached_only = usage == "PermissionsPolicy" ||
                             (input.only_attached.value_or(false) && !as_boundary),
            .boundaries_only = as_boundary,
            .path_prefix = input.path_prefix.value_or("/")};
}

Result<ListPoliciesOutput> list_policies(Call& call, const ListPoliciesInput& input) {
    auto page = read_page(input.marker, input.max_items);
    if (!page) return failure(page.error());
    auto policies =
        iam::list_managed_policies(call.site.identity, call.account(), filter_of(input), *page);
    if (!policies) return failure(policies.error());
    ListPoliciesOutput output;
    for (const iam::ManagedPolicy& policy : policies->items)
        output.policies.push_back(policy_shape(policy, Detail::brief));
    output.marker = next_marker(policies->next);
    output.is_truncated = output.marker.has_value();
    return output;
}

// ---- DeletePolicy ----

struct DeletePolicyInput {
    std::string policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeletePolicyInput::policy_arn>("PolicyArn", iam_api::policy_arn)};
        return rows;
    }
};

std::vector<iam::AccessRequest> delete_access(Call& call, const DeletePolicyInput& input) {
    return on_policy(call, "iam:DeletePolicy", input.policy_arn);
}

Result<NoOutput> delete_policy(Call& call, const DeletePolicyInput& input) {
    if (Status valid = check_policy_arn(input.policy_arn); !valid) return failure(valid.error());
    Status deleted =
        iam::delete_managed_policy(call.site.identity, call.account(), input.policy_arn);
    if (!deleted) return failure(in_use(deleted.error()));
    return NoOutput{};
}

}  // namespace

Operation create_policy_operation() {
    return operation<&create_policy, &create_access>(
        {.name = "CreatePolicy",
         .errors = "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded "
                   "MalformedPolicyDocument ServiceFailure"});
}
Operation get_policy_operation() {
    return operation<&get_policy, &get_access>(
        {.name = "GetPolicy", .errors = "InvalidInput NoSuchEntity ServiceFailure"});
}
Operation list_policies_operation() {
    return operation<&list_policies, &list_access>(
        {.name = "ListPolicies", .errors = "ServiceFailure"});
}
Operation delete_policy_operation() {
    return operation<&delete_policy, &delete_access>(
        {.name = "DeletePolicy",
         .errors = "DeleteConflict InvalidInput LimitExceeded NoSuchEntity ServiceFailure"});
}

}  // namespace amicast::services::iam_api
