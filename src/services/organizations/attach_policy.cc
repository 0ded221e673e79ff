// AttachPolicy: a policy on the root, a unit or an account. Up to five can be on one of them.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct AttachPolicyInput {
    std::string policy_id;
    std::string target_id;

    static std::span<const wire::Member> members() {
        using This = AttachPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
            wire::member<&This::target_id>("TargetId", organizations::target_id),
        };
        return rows;
    }
};

// On the policy and on what it is attached to.
std::vector<iam::AccessRequest> access(Call& call, const AttachPolicyInput& input) {
    std::vector<iam::AccessRequest> requests;
    for (const std::string* id : {&input.policy_id, &input.target_id}) {
        requests.push_back(
            on_policy_of_type(call, "organizations:AttachPolicy", *id, service_control_policy)
                .front());
    }
    return requests;
}

Status check_room(catalog::Transaction& tx, const iam::Organization& organization,
                  const AttachPolicyInput& input) {
    auto present = iam::is_attached(tx, organization, input.target_id, input.policy_id);
    if (!present) return failure(present.error());
    if (*present) {
        return failure(exception(ErrorKind::conflict, "DuplicatePolicyAttachmentException",
                                 "The selected policy is already attached to the specified "
                                 "target."));
    }
    auto count = iam::count_attached(tx, organization, input.target_id);
    if (!count) return failure(count.error());
    if (*count >= iam::policies_per_target_max) {
        return failure(constraint_violation("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                                            "You have attached the maximum number of service "
                                            "control policies to the specified target: five."));
    }
    return {};
}

Result<NoOutput> attach_policy(Call& call, const AttachPolicyInput& input) {
    if (auto management = require_management(call); !management) return failure(management.error());
    Status attached = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto organization = require_type_enabled(tx, call);
        if (!organization) return failure(organization.error());
        auto policy = require_policy(tx, *organization, input.policy_id);
        if (!policy) return failure(policy.error());
        auto target = require_target(tx, *organization, input.target_id);
        if (!target) return failure(target.error());
        if (Status room = check_room(tx, *organization, input); !room) return room;
        return iam::attach_policy(tx, *organization, target->id, policy->id);
    });
    if (!attached) return failure(attached.error());
    return NoOutput{};
}

}  // namespace

Operation attach_policy_operation() {
    return operation<&attach_policy, &access>(
        {.name = "AttachPolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "DuplicatePolicyAttachmentException InvalidInputException "
                   "PolicyChangesInProgressException PolicyNotFoundException "
                   "PolicyTypeNotEnabledException ServiceException TargetNotFoundException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
