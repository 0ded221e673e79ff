// ListImagePackages: what a build's inventory found installed. Only builds take one, and images are
// distributed and imported here, not built; so the list of an image that exists is empty.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListImagePackagesInput {
    std::string image_build_version_arn;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListImagePackagesInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_build_version_arn>(
                "imageBuildVersionArn", {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct ImagePackage {
    std::string package_name;
    std::string package_version;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ImagePackage::package_name>("packageName", text_1_to_1024),
            wire::member<&ImagePackage::package_version>("packageVersion", text_1_to_1024),
        };
        return rows;
    }
};

struct ListImagePackagesOutput {
    std::string request_id;
    std::vector<ImagePackage> packages;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListImagePackagesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::packages>("imagePackageList", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

Result<ListImagePackagesOutput> list_image_packages(Call& call,
                                                    const ListImagePackagesInput& input) {
    Pager pager(call, "ListImagePackages", input.image_build_version_arn, input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto image = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return find_visible_image(call, tx, input.image_build_version_arn, "ListImagePackages");
    });
    if (!image) return failure(image.error());
    return ListImagePackagesOutput{
        .request_id = call.request_id, .packages = {}, .next_token = std::nullopt};
}

AccessRequests list_image_packages_access(Call& call, const ListImagePackagesInput& input) {
    return {on_resource(call, "ListImagePackages", input.image_build_version_arn)};
}

}  // namespace

Operation list_image_packages_operation() {
    return operation<&list_image_packages, &list_image_packages_access>(
        {.name = "ListImagePackages",
         .method = "POST",
         .uri = "/ListImagePackages",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException "
                   "ResourceNotFoundException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
