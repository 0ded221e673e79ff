// GetDistributionConfiguration.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetDistributionConfigurationInput {
    std::string distribution_configuration_arn;

    static std::span<const wire::Member> members() {
        using This = GetDistributionConfigurationInput;
        static const wire::Member rows[] = {
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn", {.location = wire::Location::query,
                                                 .required = true,
                                                 .pattern = configuration_arn_pattern}),
        };
        return rows;
    }
};

struct GetDistributionConfigurationOutput {
    std::string request_id;
    DistributionConfiguration distribution_configuration;

    static std::span<const wire::Member> members() {
        using This = GetDistributionConfigurationOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::distribution_configuration>("distributionConfiguration"),
        };
        return rows;
    }
};

Result<GetDistributionConfigurationOutput> get_distribution_configuration(
    Call& call, const GetDistributionConfigurationInput& input) {
    auto found = call.region.catalog.read_value([&](catalog::Transaction& tx) {
        return find_configuration(call, tx, input.distribution_configuration_arn);
    });
    if (!found) return failure(found.error());
    auto shown = to_wire(call, *found);
    if (!shown) return failure(shown.error());
    return GetDistributionConfigurationOutput{.request_id = call.request_id,
                                              .distribution_configuration = std::move(*shown)};
}

AccessRequests get_distribution_configuration_access(
    Call& call, const GetDistributionConfigurationInput& input) {
    return {
        on_resource(call, "GetDistributionConfiguration", input.distribution_configuration_arn)};
}

}  // namespace

Operation get_distribution_configuration_operation() {
    return operation<&get_distribution_configuration, &get_distribution_configuration_access>(
        {.name = "GetDistributionConfiguration",
         .method = "GET",
         .uri = "/GetDistributionConfiguration",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
