// DetachPolicy: a policy off the root, a unit or an account. The last one stays.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DetachPolicyInput {
    std::string policy_id;
    std::string target_id;

    static std::span<const wire::Member> members() {
        using This = DetachPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
            wire::member<&This::target_id>("TargetId", organizations::target_id),
        };
        return rows;
    }
};

// On the policy and on what it is taken off.
std::vector<iam::AccessRequest> access(Call& call, const DetachPolicyInput& input) {
    std::vector<iam::AccessRequest> requests;
    for (const std::string* id : {&input.policy_id, &input.target_id}) {
        requests.push_back(
            on_policy_of_type(call, "organizations:DetachPolicy", *id, service_control_policy)
                .front());
    }
    return requests;
}

Status check_left(catalog::Transaction& tx, const iam::Organization& organization,
                  const DetachPolicyInput& input) {
    auto present = iam::is_attached(tx, organization, input.target_id, input.policy_id);
    if (!present) return failure(present.error());
    if (!*present) {
        return failure(exception(ErrorKind::not_found, "PolicyNotAttachedException",
                                 "The policy isn't attached to the specified target."));
    }
    auto count = iam::count_attached(tx, organization, input.target_id);
    if (!count) return failure(count.error());
    if (*count <= 1) {
        return failure(constraint_violation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                                            "You cannot remove the last service control policy "
                                            "of a root, OU or account; attach another one "
                                            "first."));
    }
    return {};
}

Result<NoOutput> detach_policy(Call& call, const DetachPolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status detached = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto policy = require_policy(tx, *organization, input.policy_id);
        if (!policy) return failure(policy.error());
        auto target = require_target(tx, *organization, input.target_id);
        if (!target) return failure(target.error());
        if (Status left = check_left(tx, *organization, input); !left) return left;
        return iam::detach_policy(tx, *organization, target->id, policy->id);
    });
    if (!detached) return failure(detached.error());
    return NoOutput{};
}

}  // namespace

Operation detach_policy_operation() {
    return operation<&detach_policy, &access>(
        {.name = "DetachPolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException PolicyChangesInProgressException "
                   "PolicyNotAttachedException PolicyNotFoundException ServiceException "
                   "TargetNotFoundException TooManyRequestsException "
                   "UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
