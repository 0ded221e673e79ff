// UpdateDistributionConfiguration: replaces description and distributions; an omitted description
// is gone. AMIs that were distributed, and distributions that run, are not touched.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/configuration_rules.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct UpdateDistributionConfigurationInput {
    std::string distribution_configuration_arn;
    std::optional<std::string> description;
    std::vector<Distribution> distributions;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = UpdateDistributionConfigurationInput;
        static const wire::Member rows[] = {
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn",
                {.required = true, .pattern = configuration_arn_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::distributions>("distributions", {.required = true}),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct UpdateDistributionConfigurationOutput {
    std::string request_id;
    std::string client_token;
    std::string distribution_configuration_arn;

    static std::span<const wire::Member> members() {
        using This = UpdateDistributionConfigurationOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn", {.pattern = configuration_arn_pattern}),
        };
        return rows;
    }
};

Status replace(catalog::Transaction& tx, const Call& call,
               const UpdateDistributionConfigurationInput& input) {
    auto row = find_configuration(call, tx, input.distribution_configuration_arn);
    if (!row) return failure(row.error());
    Status sound = check_distributions(call, input.distributions);
    if (!sound) return sound;
    row->description = input.description;
    row->distributions = wire::to_json(StoredDistributions{.distributions = input.distributions});
    row->regions.clear();
    for (const Distribution& each : input.distributions)
        row->regions.push_back(each.region);
    row->updated = call.now;
    return distribution::update(tx, *row);
}

Result<UpdateDistributionConfigurationOutput> update_distribution_configuration(
    Call& call, const UpdateDistributionConfigurationInput& input) {
    TokenUse token{.operation = "UpdateDistributionConfiguration",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        Status replaced = replace(tx, call, input);
        if (!replaced) return failure(replaced.error());
        return input.distribution_configuration_arn;
    });
    if (!arn) return failure(arn.error());
    return UpdateDistributionConfigurationOutput{.request_id = call.request_id,
                                                 .client_token = input.client_token,
                                                 .distribution_configuration_arn = std::move(*arn)};
}

AccessRequests update_distribution_configuration_access(
    Call& call, const UpdateDistributionConfigurationInput& input) {
    return {
        on_resource(call, "UpdateDistributionConfiguration", input.distribution_configuration_arn)};
}

}  // namespace

Operation update_distribution_configuration_operation() {
    return operation<&update_distribution_configuration, &update_distribution_configuration_access>(
        {.name = "UpdateDistributionConfiguration",
         .method = "PUT",
         .uri = "/UpdateDistributionConfiguration",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException "
                   "InvalidParameterCombinationException"});
}

}  // namespace amicast::services::imagebuilder
