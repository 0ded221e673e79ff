// RetryImage: runs what failed of a distribution again, under the same image and with the settings
// of the first attempt.
#include "distribution/start_distribution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct RetryImageInput {
    std::string image_build_version_arn;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = RetryImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_build_version_arn>(
                "imageBuildVersionArn", {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct RetryImageOutput {
    std::string client_token;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = RetryImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

Result<RetryImageOutput> retry_image(Call& call, const RetryImageInput& input) {
    TokenUse token{.operation = "RetryImage",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        auto image = find_image(call, tx, input.image_build_version_arn);
        if (!image) return failure(image.error());
        if (!distribution::is_final(image->status))
            return failure(in_use("The image is still being distributed."));
        if (image->configuration.empty()) {
            return failure(invalid_request(
                "The image was imported, not distributed: import the disk again instead."));
        }
        Status done = distribution::retry_distribution(tx, *image, call.region.name, call.now);
        if (!done && done.error().kind == ErrorKind::conflict)
            return failure(invalid_request(done.error().message));
        if (!done) return failure(done.error());
        return input.image_build_version_arn;
    });
    if (!arn) return failure(arn.error());
    call.site.jobs.notify(call.region.name);
    return RetryImageOutput{.client_token = input.client_token,
                            .image_build_version_arn = std::move(*arn)};
}

AccessRequests retry_image_access(Call& call, const RetryImageInput& input) {
    return {on_resource(call, "RetryImage", input.image_build_version_arn)};
}

}  // namespace

Operation retry_image_operation() {
    return operation<&retry_image, &retry_image_access>(
        {.name = "RetryImage",
         .method = "PUT",
         .uri = "/RetryImage",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException"});
}

}  // namespace amicast::services::imagebuilder
