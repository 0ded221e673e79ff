// DeleteDistributionConfiguration. Images that used it keep their own copy and do not hold it back.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services::imagebuilder {
namespace {

struct DeleteDistributionConfigurationInput {
    std::string distribution_configuration_arn;

    static std::span<const wire::Member> members() {
        using This = DeleteDistributionConfigurationInput;
        static const wire::Member rows[] = {
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn", {.location = wire::Location::query,
                                                 .required = true,
                                                 .pattern = configuration_arn_pattern}),
        };
        return rows;
    }
};

struct DeleteDistributionConfigurationOutput {
    std::string request_id;
    std::string distribution_configuration_arn;

    static std::span<const wire::Member> members() {
        using This = DeleteDistributionConfigurationOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::distribution_configuration_arn>(
                "distributionConfigurationArn", {.pattern = configuration_arn_pattern}),
        };
        return rows;
    }
};

Result<DeleteDistributionConfigurationOutput> delete_distribution_configuration(
    Call& call, const DeleteDistributionConfigurationInput& input) {
    Status deleted = call.region.catalog.write([&](catalog::Transaction& tx) -> Status {
        auto found = find_configuration(call, tx, input.distribution_configuration_arn);
        if (!found) return failure(found.error());
        return distribution::erase_configuration(tx, found->account_id, found->slug);
    });
    if (!deleted) return failure(deleted.error());
    return DeleteDistributionConfigurationOutput{
        .request_id = call.request_id,
        .distribution_configuration_arn = input.distribution_configuration_arn};
}

AccessRequests delete_distribution_configuration_access(
    Call& call, const DeleteDistributionConfigurationInput& input) {
    return {
        on_resource(call, "DeleteDistributionConfiguration", input.distribution_configuration_arn)};
}

}  // namespace

Operation delete_distribution_configuration_operation() {
    return operation<&delete_distribution_configuration, &delete_distribution_configuration_access>(
        {.name = "DeleteDistributionConfiguration",
         .method = "DELETE",
         .uri = "/DeleteDistributionConfiguration",
         .errors = "ServiceException ClientException InvalidRequestException "
                   "ServiceUnavailableException ForbiddenException "
                   "CallRateLimitExceededException ResourceDependencyException"});
}

}  // namespace amicast::services::imagebuilder
