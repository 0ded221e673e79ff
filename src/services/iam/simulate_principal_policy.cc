// SimulatePrincipalPolicy: what the policies of a user, group or role would decide, changed on
// trial by further policies, another boundary, or some left out.
#include <algorithm>

#include <fmt/format.h>

#include "iam/identity_store.h"
#include "iam/organization_policies.h"
#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/simulated_entity.h"
#include "services/iam/simulation_shapes.h"

namespace amicast::services::iam_api {
namespace {

struct InlinePolicyIdentifier {
    std::string policy_name;
    std::string attachment_type;
    std::string attachment_name;

    static std::span<const wire::Member> members() {
        using This = InlinePolicyIdentifier;
        static const wire::Member rows[] = {
            wire::member<&This::policy_name>("PolicyName", iam_api::policy_name),
            wire::member<&This::attachment_type>("AttachmentType",
                                                 {.required = true, .one_of = "user group role"}),
            wire::member<&This::attachment_name>("AttachmentName", user_name),
        };
        return rows;
    }
};

struct PolicyIdentifier {
    std::optional<std::string> policy_type;
    std::optional<std::string> policy_arn;
    std::optional<InlinePolicyIdentifier> inline_policy_identifier;

    static std::span<const wire::Member> members() {
        using This = PolicyIdentifier;
        static const wire::Member rows[] = {
            wire::member<&This::policy_type>(
                "PolicyType",
                {.one_of = "inline aws-managed user-managed permission-boundary scp rcp"}),
            wire::member<&This::policy_arn>("PolicyArn", {.min = 20, .max = 2048}),
            wire::member<&This::inline_policy_identifier>("InlinePolicyIdentifier"),
        };
        return rows;
    }
};

struct SimulatePrincipalPolicyInput {
    std::string policy_source_arn;
    std::vector<std::string> policy_input_list;
    std::vector<std::string> permissions_boundary_policy_input_list;
    std::vector<PolicyIdentifier> policy_exclusion_list;
    std::vector<std::string> action_names;
    std::vector<std::string> resource_arns;
    std::optional<std::string> resource_policy;
    std::optional<std::string> resource_owner;
    std::optional<std::string> caller_arn;
    std::vector<ContextEntry> context_entries;
    std::optional<std::string> resource_handling_option;
    std::optional<std::int64_t> max_items;
    std::optional<std::string> marker;

    static std::span<const wire::Member> members() {
        using This = SimulatePrincipalPolicyInput;
        static const std::vector<wire::Member> rows = [] {
            std::vector<wire::Member> all = simulation_rows<This>();
            all.push_back(wire::member<&This::policy_source_arn>("PolicySourceArn", entity_arn));
            all.push_back(
                wire::member<&This::policy_input_list>("PolicyInputList", policy_documents));
            all.push_back(wire::member<&This::permissions_boundary_policy_input_list>(
                "PermissionsBoundaryPolicyInputList", policy_documents));
            all.push_back(
                wire::member<&This::policy_exclusion_list>("PolicyExclusionList", {.max = 256}));
            return all;
        }();
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const SimulatePrincipalPolicyInput& input) {
    return {{.action = "iam:SimulatePrincipalPolicy",
             .resource = input.policy_source_arn,
             .context = {}}};
}

// ---- what is left out ----

Status check_exclusions(const std::vector<PolicyIdentifier>& exclusions) {
    for (std::size_t i = 0; i < exclusions.size(); ++i) {
        const PolicyIdentifier& one = exclusions[i];
        int given = (one.policy_type ? 1 : 0) + (one.policy_arn ? 1 : 0) +
                    (one.inline_policy_identifier ? 1 : 0);
        bool known_arn = !one.policy_arn || iam::parse_policy_arn(*one.policy_arn) ||
                         one.policy_arn->starts_with("arn:aws:organizations::");
        if (given == 1 && known_arn) continue;
        return failure(invalid_input(fmt::format(
            "PolicyExclusionList.member.{}: expected one of PolicyType, the PolicyArn of a policy, "
            "and InlinePolicyIdentifier.",
            i + 1)));
    }
    return {};
}

std::string_view type_of(const iam::GrantedPolicy& policy) {
    if (!policy.managed) return "inline";
    auto named = iam::parse_policy_arn(policy.name);
    return named && named->account_id == iam::vendor_account ? "aws-managed" : "user-managed";
}

bool is_meant(const PolicyIdentifier& identifier, const iam::GrantedPolicy& policy) {
    if (identifier.policy_type) return *identifier.policy_type == type_of(policy);
    if (identifier.policy_arn) return policy.managed && policy.name == *identifier.policy_arn;
    const InlinePolicyIdentifier& named = *identifier.inline_policy_identifier;
    return !policy.managed && policy.name == named.policy_name &&
           iam::to_string(policy.holder_kind) == named.attachment_type &&
           policy.holder_name == named.attachment_name;
}

template <class Matches>
bool is_left_out(const SimulatePrincipalPolicyInput& input, Matches matches) {
    return std::any_of(input.policy_exclusion_list.begin(), input.policy_exclusion_list.end(),
                       matches);
}

// ---- what is put together ----

void add_granted(const SimulatePrincipalPolicyInput& input, const iam::GrantedPolicies& granted,
                 iam::SimulationInput& simulation) {
    for (const iam::GrantedPolicy& policy : granted.identity) {
        bool left_out = is_left_out(input, [&](const PolicyIdentifier& identifier) {
            return is_meant(identifier, policy);
        });
        if (!left_out) simulation.identity.push_back(simulated(policy));
    }
    for (iam::SimulatedPolicy& policy : input_policies("PolicyInputList", input.policy_input_list))
        simulation.identity.push_back(std::move(policy));
    if (!granted.boundary || simulation.boundary) return;
    bool left_out = is_left_out(input, [&](const PolicyIdentifier& identifier) {
        return identifier.policy_type == "permission-boundary" ||
               identifier.policy_arn == granted.boundary->name;
    });
    if (!left_out) simulation.boundary = simulated(*granted.boundary);
}

// The service control policies of the account, when it is in an organization.
Status add_control(Call& call, const SimulatePrincipalPolicyInput& input,
                   iam::SimulationInput& simulation) {
    auto place = call.site.identity.place_of(call.account());
    if (!place) return failure(place.error());
    if (!*place) return {};
    simulation.control.emplace();
    bool left_out = is_left_out(
        input, [](const PolicyIdentifier& identifier) { return identifier.policy_type == "scp"; });
    if (left_out) return {};
    auto levels = call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) { return iam::select_control_texts(tx, call.account()); });
    if (!levels) return failure(levels.error());
    for (std::vector<std::string>& texts : *levels)
        simulation.control->push_back(input_policies("ServiceControlPolicy", texts));
    return {};
}

Result<SimulationOutput> simulate_principal_policy(Call& call,
                                                   const SimulatePrincipalPolicyInput& input) {
    SimulationRequest request = simulation_request(input);
    if (Status valid = check_exclusions(input.policy_exclusion_list); !valid)
        return failure(valid.error());
    auto granted = granted_policies(call, input.policy_source_arn);
    if (!granted) return failure(granted.error());
    std::string caller_arn = request.caller_arn.value_or(input.policy_source_arn);
    auto caller = read_entity_arn(request.caller_arn ? "CallerArn" : "PolicySourceArn", caller_arn);
    if (!caller) return failure(caller.error());

    iam::SimulationInput simulation;
    simulation.caller = principal_for(call, *caller, caller_arn);
    auto boundary = input_boundary(input.permissions_boundary_policy_input_list);
    if (!boundary) return failure(boundary.error());
    simulation.boundary = std::move(*boundary);
    add_granted(input, *granted, simulation);
    if (Status added = add_control(call, input, simulation); !added) return failure(added.error());
    if (Status read = read_request(request, simulation); !read) return failure(read.error());
    add_principal_keys(call, simulation.caller, simulation.context);
    return simulate(std::move(simulation), request);
}

}  // namespace

Operation simulate_principal_policy_operation() {
    return operation<&simulate_principal_policy, &access>(
        {.name = "SimulatePrincipalPolicy",
         .errors = "InvalidInput NoSuchEntity PolicyEvaluation"});
}

}  // namespace amicast::services::iam_api
