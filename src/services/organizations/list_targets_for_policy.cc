// ListTargetsForPolicy: the roots, units and accounts that a policy is attached to.
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

struct ListTargetsForPolicyInput {
    std::string policy_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListTargetsForPolicyInput;
        static const wire::Member rows[] = {
            wire::member<&This::policy_id>("PolicyId", organizations::policy_id),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct PolicyTargetSummary {
    std::string target_id;
    std::string arn;
    std::string name;
    std::string type;

    static std::span<const wire::Member> members() {
        using This = PolicyTargetSummary;
        static const wire::Member rows[] = {
            wire::member<&This::target_id>("TargetId"),
            wire::member<&This::arn>("Arn"),
            wire::member<&This::name>("Name"),
            wire::member<&This::type>("Type"),
        };
        return rows;
    }
};

struct ListTargetsForPolicyOutput {
    std::vector<PolicyTargetSummary> targets;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListTargetsForPolicyOutput;
        static const wire::Member rows[] = {
            wire::member<&This::targets>("Targets", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListTargetsForPolicyInput& input) {
    return on_policy_of_type(call, "organizations:ListTargetsForPolicy", input.policy_id,
                             service_control_policy);
}

std::string_view type_of(const iam::PolicyTarget& target) {
    switch (target.kind) {
        case iam::PolicyTarget::Kind::root:
            return "ROOT";
        case iam::PolicyTarget::Kind::unit:
            return "ORGANIZATIONAL_UNIT";
        case iam::PolicyTarget::Kind::account:
            break;
    }
    return "ACCOUNT";
}

Result<ListTargetsForPolicyOutput> list_targets_for_policy(Call& call,
                                                           const ListTargetsForPolicyInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<ListTargetsForPolicyOutput> {
            auto policy = require_policy(tx, *organization, input.policy_id);
            if (!policy) return failure(policy.error());
            auto targets = iam::select_targets_of_policy(tx, *organization, policy->id, *page);
            if (!targets) return failure(targets.error());
            ListTargetsForPolicyOutput output;
            for (const iam::PolicyTarget& target : targets->items) {
                output.targets.push_back({.target_id = target.id,
                                          .arn = resource_arn(*organization, target.id),
                                          .name = target.name,
                                          .type = std::string(type_of(target))});
            }
            output.next_token = next_token_for(targets->next);
            return output;
        });
}

}  // namespace

Operation list_targets_for_policy_operation() {
    return operation<&list_targets_for_policy, &access>(
        {.name = "ListTargetsForPolicy",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException PolicyNotFoundException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
