// ImportVmImage: makes an image of what an import task of EC2's ImportImage makes. It answers at
// once; a job waits for the task, and when that fails, why ends up in the image's state.
#include <fmt/format.h>

#include "imports/task_image.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/image_shapes.h"
#include "services/imagebuilder/linked_role.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"
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

Result<distribution::ImageBuild> image_of(const Call& call, const ImportVmImageInput& input) {
    auto version = read_version(input.semantic_version);
    if (!version) return failure(version.error());
    distribution::ImageBuild image;
    image.account_id = call.account();
    image.name = input.name;
    image.version = *version;
    image.platform = input.platform;
    image.os_version = input.os_version;
    image.build_type = "IMPORT";
    if (input.logging_configuration) image.log_group = input.logging_configuration->log_group_name;
    image.tags = tags_of(input.tags.value_or(TagMap()));
    return image;
}

// What is wrong with the task is wrong with the parameter; a quota is not.
Error name_task_error(const Error& error) {
    if (error.kind != ErrorKind::not_found && error.kind != ErrorKind::conflict)
        return as_client_error(error);
    return client_error(fmt::format(
        "The value supplied for parameter 'vmImportTaskId' is not valid. {}", error.message));
}

Result<ImportVmImageOutput> import_vm_image(Call& call, const ImportVmImageInput& input) {
    TokenUse token{.operation = "ImportVmImage",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        auto image = image_of(call, input);
        if (!image) return failure(image.error());
        auto begun = imports::start_task_image(tx, *image, input.vm_import_task_id, call.now);
        if (!begun) return failure(name_task_error(begun.error()));
        return begun->arn(call.region.name);
    });
    if (!arn) return failure(as_client_error(arn.error()));
    Status role = ensure_linked_role(call);
    if (!role) return failure(role.error());
    call.site.jobs.notify(call.region.name);
    return ImportVmImageOutput{.request_id = call.request_id,
                               .image_arn = std::move(*arn),
                               .client_token = input.client_token};
}

AccessRequests import_vm_image_access(Call& call, const ImportVmImageInput& input) {
    std::string image =
        fmt::format("arn:aws:imagebuilder:{}:{}:image/{}/{}/*", call.region.name, call.account(),
                    distribution::slug_of(input.name), input.semantic_version);
    AccessRequests asked = {on_new_resource("ImportVmImage", image, input.tags)};
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", image, input.tags));
    for (iam::AccessRequest& each : linked_role_access(call))
        asked.push_back(std::move(each));
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
