// Images (the Image Builder resource) as they travel.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/imagebuilder/distribution_shapes.h"
#include "wire/schema.h"

namespace amicast::services::imagebuilder {

struct ImageLoggingConfiguration {
    std::optional<std::string> log_group_name;
    static std::span<const wire::Member> members();
};

struct RegionFailure {
    std::string region;
    std::string status;
    std::optional<std::string> image_configuration_step;
    std::string error_message;
    std::string target_account_id;
    static std::span<const wire::Member> members();
};

struct DistributionFailureContext {
    std::string error_message;
    std::vector<RegionFailure> region_failures;
    static std::span<const wire::Member> members();
};

struct ImageFailureContext {
    std::string image_status;
    std::string failed_step;
    std::optional<std::string> workflow_execution_id;  // that tells of each step
    DistributionFailureContext distribution_failure;
    static std::span<const wire::Member> members();
};

struct ImageState {
    std::string status;
    std::optional<std::string> reason;
    std::optional<ImageFailureContext> failure_context;
    static std::span<const wire::Member> members();
};

struct Ami {
    std::string region;
    std::string image;
    std::string name;
    std::optional<std::string> description;
    ImageState state;
    std::string account_id;
    static std::span<const wire::Member> members();
};

struct OutputResources {
    std::vector<Ami> amis;
    static std::span<const wire::Member> members();
};

struct Image {
    std::string arn;
    std::string type;
    std::string name;
    std::string version;  // with the build: "1.0.0/1"
    std::string platform;
    std::optional<std::string> os_version;
    ImageState state;
    std::optional<DistributionConfiguration> distribution_configuration;  // none for an import
    std::string date_created;
    OutputResources output_resources;
    TagMap tags;
    std::string build_type;
    std::string image_source;
    std::optional<Time> deprecation_time;
    std::optional<std::string> lifecycle_execution_id;
    std::optional<std::string> execution_role;
    std::optional<ImageLoggingConfiguration> logging_configuration;
    static std::span<const wire::Member> members();
};

struct LatestVersionReferences {
    std::string latest_version_arn;
    std::string latest_major_version_arn;
    std::string latest_minor_version_arn;
    std::string latest_patch_version_arn;
    static std::span<const wire::Member> members();
};

struct ImageSummary {
    std::string arn;
    std::string name;
    std::string type;
    std::string version;  // with the build
    std::string platform;
    std::optional<std::string> os_version;
    ImageState state;
    std::string owner;
    std::string date_created;
    OutputResources output_resources;
    TagMap tags;
    std::string build_type;
    std::string image_source;
    std::optional<Time> deprecation_time;
    std::optional<std::string> lifecycle_execution_id;
    std::optional<ImageLoggingConfiguration> logging_configuration;
    static std::span<const wire::Member> members();
};

struct ImageVersion {
    std::string arn;
    std::string name;
    std::string type;
    std::string version;  // three nodes
    std::string platform;
    std::optional<std::string> os_version;
    std::string owner;
    std::string date_created;
    std::string build_type;
    std::string image_source;
    static std::span<const wire::Member> members();
};

struct Filter {
    std::optional<std::string> name;
    std::vector<std::string> values;
    static std::span<const wire::Member> members();
};

}  // namespace amicast::services::imagebuilder
