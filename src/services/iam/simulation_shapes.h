// What SimulatePrincipalPolicy and SimulateCustomPolicy share: the parts of their inputs, and their
// answer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/entities.h"
#include "iam/simulation.h"
#include "services/iam/constraints.h"
#include "wire/schema.h"

namespace amicast::services::iam_api {

struct ContextEntry {
    std::optional<std::string> context_key_name;
    std::vector<std::string> context_key_values;
    std::optional<std::string> context_key_type;
    static std::span<const wire::Member> members();
};

// What both operations take beside their policies.
struct SimulationRequest {
    std::vector<std::string> action_names;
    std::vector<std::string> resource_arns;
    std::optional<std::string> resource_policy;
    std::optional<std::string> resource_owner;
    std::optional<std::string> caller_arn;
    std::vector<ContextEntry> context_entries;
    std::optional<std::string> resource_handling_option;
    std::optional<std::int64_t> max_items;
    std::optional<std::string> marker;
};

struct Position {
    std::int64_t line = 0;
    std::int64_t column = 0;
    static std::span<const wire::Member> members();
};

struct SimulatedStatement {
    std::string source_policy_id;
    std::string source_policy_type;
    Position start_position;
    Position end_position;
    static std::span<const wire::Member> members();
};

struct OrganizationsDecisionDetail {
    bool allowed_by_organizations = false;
    static std::span<const wire::Member> members();
};

struct PermissionsBoundaryDecisionDetail {
    bool allowed_by_permissions_boundary = false;
    static std::span<const wire::Member> members();
};

struct ResourceSpecificResult {
    std::string eval_resource_name;
    std::string eval_resource_decision;
    std::vector<SimulatedStatement> matched_statements;
    std::vector<std::string> missing_context_values;
    std::map<std::string, std::string> eval_decision_details;
    std::optional<PermissionsBoundaryDecisionDetail> permissions_boundary_decision_detail;
    static std::span<const wire::Member> members();
};

struct EvaluationResult {
    std::string eval_action_name;
    std::string eval_resource_name;
    std::string eval_decision;
    std::vector<SimulatedStatement> matched_statements;
    std::vector<std::string> missing_context_values;
    std::optional<OrganizationsDecisionDetail> organizations_decision_detail;
    std::optional<PermissionsBoundaryDecisionDetail> permissions_boundary_decision_detail;
    std::map<std::string, std::string> eval_decision_details;
    std::vector<ResourceSpecificResult> resource_specific_results;
    static std::span<const wire::Member> members();
};

struct SimulationOutput {
    std::vector<EvaluationResult> evaluation_results;
    bool is_truncated = false;
    std::optional<std::string> marker;
    static std::span<const wire::Member> members();
};

// The rows of the members that both inputs have under the names of SimulationRequest.
template <class Input>
std::vector<wire::Member> simulation_rows() {
    return {
        wire::member<&Input::action_names>(
            "ActionNames", {.required = true, .element_min = 3, .element_max = 128}),
        wire::member<&Input::resource_arns>("ResourceArns",
                                            {.element_min = 1, .element_max = 2048}),
        wire::member<&Input::resource_policy>("ResourcePolicy", optional_policy_document),
        wire::member<&Input::resource_owner>("ResourceOwner", {.min = 1, .max = 2048}),
        wire::member<&Input::caller_arn>("CallerArn", {.min = 1, .max = 2048}),
        wire::member<&Input::context_entries>("ContextEntries"),
        wire::member<&Input::resource_handling_option>("ResourceHandlingOption",
                                                       {.min = 1, .max = 64}),
        wire::member<&Input::max_items>("MaxItems", iam_api::max_items),
        wire::member<&Input::marker>("Marker", iam_api::marker),
    };
}

// What those members hold.
template <class Input>
SimulationRequest simulation_request(const Input& input) {
    return {.action_names = input.action_names,
            .resource_arns = input.resource_arns,
            .resource_policy = input.resource_policy,
            .resource_owner = input.resource_owner,
            .caller_arn = input.caller_arn,
            .context_entries = input.context_entries,
            .resource_handling_option = input.resource_handling_option,
            .max_items = input.max_items,
            .marker = input.marker};
}

// "PolicyInputList.1" and so on, each of type "none".
std::vector<iam::SimulatedPolicy> input_policies(std::string_view list,
                                                 const std::vector<std::string>& texts);
// One at most: `InvalidInput` for more.
Result<std::optional<iam::SimulatedPolicy>> input_boundary(const std::vector<std::string>& texts);

// Puts owner, resource policy and context entries into the input. `InvalidInput`, naming the
// parameter, for what is malformed or does not go together.
Status read_request(const SimulationRequest& request, iam::SimulationInput& input);

// One result for each action, with the resources' own where some are named.
Result<SimulationOutput> simulate(iam::SimulationInput input, const SimulationRequest& request);

}  // namespace amicast::services::iam_api
