// UpdateLifecyclePolicy: replaces the whole policy but its name and tags; what is omitted is gone.
// Runs under way go on with the rules they began with.
#include "lifecycle/start_execution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct UpdateLifecyclePolicyInput {
    std::string lifecycle_policy_arn;
    std::optional<std::string> description;
    std::optional<std::string> status;
    std::string execution_role;
    std::string resource_type;
    std::vector<PolicyDetail> policy_details;
    ResourceSelection resource_selection;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = UpdateLifecyclePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::lifecycle_policy_arn>(
                "lifecyclePolicyArn",
                {.required = true, .max = 1024, .pattern = lifecycle_policy_arn_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::status>("status", {.one_of = lifecycle_policy_statuses}),
            wire::member<&This::execution_role>(
                "executionRole",
                {.required = true, .min = 1, .max = 2048, .pattern = role_pattern}),
            wire::member<&This::resource_type>(
                "resourceType", {.required = true, .one_of = lifecycle_resource_types}),
            wire::member<&This::policy_details>("policyDetails",
                                                {.required = true, .min = 1, .max = 3}),
            wire::member<&This::resource_selection>("resourceSelection", {.required = true}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct UpdateLifecyclePolicyOutput {
    std::string lifecycle_policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&UpdateLifecyclePolicyOutput::lifecycle_policy_arn>(
                "lifecyclePolicyArn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        };
        return rows;
    }
};

// The policy's job exists exactly while it is enabled.
Status write(catalog::Transaction& tx, const Call& call, const UpdateLifecyclePolicyInput& input) {
    auto policy = find_lifecycle_policy(call, tx, input.lifecycle_policy_arn);
    if (!policy) return failure(policy.error());
    bool was_enabled = policy->enabled;
    policy->description = input.description;
    policy->enabled = input.status.value_or("ENABLED") == "ENABLED";
    policy->execution_role = input.execution_role;
    policy->updated = call.now;
    fill(*policy, {input.resource_type, input.policy_details, input.resource_selection});
    Status updated = lifecycle::update(tx, *policy);
    if (!updated || was_enabled == policy->enabled) return updated;
    return policy->enabled ? lifecycle::schedule(tx, *policy, call.now, call.now)
                           : lifecycle::unschedule(tx, *policy);
}

Result<UpdateLifecyclePolicyOutput> update_lifecycle_policy(
    Call& call, const UpdateLifecyclePolicyInput& input) {
    TokenUse token{.operation = "UpdateLifecyclePolicy",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        Status written =
            check_policy({input.resource_type, input.policy_details, input.resource_selection});
        if (written) written = check_lifecycle_role(call, input.execution_role);
        if (written) written = write(tx, call, input);
        if (!written) return failure(written.error());
        return input.lifecycle_policy_arn;
    });
    if (!arn) return failure(arn.error());
    call.site.jobs.notify(call.region.name);
    return UpdateLifecyclePolicyOutput{.lifecycle_policy_arn = std::move(*arn)};
}

AccessRequests update_lifecycle_policy_access(Call& call, const UpdateLifecyclePolicyInput& input) {
    return {on_resource(call, "UpdateLifecyclePolicy", input.lifecycle_policy_arn),
            on_passed_role(call, input.execution_role)};
}

}  // namespace

Operation update_lifecycle_policy_operation() {
    return operation<&update_lifecycle_policy, &update_lifecycle_policy_access>(
        {.name = "UpdateLifecyclePolicy",
         .method = "PUT",
         .uri = "/UpdateLifecyclePolicy",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException "
                   "InvalidParameterCombinationException"});
}

}  // namespace amicast::services::imagebuilder
