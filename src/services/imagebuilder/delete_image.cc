// DeleteImage: removes the image resource. AMIs and snapshots stay.
#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/image_policy.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct DeleteImageInput {
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DeleteImageInput::image_build_version_arn>(
                "imageBuildVersionArn", {.location = wire::Location::query,
                                         .required = true,
                                         .pattern = build_arn_pattern}),
        };
        return rows;
    }
};

struct DeleteImageOutput {
    std::string request_id;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = DeleteImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

Result<DeleteImageOutput> delete_image(Call& call, const DeleteImageInput& input) {
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto image = find_image(call, tx, input.image_build_version_arn);
        if (!image) return failure(image.error());
        if (!distribution::is_final(image->status)) {
            return failure(dependency(fmt::format(
                "The image {} is {}: cancel it or wait until it has ended.",
                input.image_build_version_arn, distribution::to_string(image->status))));
        }
        if (is_shared(*image)) {
            return failure(dependency(
                fmt::format("The image {} is shared with other accounts: put a policy that names "
                            "your own account only, then delete it.",
                            input.image_build_version_arn)));
        }
        return distribution::erase_build(tx, *image);
    });
    if (!deleted) return failure(deleted.error());
    return DeleteImageOutput{.request_id = call.request_id,
                             .image_build_version_arn = input.image_build_version_arn};
}

AccessRequests delete_image_access(Call& call, const DeleteImageInput& input) {
    return {on_resource(call, "DeleteImage", input.image_build_version_arn)};
}

}  // namespace

Operation delete_image_operation() {
    return operation<&delete_image, &delete_image_access>(
        {.name = "DeleteImage",
         .method = "DELETE",
         .uri = "/DeleteImage",
         .errors = "ServiceException ClientException InvalidRequestException "
                   "ServiceUnavailableException ForbiddenException "
                   "CallRateLimitExceededException ResourceDependencyException"});
}

}  // namespace amicast::services::imagebuilder
