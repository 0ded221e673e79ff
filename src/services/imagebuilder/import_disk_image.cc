// ImportDiskImage: makes an AMI of a disk that lies in a directory of the server. It answers at
// once; a job reads the disk, and what is wrong with it ends up in the image's state.
#include <fmt/format.h>

#include "imports/disk_import.h"
#include "imports/executors.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/image_shapes.h"
#include "services/imagebuilder/linked_role.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"
#include "services/imagebuilder/version_text.h"
#include "services/import_key.h"

namespace amicast::services {
namespace imagebuilder {
namespace {

struct RegisterImageOptions {
    std::optional<bool> secure_boot_enabled;
    std::optional<std::string> uefi_data;

    static std::span<const wire::Member> members() {
        using This = RegisterImageOptions;
        static const wire::Member rows[] = {
            wire::member<&This::secure_boot_enabled>("secureBootEnabled"),
            wire::member<&This::uefi_data>("uefiData", {.min = 0, .max = 64000}),
        };
        return rows;
    }
};

struct WindowsConfiguration {
    std::int64_t image_index = 0;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&WindowsConfiguration::image_index>(
                "imageIndex", {.required = true, .min = 1, .max = 4294967295}),
        };
        return rows;
    }
};

struct ImportDiskImageInput {
    std::string name;
    std::string semantic_version;
    std::optional<std::string> description;
    std::string platform;
    std::string os_version;
    std::optional<std::string> execution_role;
    std::string infrastructure_configuration_arn;
    std::string uri;
    std::optional<ImageLoggingConfiguration> logging_configuration;
    std::optional<TagMap> tags;
    std::optional<RegisterImageOptions> register_image_options;
    std::optional<WindowsConfiguration> windows_configuration;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = ImportDiskImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("name", {.required = true, .pattern = resource_name_pattern}),
            wire::member<&This::semantic_version>(
                "semanticVersion", {.required = true, .pattern = version_number_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::platform>("platform", {.required = true, .min = 1, .max = 1024}),
            wire::member<&This::os_version>("osVersion", {.required = true, .min = 1}),
            wire::member<&This::execution_role>("executionRole",
                                                {.min = 1, .max = 2048, .pattern = role_pattern}),
            wire::member<&This::infrastructure_configuration_arn>(
                "infrastructureConfigurationArn",
                {.required = true,
                 .pattern = "^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):"
                            "infrastructure-configuration/[a-z0-9-_]+$"}),
            wire::member<&This::uri>("uri", {.required = true}),
            wire::member<&This::logging_configuration>("loggingConfiguration"),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::register_image_options>("registerImageOptions"),
            wire::member<&This::windows_configuration>("windowsConfiguration"),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct ImportDiskImageOutput {
    std::string client_token;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = ImportDiskImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

Error refused(std::string_view path, std::string_view reason) {
    return client_error(
        fmt::format("The value supplied for parameter '{}' is not valid. {}", path, reason));
}

Status check(const Call& call, const ImportDiskImageInput& input) {
    if (input.platform != "Windows" && input.platform != "Linux" && input.platform != "macOS")
        return failure(refused("platform", "Expected Windows, Linux or macOS."));
    if (!input.execution_role) return {};
    auto role = find_execution_role(call.site.identity, call.account(), *input.execution_role);
    if (!role) return failure(role.error());
    if (*role) return {};
    return failure(unknown_execution_role(*input.execution_role, call.account()));
}

Result<imports::DiskImport> order_of(const Call& call, const ImportDiskImageInput& input) {
    auto version = read_version(input.semantic_version);
    if (!version) return failure(version.error());
    imports::DiskImport order;
    order.image.account_id = call.account();
    order.image.name = input.name;
    order.image.version = *version;
    order.image.platform = input.platform;
    order.image.os_version = input.os_version;
    order.image.build_type = "IMPORT";
    order.image.execution_role = input.execution_role.value_or("");
    if (input.logging_configuration)
        order.image.log_group = input.logging_configuration->log_group_name;
    order.image.tags = tags_of(input.tags.value_or(TagMap()));
    order.uri = input.uri;
    order.description = input.description.value_or("");
    RegisterImageOptions options = input.register_image_options.value_or(RegisterImageOptions());
    order.uefi_data = options.uefi_data;
    if (options.secure_boot_enabled.value_or(false) || options.uefi_data ||
        input.platform == "Windows")
        order.boot_mode = "uefi";
    return order;
}

Result<ImportDiskImageOutput> import_disk_image(Call& call, const ImportDiskImageInput& input) {
    TokenUse token{.operation = "ImportDiskImage",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto key = find_import_key(call, {}, {});
    if (!key) return failure(as_client_error(key.error()));
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        Status sound = check(call, input);
        if (!sound) return failure(sound.error());
        auto order = order_of(call, input);
        if (!order) return failure(order.error());
        order->kms_key_arn = *key;
        auto image = imports::start_import(tx, std::move(*order), call.now);
        if (!image) return failure(image.error());
        return image->arn(call.region.name);
    });
    if (!arn) return failure(as_client_error(arn.error()));
    Status role = ensure_linked_role(call);
    if (!role) return failure(role.error());
    call.site.jobs.notify(call.region.name);
    return ImportDiskImageOutput{.client_token = input.client_token,
                                 .image_build_version_arn = std::move(*arn)};
}

AccessRequests import_disk_image_access(Call& call, const ImportDiskImageInput& input) {
    std::string image =
        fmt::format("arn:aws:imagebuilder:{}:{}:image/{}/{}/*", call.region.name, call.account(),
                    distribution::slug_of(input.name), input.semantic_version);
    AccessRequests asked = {on_new_resource("ImportDiskImage", image, input.tags)};
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", image, input.tags));
    if (input.execution_role) asked.push_back(on_passed_role(call, *input.execution_role));
    for (iam::AccessRequest& each : linked_role_access(call))
        asked.push_back(std::move(each));
    return asked;
}

}  // namespace

Operation import_disk_image_operation() {
    return operation<&import_disk_image, &import_disk_image_access>(
        {.name = "ImportDiskImage",
         .method = "PUT",
         .uri = "/ImportDiskImage",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "AccessDeniedException TooManyRequestsException"});
}

}  // namespace imagebuilder

void add_import_executors(jobs::Runner& runner, Site& site, images::Region& region,
                          const ImportPlaces& places) {
    imports::ImportParts parts{.region = region,
                               .clock = site.clock,
                               .random = site.random,
                               .directories = places.directories,
                               .objects = places.objects,
                               .buckets = places.buckets};
    runner.add(std::string(imports::import_job_kind), imports::make_import_executor(parts));
    runner.add(std::string(imports::task_job_kind), imports::make_task_executor(parts));
    runner.add(std::string(imports::task_image_job_kind), imports::make_task_image_executor(parts));
}

}  // namespace amicast::services
