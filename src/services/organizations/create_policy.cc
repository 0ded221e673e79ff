// CreatePolicy: a service control policy, attached to nothing as yet.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tags.h"

namespace amicast::services::organizations {
namespace {

struct CreatePolicyInput {
    std::string content;
    std::string description;
    std::string name;
    std::string type;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreatePolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::content>("Content",
                                         {.required = true, .min = 1, .pattern = any_text}),
            wire::member<&This::description>("Description",
                                             {.required = true, .max = 512, .pattern = any_text}),
            wire::member<&This::name>(
                "Name", {.required = true, .min = 1, .max = 128, .pattern = any_text}),
            wire::member<&This::type>("Type", policy_type),
            wire::member<&This::tags>("Tags"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const CreatePolicyInput& input) {
    std::vector<iam::AccessRequest> requests = on_everything("organizations:CreatePolicy");
    requests.front().context["organizations:PolicyType"] = {input.type};
    add_request_tags(input.tags, requests.front().context);
    if (input.tags.empty()) return requests;
    requests.push_back(requests.front());
    requests.back().action = "organizations:TagResource";
    return requests;
}

Result<PolicyOutput> create_policy(Call& call, const CreatePolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    if (Status available = require_available(*organization, input.type); !available)
        return failure(available.error());
    if (Status valid = check_content(input.content); !valid) return failure(valid.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    return call.site.identity.change_value([&](catalog::Transaction& tx) -> Result<PolicyOutput> {
        auto policy = iam::insert_organization_policy(tx, *organization,
                                                      {.id = {},
                                                       .name = input.name,
                                                       .description = input.description,
                                                       .content = input.content},
                                                      call.random);
        if (!policy && policy.error().kind == ErrorKind::limit) {
            return failure(
                constraint_violation("POLICY_NUMBER_LIMIT_EXCEEDED", policy.error().message));
        }
        if (!policy) return failure(in_conflict(policy.error(), "DuplicatePolicyException"));
        TagFile file = tag_file(*organization, policy->id);
        Status done = iam::insert_tags(tx, file.kind, file.account_id, file.name, *tags);
        if (!done) return failure(done.error());
        return PolicyOutput{.policy = policy_shape(*organization, *policy)};
    });
}

}  // namespace

Operation create_policy_operation() {
    return operation<&create_policy, &access>(
        {.name = "CreatePolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "DuplicatePolicyException InvalidInputException "
                   "MalformedPolicyDocumentException "
                   "PolicyTypeNotAvailableForOrganizationException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
