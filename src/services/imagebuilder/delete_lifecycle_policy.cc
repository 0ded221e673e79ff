// DeleteLifecyclePolicy: the policy runs no more. What it did stays done and can be looked up.
#include <fmt/format.h>

#include "lifecycle/execution.h"
#include "lifecycle/start_execution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct DeleteLifecyclePolicyInput {
    std::string lifecycle_policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteLifecyclePolicyInput::lifecycle_policy_arn>(
                "lifecyclePolicyArn", {.location = wire::Location::query,
                                       .required = true,
                                       .max = 1024,
                                       .pattern = lifecycle_policy_arn_pattern}),
        };
        return rows;
    }
};

struct DeleteLifecyclePolicyOutput {
    std::string lifecycle_policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteLifecyclePolicyOutput::lifecycle_policy_arn>(
                "lifecyclePolicyArn", {.max = 1024, .pattern = lifecycle_policy_arn_pattern}),
        };
        return rows;
    }
};

Status remove(catalog::Transaction& tx, const Call& call, std::string_view arn) {
    auto policy = find_lifecycle_policy(call, tx, arn);
    if (!policy) return failure(policy.error());
    auto running = lifecycle::is_running(tx, policy->account_id, policy->slug);
    if (!running) return failure(running.error());
    if (*running) {
        return failure(dependency(
            fmt::format("The lifecycle policy {} is running: cancel its execution or wait until it "
                        "has ended.",
                        arn)));
    }
    Status stopped = lifecycle::unschedule(tx, *policy);
    if (!stopped) return stopped;
    return lifecycle::erase_policy(tx, policy->account_id, policy->slug);
}

Result<DeleteLifecyclePolicyOutput> delete_lifecycle_policy(
    Call& call, const DeleteLifecyclePolicyInput& input) {
    Status removed = call.region.catalog.write(
        [&](catalog::Transaction& tx) { return remove(tx, call, input.lifecycle_policy_arn); });
    if (!removed) return failure(removed.error());
    return DeleteLifecyclePolicyOutput{.lifecycle_policy_arn = input.lifecycle_policy_arn};
}

AccessRequests delete_lifecycle_policy_access(Call& call, const DeleteLifecyclePolicyInput& input) {
    return {on_resource(call, "DeleteLifecyclePolicy", input.lifecycle_policy_arn)};
}

}  // namespace

Operation delete_lifecycle_policy_operation() {
    return operation<&delete_lifecycle_policy, &delete_lifecycle_policy_access>(
        {.name = "DeleteLifecyclePolicy",
         .method = "DELETE",
         .uri = "/DeleteLifecyclePolicy",
         .errors = "ServiceException ClientException InvalidRequestException "
                   "ServiceUnavailableException ForbiddenException "
                   "CallRateLimitExceededException ResourceDependencyException"});
}

}  // namespace amicast::services::imagebuilder
