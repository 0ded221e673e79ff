// UpdatePolicy: name, description or document of a policy; it counts from the next request on.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct UpdatePolicyInput {
    std::string policy_id;
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<std::string> content;

    static std::span<const wire::Member> members() {
        using This = UpdatePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
            wire::member<&This::name>("Name", {.min = 1, .max = 128, .pattern = any_text}),
            wire::member<&This::description>("Description", {.max = 512, .pattern = any_text}),
            wire::member<&This::content>("Content", {.min = 1, .pattern = any_text}),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const UpdatePolicyInput& input) {
    return on_policy_of_type(call, "organizations:UpdatePolicy", input.policy_id,
                             service_control_policy);
}

Result<PolicyOutput> update_policy(Call& call, const UpdatePolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    if (input.content) {
        if (Status valid = check_content(*input.content); !valid) return failure(valid.error());
    }
    return call.site.identity.change_value([&](catalog::Transaction& tx) -> Result<PolicyOutput> {
        auto policy = require_own_policy(tx, *organization, input.policy_id);
        if (!policy) return failure(policy.error());
        if (input.name) policy->name = *input.name;
        if (input.description) policy->description = *input.description;
        if (input.content) policy->content = *input.content;
        Status done = iam::update_organization_policy(tx, *organization, *policy);
        if (!done) return failure(in_conflict(done.error(), "DuplicatePolicyException"));
        return PolicyOutput{.policy = policy_shape(*organization, *policy)};
    });
}

}  // namespace

Operation update_policy_operation() {
    return operation<&update_policy, &access>(
        {.name = "UpdatePolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "DuplicatePolicyException InvalidInputException "
                   "MalformedPolicyDocumentException PolicyChangesInProgressException "
                   "PolicyNotFoundException ServiceException TooManyRequestsException "
                   "UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
