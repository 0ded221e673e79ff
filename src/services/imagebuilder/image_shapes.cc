// Rows of the image structures.
#include "services/imagebuilder/image_shapes.h"

#include "services/imagebuilder/constraints.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr std::string_view image_statuses =
    "PENDING CREATING BUILDING TESTING DISTRIBUTING INTEGRATING AVAILABLE CANCELLED FAILED "
    "DEPRECATED DELETED DISABLED";
constexpr std::string_view platforms = "Windows Linux macOS";
constexpr std::string_view image_types = "AMI DOCKER";
constexpr std::string_view build_types = "USER_INITIATED SCHEDULED IMPORT IMPORT_ISO";
constexpr std::string_view image_sources = "AMAZON_MANAGED AWS_MARKETPLACE IMPORTED CUSTOM";
constexpr std::string_view version_with_build_pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+(?:/[0-9]+)?$";

constexpr wire::MemberOptions error_text{.min = 1, .max = 384'000};

}  // namespace

std::span<const wire::Member> ImageLoggingConfiguration::members() {
    using This = ImageLoggingConfiguration;
    static const wire::Member rows[] = {
        wire::member<&This::log_group_name>(
            "logGroupName", {.min = 1, .max = 512, .pattern = "^[a-zA-Z0-9\\-_/\\.]{1,512}$"}),
    };
    return rows;
}

std::span<const wire::Member> RegionFailure::members() {
    using This = RegionFailure;
    static const wire::Member rows[] = {
        wire::member<&This::region>("region", text_1_to_1024),
        wire::member<&This::status>("status", {.one_of = "FAILED CANCELLED TIMED_OUT"}),
        wire::member<&This::image_configuration_step>(
            "imageConfigurationStep",
            {.one_of = "ASSOCIATE_LICENSES UPDATE_LAUNCH_TEMPLATES PUT_SSM_PARAMETERS "
                       "UPDATE_FAST_LAUNCH_CONFIGURATIONS EXPORT_AMI"}),
        wire::member<&This::error_message>("errorMessage", error_text),
        wire::member<&This::target_account_id>("targetAccountId", {.pattern = account_id_pattern}),
    };
    return rows;
}

std::span<const wire::Member> DistributionFailureContext::members() {
    using This = DistributionFailureContext;
    static const wire::Member rows[] = {
        wire::member<&This::error_message>("errorMessage", error_text),
        wire::member<&This::region_failures>("regionFailures", {.min = 1, .max = 256}),
    };
    return rows;
}

std::span<const wire::Member> ImageFailureContext::members() {
    using This = ImageFailureContext;
    static const wire::Member rows[] = {
        wire::member<&This::image_status>("imageStatus", {.one_of = image_statuses}),
        wire::member<&This::failed_step>("failedStep",
                                         {.pattern = "^[A-Za-z][A-Za-z0-9-_]{1,99}$"}),
        wire::member<&This::workflow_execution_id>("workflowExecutionId"),
        wire::member<&This::distribution_failure>("distributionFailure"),
    };
    return rows;
}

std::span<const wire::Member> ImageState::members() {
    using This = ImageState;
    static const wire::Member rows[] = {
        wire::member<&This::status>("status", {.one_of = image_statuses}),
        wire::member<&This::reason>("reason", text_1_to_1024),
        wire::member<&This::failure_context>("failureContext"),
    };
    return rows;
}

std::span<const wire::Member> Ami::members() {
    static const wire::Member rows[] = {
        wire::member<&Ami::region>("region", text_1_to_1024),
        wire::member<&Ami::image>("image", text_1_to_1024),
        wire::member<&Ami::name>("name", text_1_to_1024),
        wire::member<&Ami::description>("description", text_1_to_1024),
        wire::member<&Ami::state>("state"),
        wire::member<&Ami::account_id>("accountId", text_1_to_1024),
    };
    return rows;
}

std::span<const wire::Member> OutputResources::members() {
    static const wire::Member rows[] = {
        wire::member<&OutputResources::amis>("amis", {.keep_empty = true}),
    };
    return rows;
}

std::span<const wire::Member> Image::members() {
    static const wire::Member rows[] = {
        wire::member<&Image::arn>("arn", {.pattern = resource_arn_pattern}),
        wire::member<&Image::type>("type", {.one_of = image_types}),
        wire::member<&Image::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&Image::version>("version",
                                      {.min = 5, .max = 64, .pattern = version_with_build_pattern}),
        wire::member<&Image::platform>("platform", {.one_of = platforms}),
        wire::member<&Image::os_version>("osVersion", {.min = 1}),
        wire::member<&Image::state>("state"),
        wire::member<&Image::distribution_configuration>("distributionConfiguration"),
        wire::member<&Image::date_created>("dateCreated"),
        wire::member<&Image::output_resources>("outputResources"),
        wire::member<&Image::tags>("tags", shown_tag_map),
        wire::member<&Image::build_type>("buildType", {.one_of = build_types}),
        wire::member<&Image::image_source>("imageSource", {.one_of = image_sources}),
        wire::member<&Image::deprecation_time>("deprecationTime"),
        wire::member<&Image::lifecycle_execution_id>("lifecycleExecutionId",
                                                     {.pattern = lifecycle_execution_id_pattern}),
        wire::member<&Image::execution_role>("executionRole",
                                             {.min = 1, .max = 2048, .pattern = role_pattern}),
        wire::member<&Image::logging_configuration>("loggingConfiguration"),
    };
    return rows;
}

std::span<const wire::Member> LatestVersionReferences::members() {
    using This = LatestVersionReferences;
    constexpr wire::MemberOptions arn{.pattern = resource_arn_pattern};
    static const wire::Member rows[] = {
        wire::member<&This::latest_version_arn>("latestVersionArn", arn),
        wire::member<&This::latest_major_version_arn>("latestMajorVersionArn", arn),
        wire::member<&This::latest_minor_version_arn>("latestMinorVersionArn", arn),
        wire::member<&This::latest_patch_version_arn>("latestPatchVersionArn", arn),
    };
    return rows;
}

std::span<const wire::Member> ImageSummary::members() {
    using This = ImageSummary;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.pattern = resource_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::type>("type", {.one_of = image_types}),
        wire::member<&This::version>("version",
                                     {.min = 5, .max = 64, .pattern = version_with_build_pattern}),
        wire::member<&This::platform>("platform", {.one_of = platforms}),
        wire::member<&This::os_version>("osVersion", {.min = 1}),
        wire::member<&This::state>("state"),
        wire::member<&This::owner>("owner", text_1_to_1024),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::output_resources>("outputResources"),
        wire::member<&This::tags>("tags", shown_tag_map),
        wire::member<&This::build_type>("buildType", {.one_of = build_types}),
        wire::member<&This::image_source>("imageSource", {.one_of = image_sources}),
        wire::member<&This::deprecation_time>("deprecationTime"),
        wire::member<&This::lifecycle_execution_id>("lifecycleExecutionId",
                                                    {.pattern = lifecycle_execution_id_pattern}),
        wire::member<&This::logging_configuration>("loggingConfiguration"),
    };
    return rows;
}

std::span<const wire::Member> ImageVersion::members() {
    using This = ImageVersion;
    static const wire::Member rows[] = {
        wire::member<&This::arn>("arn", {.pattern = resource_arn_pattern}),
        wire::member<&This::name>("name", {.pattern = resource_name_pattern}),
        wire::member<&This::type>("type", {.one_of = image_types}),
        wire::member<&This::version>("version", {.pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$"}),
        wire::member<&This::platform>("platform", {.one_of = platforms}),
        wire::member<&This::os_version>("osVersion", {.min = 1}),
        wire::member<&This::owner>("owner", text_1_to_1024),
        wire::member<&This::date_created>("dateCreated"),
        wire::member<&This::build_type>("buildType", {.one_of = build_types}),
        wire::member<&This::image_source>("imageSource", {.one_of = image_sources}),
    };
    return rows;
}

std::span<const wire::Member> Filter::members() {
    static const wire::Member rows[] = {
        wire::member<&Filter::name>("name", {.pattern = "^[a-zA-Z]{1,1024}$"}),
        wire::member<&Filter::values>(
            "values",
            {.min = 1, .max = 10, .element_pattern = "^[0-9a-zA-Z./_ :,{}\"*-]{1,1024}$"}),
    };
    return rows;
}

}  // namespace amicast::services::imagebuilder
