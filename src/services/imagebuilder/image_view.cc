// From rows to wire structs.
#include "services/imagebuilder/image_view.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/finish.h"
#include "distribution/workflow_execution.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/plan_of.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {
namespace {

using distribution::Destination;
using distribution::ImageBuild;
using distribution::ImageStatus;
using distribution::Step;

// The API's bound of regionFailures.
constexpr std::size_t region_failures_max = 256;

constexpr std::string_view ami_type = "AMI";

ImageStatus status_of(Step step) {
    switch (step) {
        case Step::available:
            return ImageStatus::available;
        case Step::failed:
            return ImageStatus::failed;
        case Step::cancelled:
            return ImageStatus::cancelled;
        default:
            return ImageStatus::pending;
    }
}

Ami show_ami(const Call& call, const ImageBuild& image, const Destination& destination) {
    Ami ami;
    ami.region = destination.region;
    ami.image = *destination.ami_id;
    ami.name = destination.ami_name;
    // The source itself keeps its description: only copies take the configured one.
    bool copied =
        destination.region != call.region.name || destination.account_id != image.account_id;
    if (copied) ami.description = destination.order.description;
    ami.state.status = to_string(status_of(destination.step));
    if (destination.error) ami.state.reason = distribution::shortened(*destination.error);
    ami.account_id = destination.account_id;
    return ami;
}

OutputResources outputs_of(const Call& call, const ImageBuild& image,
                           const std::vector<Destination>& destinations) {
    OutputResources outputs;
    for (const Destination& destination : destinations)
        if (destination.ami_id) outputs.amis.push_back(show_ami(call, image, destination));
    return outputs;
}

// Where the first one failed: in the copies, or in what is set up once they are there.
bool failed_in_configuration(const std::vector<Destination>& destinations) {
    auto first = std::find_if(destinations.begin(), destinations.end(),
                              [](const Destination& each) { return each.step == Step::failed; });
    return first != destinations.end() && first->failed_configuration_step;
}

ImageFailureContext failure_context_of(const ImageBuild& image,
                                       const std::vector<Destination>& destinations) {
    ImageFailureContext context;
    bool late = failed_in_configuration(destinations);
    context.image_status = to_string(late ? ImageStatus::integrating : ImageStatus::distributing);
    context.failed_step = late ? "ApplyImageConfigurations" : "DistributeImage";
    context.distribution_failure.error_message = image.reason.value_or("Distribution failed.");
    auto& failures = context.distribution_failure.region_failures;
    for (const Destination& destination : destinations) {
        bool ended_badly = destination.step == Step::failed || destination.step == Step::cancelled;
        if (!ended_badly || failures.size() == region_failures_max) continue;
        failures.push_back({.region = destination.region,
                            .status = std::string(to_string(status_of(destination.step))),
                            .image_configuration_step = destination.failed_configuration_step,
                            .error_message = destination.error.value_or("Unknown cause."),
                            .target_account_id = destination.account_id});
    }
    return context;
}

Result<ImageState> state_of(catalog::Transaction& tx, const ImageBuild& image,
                            const std::vector<Destination>& destinations) {
    ImageState state;
    state.status = to_string(image.status);
    state.reason = image.reason;
    bool distributed = !destinations.empty();  // an import that failed has none
    if (image.status != ImageStatus::failed || !distributed) return state;
    state.failure_context = failure_context_of(image, destinations);
    auto executions = distribution::list_executions(tx, image.id());
    if (!executions) return failure(executions.error());
    if (!executions->empty()) state.failure_context->workflow_execution_id = executions->front().id;
    return state;
}

std::optional<ImageLoggingConfiguration> logging_of(const ImageBuild& image) {
    if (!image.log_group) return std::nullopt;
    return ImageLoggingConfiguration{.log_group_name = image.log_group};
}

std::string version_with_build(const ImageBuild& image) {
    return fmt::format("{}/{}", distribution::to_string(image.version), image.build);
}

// None for an image that was imported.
Result<std::optional<DistributionConfiguration>> configuration_of(const ImageBuild& image) {
    if (image.configuration.empty()) return std::optional<DistributionConfiguration>();
    auto configuration = wire::from_json<DistributionConfiguration>(image.configuration);
    if (!configuration) {
        return failure(ErrorKind::corrupt, "The image's stored configuration cannot be read.",
                       configuration.error().message);
    }
    return std::optional(std::move(*configuration));
}

}  // namespace

Result<Image> show_image(const Call& call, catalog::Transaction& tx, const ImageBuild& image) {
    auto destinations = distribution::find_destinations(tx, image.id());
    if (!destinations) return failure(destinations.error());
    auto configuration = configuration_of(image);
    if (!configuration) return failure(configuration.error());
    Image shown;
    shown.arn = image.arn(call.region.name);
    shown.type = ami_type;
    shown.name = image.name;
    shown.version = version_with_build(image);
    shown.platform = image.platform;
    shown.os_version = image.os_version;
    auto state = state_of(tx, image, *destinations);
    if (!state) return failure(state.error());
    shown.state = std::move(*state);
    shown.distribution_configuration = std::move(*configuration);
    shown.date_created = to_iso8601(image.created);
    shown.output_resources = outputs_of(call, image, *destinations);
    shown.tags = tag_map_of(image.tags);
    shown.build_type = image.build_type;
    shown.image_source = image.image_source;
    if (!image.execution_role.empty()) shown.execution_role = image.execution_role;
    shown.deprecation_time = image.deprecation_time;
    shown.lifecycle_execution_id = image.lifecycle_execution_id;
    shown.logging_configuration = logging_of(image);
    return shown;
}

Result<ImageSummary> summarize_image(const Call& call, catalog::Transaction& tx,
                                     const ImageBuild& image) {
    auto destinations = distribution::find_destinations(tx, image.id());
    if (!destinations) return failure(destinations.error());
    ImageSummary shown;
    shown.arn = image.arn(call.region.name);
    shown.name = image.name;
    shown.type = ami_type;
    shown.version = version_with_build(image);
    shown.platform = image.platform;
    shown.os_version = image.os_version;
    auto state = state_of(tx, image, *destinations);
    if (!state) return failure(state.error());
    shown.state = std::move(*state);
    shown.owner = image.account_id;
    shown.deprecation_time = image.deprecation_time;
    shown.lifecycle_execution_id = image.lifecycle_execution_id;
    shown.date_created = to_iso8601(image.created);
    shown.output_resources = outputs_of(call, image, *destinations);
    shown.tags = tag_map_of(image.tags);
    shown.build_type = image.build_type;
    shown.image_source = image.image_source;
    shown.logging_configuration = logging_of(image);
    return shown;
}

ImageVersion show_version(const Call& call, const ImageBuild& image) {
    ImageVersion shown;
    shown.arn = distribution::version_arn({.region = call.region.name, .owner = image.account_id},
                                          image.slug, image.version);
    shown.name = image.name;
    shown.type = ami_type;
    shown.version = distribution::to_string(image.version);
    shown.platform = image.platform;
    shown.os_version = image.os_version;
    shown.owner = image.account_id;
    shown.date_created = to_iso8601(image.created);
    shown.build_type = image.build_type;
    shown.image_source = image.image_source;
    return shown;
}

LatestVersionReferences references_of(const Call& call, const ImageBuild& image) {
    std::string base = fmt::format("arn:aws:imagebuilder:{}:{}:image/{}", call.region.name,
                                   image.account_id, image.slug);
    const auto& version = image.version;
    return {
        .latest_version_arn = base + "/x.x.x",
        .latest_major_version_arn = fmt::format("{}/{}.x.x", base, version.major),
        .latest_minor_version_arn = fmt::format("{}/{}.{}.x", base, version.major, version.minor),
        .latest_patch_version_arn =
            fmt::format("{}/{}.{}.{}", base, version.major, version.minor, version.patch)};
}

}  // namespace amicast::services::imagebuilder
