// GetLifecyclePolicy.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lifecycle_rules.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetLifecyclePolicyInput {
    std::string lifecycle_policy_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetLifecyclePolicyInput::lifecycle_policy_arn>(
                "lifecyclePolicyArn", {.location = wire::Location::query,
                                       .required = true,
                                       .max = 1024,
                                       .pattern = lifecycle_policy_arn_pattern}),
        };
        return rows;
    }
};

struct GetLifecyclePolicyOutput {
    LifecyclePolicy lifecycle_policy;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetLifecyclePolicyOutput::lifecycle_policy>("lifecyclePolicy"),
        };
        return rows;
    }
};

Result<GetLifecyclePolicyOutput> get_lifecycle_policy(Call& call,
                                                      const GetLifecyclePolicyInput& input) {
    auto policy = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return find_lifecycle_policy(call, tx, input.lifecycle_policy_arn);
    });
    if (!policy) return failure(policy.error());
    auto shown = show_policy(call, *policy);
    if (!shown) return failure(shown.error());
    return GetLifecyclePolicyOutput{.lifecycle_policy = std::move(*shown)};
}

AccessRequests get_lifecycle_policy_access(Call& call, const GetLifecyclePolicyInput& input) {
    return {on_resource(call, "GetLifecyclePolicy", input.lifecycle_policy_arn)};
}

}  // namespace

Operation get_lifecycle_policy_operation() {
    return operation<&get_lifecycle_policy, &get_lifecycle_policy_access>(
        {.name = "GetLifecyclePolicy",
         .method = "GET",
         .uri = "/GetLifecyclePolicy",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
