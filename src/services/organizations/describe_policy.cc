// DescribePolicy: a policy with its document.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DescribePolicyInput {
    std::string policy_id;

    static std::span<const wire::Member> members() {
        using This = DescribePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const DescribePolicyInput& input) {
    return on_policy_of_type(call, "organizations:DescribePolicy", input.policy_id,
                             service_control_policy);
}

Result<PolicyOutput> describe_policy(Call& call, const DescribePolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto policy = call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return require_policy(tx, *organization, input.policy_id);
    });
    if (!policy) return failure(policy.error());
    return PolicyOutput{.policy = policy_shape(*organization, *policy)};
}

}  // namespace

Operation describe_policy_operation() {
    return operation<&describe_policy, &access>(
        {.name = "DescribePolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException PolicyNotFoundException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
