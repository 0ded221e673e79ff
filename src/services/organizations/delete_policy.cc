// DeletePolicy: a policy that is attached to nothing.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DeletePolicyInput {
    std::string policy_id;

    static std::span<const wire::Member> members() {
        using This = DeletePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const DeletePolicyInput& input) {
    return on_policy_of_type(call, "organizations:DeletePolicy", input.policy_id,
                             service_control_policy);
}

Result<NoOutput> delete_policy(Call& call, const DeletePolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status deleted = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto policy = require_own_policy(tx, *organization, input.policy_id);
        if (!policy) return failure(policy.error());
        auto targets =
            iam::select_targets_of_policy(tx, *organization, policy->id, {.after = "", .max = 1});
        if (!targets) return failure(targets.error());
        if (!targets->items.empty()) {
            return failure(exception(ErrorKind::conflict, "PolicyInUseException",
                                     "The policy is attached to one or more entities. You must "
                                     "detach it from all roots, OUs, and accounts before "
                                     "performing this operation."));
        }
        return iam::delete_organization_policy(tx, *organization, policy->id);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput{};
}

}  // namespace

Operation delete_policy_operation() {
    return operation<&delete_policy, &access>(
        {.name = "DeletePolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException InvalidInputException PolicyInUseException "
                   "PolicyNotFoundException ServiceException TooManyRequestsException "
                   "UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
