// ListPolicies: the policies of one type, the vendor's among them.
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

struct ListPoliciesInput {
    std::string filter;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesInput;
        static const wire::Member rows[] = {
            wire::member<&This::filter>("Filter", policy_type),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListPoliciesOutput {
    std::vector<PolicySummary> policies;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListPoliciesOutput;
        static const wire::Member rows[] = {
            wire::member<&This::policies>("Policies", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const ListPoliciesInput& input) {
    std::vector<iam::AccessRequest> requests = on_everything("organizations:ListPolicies");
    requests.front().context["organizations:PolicyType"] = {input.filter};
    return requests;
}

Result<ListPoliciesOutput> list_policies(Call& call, const ListPoliciesInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    ListPoliciesOutput output;
    if (input.filter != service_control_policy) return output;  // there are none of other types
    auto policies = call.site.identity.catalog().read_value([&](catalog::Transaction& tx) {
        return iam::select_organization_policies(tx, *organization, *page);
    });
    if (!policies) return failure(policies.error());
    for (const iam::OrganizationPolicy& policy : policies->items)
        output.policies.push_back(policy_summary(*organization, policy));
    output.next_token = next_token_for(policies->next);
    return output;
}

}  // namespace

Operation list_policies_operation() {
    return operation<&list_policies, &access>(
        {.name = "ListPolicies",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ServiceException TooManyRequestsException "
                   "UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
