// ListPoliciesForTarget: the policies of one type that are attached to a root, unit or account
// itself.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListPoliciesForTargetInput {
    std::string target_id;
    std::string filter;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesForTargetInput;
        static const wire::Member rows[] = {
            wire::member<&This::target_id>("TargetId", organizations::target_id),
            wire::member<&This::filter>("Filter", policy_type),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListPoliciesForTargetOutput {
    std::vector<PolicySummary> policies;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesForTargetOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policies>("Policies", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListPoliciesForTargetInput& input) {
    return on_policy_of_type(call, "organizations:ListPoliciesForTarget", input.target_id,
                             input.filter);
}

Result<ListPoliciesForTargetOutput> list_policies_for_target(
    Call& call, const ListPoliciesForTargetInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<ListPoliciesForTargetOutput> {
            auto target = require_target(tx, *organization, input.target_id);
            if (!target) return failure(target.error());
            ListPoliciesForTargetOutput output;
            if (input.filter != service_control_policy) return output;
            auto policies = iam::select_policies_of_target(tx, *organization, target->id, *page);
            if (!policies) return failure(policies.error());
            for (const iam::OrganizationPolicy& policy : policies->items)
                output.policies.push_back(policy_summary(*organization, policy));
            output.next_token = next_token_for(policies->next);
            return output;
        });
}

}  // namespace

Operation list_policies_for_target_operation() {
    return operation<&list_policies_for_target, &access>(
        {.name = "ListPoliciesForTarget",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ServiceException TargetNotFoundException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
