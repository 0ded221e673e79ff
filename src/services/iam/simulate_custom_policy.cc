// SimulateCustomPolicy: what policies given as texts would decide.
#include <fmt/format.h>

#include "services/iam/constraints.h"
#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/iam/simulated_entity.h"
#include "services/iam/simulation_shapes.h"

namespace amicast::services::iam_api {
namespace {

// One level of an organization, from the root down.
struct OrganizationPolicyInput {
    std::vector<std::string> service_control_policy_input_list;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&OrganizationPolicyInput::service_control_policy_input_list>(
                "ServiceControlPolicyInputList", policy_documents)};
        return rows;
    }
};

struct SimulateCustomPolicyInput {
    std::vector<std::string> policy_input_list;
    std::vector<std::string> permissions_boundary_policy_input_list;
    std::vector<OrganizationPolicyInput> ordered_organization_policy_input_list;
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
        using This = SimulateCustomPolicyInput;
        static const std::vector<wire::Member> rows = [] {
            std::vector<wire::Member> all = simulation_rows<This>();
            all.push_back(
                wire::member<&This::policy_input_list>("PolicyInputList", new_policy_documents));
            all.push_back(wire::member<&This::permissions_boundary_policy_input_list>(
                "PermissionsBoundaryPolicyInputList", policy_documents));
            all.push_back(wire::member<&This::ordered_organization_policy_input_list>(
                "OrderedOrganizationPolicyInputList", {.max = 7}));
            return all;
        }();
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const SimulateCustomPolicyInput&) {
    return {{.action = "iam:SimulateCustomPolicy", .resource = "*", .context = {}}};
}

Status add_caller(Call& call, const SimulationRequest& request, iam::SimulationInput& simulation) {
    if (!request.caller_arn) return {};
    auto caller = read_entity_arn("CallerArn", *request.caller_arn);
    if (!caller) return failure(caller.error());
    simulation.caller = principal_for(call, *caller, *request.caller_arn);
    return {};
}

void add_control(const SimulateCustomPolicyInput& input, iam::SimulationInput& simulation) {
    if (input.ordered_organization_policy_input_list.empty()) return;
    simulation.control.emplace();
    std::size_t level = 0;
    for (const OrganizationPolicyInput& one : input.ordered_organization_policy_input_list) {
        simulation.control->push_back(
            input_policies(fmt::format("OrderedOrganizationPolicyInputList.{}", ++level),
                           one.service_control_policy_input_list));
    }
}

Result<SimulationOutput> simulate_custom_policy(Call& call,
                                                const SimulateCustomPolicyInput& input) {
    SimulationRequest request = simulation_request(input);
    iam::SimulationInput simulation;
    simulation.identity = input_policies("PolicyInputList", input.policy_input_list);
    auto boundary = input_boundary(input.permissions_boundary_policy_input_list);
    if (!boundary) return failure(boundary.error());
    simulation.boundary = std::move(*boundary);
    add_control(input, simulation);
    if (Status added = add_caller(call, request, simulation); !added) return failure(added.error());
    if (Status read = read_request(request, simulation); !read) return failure(read.error());
    if (request.caller_arn) add_principal_keys(call, simulation.caller, simulation.context);
    return simulate(std::move(simulation), request);
}

}  // namespace

Operation simulate_custom_policy_operation() {
    return operation<&simulate_custom_policy, &access>(
        {.name = "SimulateCustomPolicy", .errors = "InvalidInput PolicyEvaluation"});
}

}  // namespace amicast::services::iam_api
