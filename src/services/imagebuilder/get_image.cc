// GetImage: the image resource, with its AMIs as far as they exist. A version ARN or wildcard shows
// the newest available build.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/image_view.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetImageInput {
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetImageInput::image_build_version_arn>(
                "imageBuildVersionArn", {.location = wire::Location::query,
                                         .required = true,
                                         .pattern = version_or_build_arn_pattern}),
        };
        return rows;
    }
};

struct GetImageOutput {
    std::string request_id;
    Image image;
    LatestVersionReferences latest_version_references;

    static std::span<const wire::Member> members() {
        using This = GetImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image>("image"),
            wire::member<&This::latest_version_references>("latestVersionReferences"),
        };
        return rows;
    }
};

Result<GetImageOutput> get_image(Call& call, const GetImageInput& input) {
    return call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<GetImageOutput> {
        auto found = find_visible_image(call, tx, input.image_build_version_arn, "GetImage");
        if (!found) return failure(found.error());
        auto shown = show_image(call, tx, *found);
        if (!shown) return failure(shown.error());
        return GetImageOutput{.request_id = call.request_id,
                              .image = std::move(*shown),
                              .latest_version_references = references_of(call, *found)};
    });
}

AccessRequests get_image_access(Call& call, const GetImageInput& input) {
    return {on_resource(call, "GetImage", input.image_build_version_arn)};
}

}  // namespace

Operation get_image_operation() {
    return operation<&get_image, &get_image_access>(
        {.name = "GetImage",
         .method = "GET",
         .uri = "/GetImage",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
