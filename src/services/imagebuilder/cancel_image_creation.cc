// CancelImageCreation: stops a running distribution. It answers at once; the image becomes
// CANCELLED when the copies that run have ended. AMIs that exist stay.
#include "distribution/start_distribution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct CancelImageCreationInput {
    std::string image_build_version_arn;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = CancelImageCreationInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_build_version_arn>(
                "imageBuildVersionArn", {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct CancelImageCreationOutput {
    std::string request_id;
    std::string client_token;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = CancelImageCreationOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

Result<CancelImageCreationOutput> cancel_image_creation(Call& call,
                                                        const CancelImageCreationInput& input) {
    TokenUse token{.operation = "CancelImageCreation",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        auto image = find_image(call, tx, input.image_build_version_arn);
        if (!image) return failure(image.error());
        Status done = distribution::cancel_distribution(tx, *image);
        if (!done && done.error().kind == ErrorKind::conflict)
            return failure(invalid_request(done.error().message));
        if (!done) return failure(done.error());
        return input.image_build_version_arn;
    });
    if (!arn) return failure(arn.error());
    call.site.jobs.notify(call.region.name);
    return CancelImageCreationOutput{.request_id = call.request_id,
                                     .client_token = input.client_token,
                                     .image_build_version_arn = std::move(*arn)};
}

AccessRequests cancel_image_creation_access(Call& call, const CancelImageCreationInput& input) {
    return {on_resource(call, "CancelImageCreation", input.image_build_version_arn)};
}

}  // namespace

Operation cancel_image_creation_operation() {
    return operation<&cancel_image_creation, &cancel_image_creation_access>(
        {.name = "CancelImageCreation",
         .method = "PUT",
         .uri = "/CancelImageCreation",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException"});
}

}  // namespace amicast::services::imagebuilder
