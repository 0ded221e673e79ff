// ImportVmImage: links an import task of EC2's ImportImage to an image. That operation of EC2 is
// not served, so there is no task that could be linked; the answer says what to use instead.
#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/image_shapes.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/version_text.h"

namespace amicast::services::imagebuilder {
namespace {

struct ImportVmImageInput {
    std::string name;
    std::string semantic_version;
    std::optional<std::string> description;
    std::string platform;
    std::optional<std::string> os_version;
    std::string vm_import_task_id;
    std::optional<ImageLoggingConfiguration> logging_configuration;
    std::optional<TagMap> tags;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = ImportVmImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("name", {.required = true, .min = 1, .max = 1024}),
            wire::member<&This::semantic_version>(
                "semanticVersion", {.required = true, .pattern = version_number_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::platform>("platform",
                                          {.required = true, .one_of = "Windows Linux macOS"}),
            wire::member<&This::os_version>("osVersion", {.min = 1}),
            wire::member<&This::vm_import_task_id>("vmImportTaskId",
                                                   {.required = true, .min = 1, .max = 1024}),
            wire::member<&This::logging_configuration>("loggingConfiguration"),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct ImportVmImageOutput {
    std::string request_id;
    std::string image_arn;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = ImportVmImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::image_arn>("imageArn"),
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
        };
        return rows;
    }
};

Result<ImportVmImageOutput> import_vm_image(Call&, const ImportVmImageInput& input) {
    auto version = read_version(input.semantic_version);
    if (!version) return failure(version.error());
    return failure(client_error(
        fmt::format("The value supplied for parameter 'vmImportTaskId' is not valid. The import "
                    "task {} does not exist: EC2's ImportImage is not served here. Use "
                    "ImportDiskImage, or `amicast import` with a disk of your own machine.",
                    input.vm_import_task_id)));
}

AccessRequests import_vm_image_access(Call& call, const ImportVmImageInput& input) {
    std::string image =
        fmt::format("arn:aws:imagebuilder:{}:{}:image/{}/{}/*", call.region.name, call.account(),
                    distribution::slug_of(input.name), input.semantic_version);
    AccessRequests asked = {on_new_resource("ImportVmImage", image, input.tags)};
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", image, input.tags));
    return asked;
}

}  // namespace

Operation import_vm_image_operation() {
    return operation<&import_vm_image, &import_vm_image_access>(
        {.name = "ImportVmImage",
         .method = "PUT",
         .uri = "/ImportVmImage",
         .errors = "ServiceException ClientException ServiceUnavailableException"});
}

}  // namespace amicast::services::imagebuilder
