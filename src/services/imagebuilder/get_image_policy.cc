// GetImagePolicy: the policy as it was put.
#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetImagePolicyInput {
    std::string image_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetImagePolicyInput::image_arn>("imageArn",
                                                          {.location = wire::Location::query,
                                                           .required = true,
                                                           .pattern = build_arn_pattern}),
        };
        return rows;
    }
};

struct GetImagePolicyOutput {
    std::string request_id;
    std::string policy;

    static std::span<const wire::Member> members() {
        using This = GetImagePolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::policy>("policy", {.min = 1, .max = 30000}),
        };
        return rows;
    }
};

Result<GetImagePolicyOutput> get_image_policy(Call& call, const GetImagePolicyInput& input) {
    auto image = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_image(call, tx, input.image_arn); });
    if (!image) return failure(image.error());
    if (!image->policy)
        return failure(not_found(fmt::format("The image {} has no policy.", input.image_arn)));
    return GetImagePolicyOutput{.request_id = call.request_id, .policy = *image->policy};
}

AccessRequests get_image_policy_access(Call& call, const GetImagePolicyInput& input) {
    return {on_resource(call, "GetImagePolicy", input.image_arn)};
}

}  // namespace

Operation get_image_policy_operation() {
    return operation<&get_image_policy, &get_image_policy_access>(
        {.name = "GetImagePolicy",
         .method = "GET",
         .uri = "/GetImagePolicy",
         .errors = "ServiceException ServiceUnavailableException ResourceNotFoundException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
