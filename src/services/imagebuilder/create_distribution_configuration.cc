// CreateDistributionConfiguration: stores a set of distributions under a name.
#include <fmt/format.h>

#include "distribution/configuration.h"
#include "distribution/start_distribution.h"
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/configuration_rules.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/idempotency.h"
#include "services/imagebuilder/linked_role.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/plan_of.h"

namespace amicast::services::imagebuilder {
namespace {

struct CreateDistributionConfigurationInput {
    std::string name;
    std::optional<std::string> description;
    std::vector<Distribution> distributions;
    std::optional<TagMap> tags;
    std::string client_token;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = CreateDistributionConfigurationInput;
        static const wire::Member rows[] = {
            wire::member<&This::name>("name", {.required = true, .pattern = resource_name_pattern}),
            wire::member<&This::description>("description", text_1_to_1024),
            wire::member<&This::distributions>("distributions", {.required = true}),
            wire::member<&This::tags>("tags", tag_map),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
            wire::member<&This::dry_run>("dryRun"),
        };
        return rows;
    }
};

struct CreateDistributionConfigurationOutput {
    std::string request_id;
    std::string client_token;
    std::string distribution_configuration_arn;

    static std::span<const wire::Member> members() {
        using This = CreateDistributionConfigurationOutput;
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

std::string arn_of(const Call& call, std::string_view name) {
    return distribution::to_string(distribution::ConfigurationArn{
        .place = place_of(call), .slug = distribution::slug_of(name)});
}

distribution::Configuration row_of(const Call& call,
                                   const CreateDistributionConfigurationInput& input) {
    distribution::Configuration row;
    row.account_id = call.account();
    row.slug = distribution::slug_of(input.name);
    row.name = input.name;
    row.description = input.description;
    row.distributions = wire::to_json(StoredDistributions{.distributions = input.distributions});
    for (const Distribution& each : input.distributions)
        row.regions.push_back(each.region);
    row.tags = tags_of(input.tags.value_or(TagMap()));
    row.created = call.now;
    return row;
}

Status create(catalog::Transaction& tx, const Call& call,
              const CreateDistributionConfigurationInput& input) {
    distribution::Quotas quotas;
    auto count = distribution::count_configurations(tx, call.account());
    if (!count) return failure(count.error());
    if (*count >= quotas.configurations_max) {
        return failure(ErrorKind::limit,
                       fmt::format("The account has {} distribution configurations in this "
                                   "Region, which is as many as it may have.",
                                   *count));
    }
    Status inserted = distribution::insert(tx, row_of(call, input));
    if (!inserted && inserted.error().kind == ErrorKind::conflict) {
        return failure(already_exists(
            fmt::format("The distribution configuration {} exists already. Names that differ only "
                        "in case, spaces or underscores are the same.",
                        arn_of(call, input.name))));
    }
    return inserted;
}

Result<CreateDistributionConfigurationOutput> create_distribution_configuration(
    Call& call, const CreateDistributionConfigurationInput& input) {
    TokenUse token{.operation = "CreateDistributionConfiguration",
                   .token = input.client_token,
                   .fingerprint = fingerprint_of(input)};
    std::string new_arn = arn_of(call, input.name);
    auto arn = once(call, token, [&](catalog::Transaction& tx) -> Result<std::string> {
        Status sound = check_distributions(call, input.distributions);
        if (sound) sound = create(tx, call, input);
        // A dry run fails at the end, which takes everything back.
        if (sound && input.dry_run.value_or(false)) sound = failure(dry_run_succeeded());
        if (!sound) return failure(sound.error());
        return new_arn;
    });
    if (!arn) return failure(arn.error());
    Status role = ensure_linked_role(call);
    if (!role) return failure(role.error());
    return CreateDistributionConfigurationOutput{.request_id = call.request_id,
                                                 .client_token = input.client_token,
                                                 .distribution_configuration_arn = std::move(*arn)};
}

AccessRequests create_distribution_configuration_access(
    Call& call, const CreateDistributionConfigurationInput& input) {
    std::string arn = arn_of(call, input.name);
    AccessRequests asked = {on_new_resource("CreateDistributionConfiguration", arn, input.tags)};
    if (input.tags && !input.tags->empty())
        asked.push_back(on_new_resource("TagResource", arn, input.tags));
    for (iam::AccessRequest& each : linked_role_access(call))
        asked.push_back(std::move(each));
    return asked;
}

}  // namespace

Operation create_distribution_configuration_operation() {
    return operation<&create_distribution_configuration, &create_distribution_configuration_access>(
        {.name = "CreateDistributionConfiguration",
         .method = "PUT",
         .uri = "/CreateDistributionConfiguration",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException "
                   "ResourceAlreadyExistsException InvalidParameterCombinationException "
                   "ServiceQuotaExceededException DryRunOperationException"});
}

}  // namespace amicast::services::imagebuilder
