// DistributeImage: distributes an existing AMI to the regions of a distribution configuration. It
// answers at once with the ARN of a new image resource that tracks the work; jobs do it, one for
// each destination. What can be refused before an answer is: source, configuration, role; whatever
// goes wrong in one region later is shown in the image's state.
#include <algorithm>

#include <fmt/format.h>

#include "distribution/distribution_log.h"
#include "distribution/start_distribution.h"
#include "logs/group.h"
#include "parameters/name.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/execution_role.h"
#include "services/imagebuilder/executors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/image_shapes.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"

namespace amicast::services::imagebuilder {
namespace {

struct DistributeImageInput {
    std::string source_image;
    std::string distribution_configuration_arn;
    std::string execution_role;
    std::string client_token;
    std::optional<TagMap> tags;
    std::optional<ImageLoggingConfiguration> logging_configuration;

    static std::span<const wire::Member> members() {
        using This = DistributeImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::source_image>("sourceImage",
                                              {.required = true, .min = 1, .max = 1024}),
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn",
                {.required = true, .pattern = configuration_arn_pattern}),
            wire::member<&This::execution_role>(
                "executionRole",
                {.required = true, .min = 1, .max = 2048, .pattern = role_pattern}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::logging_configuration>("loggingConfiguration"),
        };
        return rows;
    }
};

struct DistributeImageOutput {
    std::string client_token;
    std::string image_build_version_arn;

    static std::span<const wire::Member> members() {
        using This = DistributeImageOutput;
        static const wire::Member rows[] = {
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
        };
        return rows;
    }
};

// Requests that mean the same have the same fingerprint: an empty map or structure is none.
TokenUse token_of(const DistributeImageInput& input) {
    DistributeImageInput same = input;
    if (same.tags && same.tags->empty()) same.tags.reset();
    if (same.logging_configuration && !same.logging_configuration->log_group_name)
        same.logging_configuration.reset();
    return {.operation = "DistributeImage",
            .token = input.client_token,
            .fingerprint = fingerprint_of(std::move(same))};
}

Result<DistributionConfiguration> read_configuration(const Call& call, std::string_view arn) {
    auto found = call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return find_configuration(call, tx, arn); });
    if (!found) return failure(found.error());
    auto configuration = to_wire(call, *found);
    if (!configuration) return configuration;
    for (std::size_t i = 0; i < configuration->distributions.size(); ++i) {
        if (configuration->distributions[i].container) {
            return failure(invalid_request(
                fmt::format("The distribution configuration {} distributes containers "
                            "(distributions[{}].containerDistributionConfiguration): an AMI can "
                            "only be distributed by one for AMIs.",
                            arn, i)));
        }
    }
    return configuration;
}

// The ARN of the parameter that `sourceImage` names; empty when it names none.
std::string parameter_of(const Call& call, std::string_view source_image) {
    if (!source_image.starts_with(parameter_prefix)) return {};
    auto reference = parameters::parse_reference(source_image.substr(parameter_prefix.size()),
                                                 call.region.name, call.account());
    if (!reference) return {};
    return parameters::parameter_arn(call.region.name, call.account(), reference->name);
}

// A parameter is read under the execution role. The service-linked role's own policy does not have
// that, so with it the caller must be allowed (see the access rule).
Status check_parameter_read(const Call& call, const DistributeImageInput& input) {
    std::string parameter = parameter_of(call, input.source_image);
    if (parameter.empty()) return {};
    Status allowed = make_distribution_authority(call.site)->check_role(
        {.actor = {.account_id = call.account(),
                   .role = input.execution_role,
                   .region = call.region.name,
                   .assumed_by = {}},
         .actions = {{.action = "ssm:GetParameter", .resource = parameter}}});
    if (!allowed && allowed.error().kind == ErrorKind::denied)
        return failure(access_denied(allowed.error().message));
    return allowed;
}

Status check_role(const Call& call, const DistributeImageInput& input) {
    auto role = find_execution_role(call.site.identity, call.account(), input.execution_role);
    if (!role) return failure(role.error());
    if (!*role) return failure(unknown_execution_role(input.execution_role, call.account()));
    return is_service_linked((*role)->role) ? Status() : check_parameter_read(call, input);
}

// The service may write to groups of its own; to others only as far as the role may.
Status check_log_group(const Call& call, const DistributeImageInput& input) {
    const auto& logging = input.logging_configuration;
    if (!logging || !logging->log_group_name) return {};
    if (logging->log_group_name->starts_with(distribution::service_log_prefix)) return {};
    std::string streams =
        logs::group_arn(call.region.name, call.account(), *logging->log_group_name) +
        ":log-stream:*";
    Status may = make_distribution_authority(call.site)->check_role(
        {.actor = {.account_id = call.account(),
                   .role = input.execution_role,
                   .region = call.region.name,
                   .assumed_by = {}},
         .actions = {{"logs:CreateLogStream", streams}, {"logs:PutLogEvents", streams}}});
    if (may || may.error().kind != ErrorKind::denied) return may;
    return failure(client_error(
        fmt::format("The value supplied for parameter 'loggingConfiguration.logGroupName' is not "
                    "valid. {} Use a log group whose name begins with {}, or allow the execution "
                    "role to write to this one.",
                    may.error().message, distribution::service_log_prefix)));
}

std::string platform_of(const images::Image& ami) {
    if (ami.platform == "windows") return "Windows";
    return ami.platform_details.find("macOS") != std::string::npos ? "macOS" : "Linux";
}

Result<distribution::DistributionOrder> prepare(Call& call, const DistributeImageInput& input) {
    auto source = find_source(call, input.source_image);
    if (!source) return failure(source.error());
    auto configuration = read_configuration(call, input.distribution_configuration_arn);
    if (!configuration) return failure(configuration.error());
    Status role = check_role(call, input);
    if (!role) return failure(role.error());
    Status logging = check_log_group(call, input);
    if (!logging) return failure(logging.error());
    distribution::DistributionOrder order;
    order.account_id = call.account();
    order.home_region = call.region.name;
    order.name = source->name;
    order.version = source->version;
    order.platform = platform_of(source->ami.image);
    order.os_version = source->os_version;
    order.image_source = source->image_source;
    order.source_image = input.source_image;
    order.source = std::move(source->ami);
    order.configuration = wire::to_json(*configuration);
    order.regions = plan_of(configuration->distributions);
    order.execution_role = input.execution_role;
    if (input.logging_configuration) order.log_group = input.logging_configuration->log_group_name;
    order.tags = tags_of(input.tags.value_or(TagMap()));
    return order;
}

Result<DistributeImageOutput> distribute_image(Call& call, const DistributeImageInput& input) {
    TokenUse token = token_of(input);
    auto answered = answered_before(call, token);
    if (!answered) return failure(answered.error());
    if (*answered) {
        return DistributeImageOutput{.client_token = input.client_token,
                                     .image_build_version_arn = **answered};
    }
    auto order = prepare(call, input);
    if (!order) return failure(order.error());
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        auto image = distribution::start_distribution(tx, *order, {}, call.now);
        if (!image) return failure(image.error());
        return image->arn(call.region.name);
    });
    if (!arn) return failure(arn.error());
    call.site.jobs.notify(call.region.name);
    return DistributeImageOutput{.client_token = input.client_token,
                                 .image_build_version_arn = std::move(*arn)};
}

// The image does not exist yet; its name comes from the source, its build number is not known.
std::string image_arn_to_be(Call& call, const DistributeImageInput& input) {
    auto source = find_source(call, input.source_image);
    if (!source)
        return fmt::format("arn:aws:imagebuilder:{}:{}:image/*", call.region.name, call.account());
    return distribution::version_arn(place_of(call), distribution::slug_of(source->name),
                                     source->version) +
           "/*";
}

AccessRequests distribute_image_access(Call& call, const DistributeImageInput& input) {
    std::string image = image_arn_to_be(call, input);
    AccessRequests asked;
    asked.push_back(on_new_resource("DistributeImage", image, input.tags));
    asked.push_back(
        on_resource(call, "GetDistributionConfiguration", input.distribution_configuration_arn));
    bool names_image = input.source_image.starts_with("arn:");
    asked.push_back(on_resource(call, "GetImage", names_image ? input.source_image : image));
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", image, input.tags));
    asked.push_back(on_passed_role(call, input.execution_role));
    std::string parameter = parameter_of(call, input.source_image);
    auto role = find_execution_role(call.site.identity, call.account(), input.execution_role);
    if (!parameter.empty() && role && *role && is_service_linked((*role)->role))
        asked.push_back({.action = "ssm:GetParameter", .resource = parameter, .context = {}});
    return asked;
}

}  // namespace

Operation distribute_image_operation() {
    return operation<&distribute_image, &distribute_image_access>(
        {.name = "DistributeImage",
         .method = "PUT",
         .uri = "/DistributeImage",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException "
                   "ServiceQuotaExceededException AccessDeniedException TooManyRequestsException "
                   "ResourceNotFoundException"});
}

}  // namespace amicast::services::imagebuilder
