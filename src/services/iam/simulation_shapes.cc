#include "services/iam/simulation_shapes.h"

namespace amicast::services::iam_api {

std::span<const wire::Member> ContextEntry::members() {
    using This = ContextEntry;
    static const wire::Member rows[] = {
        wire::member<&This::context_key_name>("ContextKeyName", {.min = 5, .max = 256}),
        wire::member<&This::context_key_values>("ContextKeyValues"),
        wire::member<&This::context_key_type>(
            "ContextKeyType",
            {.one_of = "string stringList numeric numericList boolean booleanList ip ipList binary "
                       "binaryList date dateList"}),
    };
    return rows;
}

std::span<const wire::Member> Position::members() {
    static const wire::Member rows[] = {
        wire::member<&Position::line>("Line"),
        wire::member<&Position::column>("Column"),
    };
    return rows;
}

std::span<const wire::Member> SimulatedStatement::members() {
    using This = SimulatedStatement;
    static const wire::Member rows[] = {
        wire::member<&This::source_policy_id>("SourcePolicyId"),
        wire::member<&This::source_policy_type>("SourcePolicyType"),
        wire::member<&This::start_position>("StartPosition"),
        wire::member<&This::end_position>("EndPosition"),
    };
    return rows;
}

std::span<const wire::Member> OrganizationsDecisionDetail::members() {
    using This = OrganizationsDecisionDetail;
    static const wire::Member rows[] = {
        wire::member<&This::allowed_by_organizations>("AllowedByOrganizations")};
    return rows;
}

std::span<const wire::Member> PermissionsBoundaryDecisionDetail::members() {
    using This = PermissionsBoundaryDecisionDetail;
    static const wire::Member rows[] = {
        wire::member<&This::allowed_by_permissions_boundary>("AllowedByPermissionsBoundary")};
    return rows;
}

std::span<const wire::Member> ResourceSpecificResult::members() {
    using This = ResourceSpecificResult;
    static const wire::Member rows[] = {
        wire::member<&This::eval_resource_name>("EvalResourceName"),
        wire::member<&This::eval_resource_decision>("EvalResourceDecision"),
        wire::member<&This::matched_statements>("MatchedStatements", {.keep_empty = true}),
        wire::member<&This::missing_context_values>("MissingContextValues", {.keep_empty = true}),
        wire::member<&This::eval_decision_details>("EvalDecisionDetails"),
        wire::member<&This::permissions_boundary_decision_detail>(
            "PermissionsBoundaryDecisionDetail"),
    };
    return rows;
}

std::span<const wire::Member> EvaluationResult::members() {
    using This = EvaluationResult;
    static const wire::Member rows[] = {
        wire::member<&This::eval_action_name>("EvalActionName"),
        wire::member<&This::eval_resource_name>("EvalResourceName"),
        wire::member<&This::eval_decision>("EvalDecision"),
        wire::member<&This::matched_statements>("MatchedStatements", {.keep_empty = true}),
        wire::member<&This::missing_context_values>("MissingContextValues", {.keep_empty = true}),
        wire::member<&This::organizations_decision_detail>("OrganizationsDecisionDetail"),
        wire::member<&This::permissions_boundary_decision_detail>(
            "PermissionsBoundaryDecisionDetail"),
        wire::member<&This::eval_decision_details>("EvalDecisionDetails"),
        wire::member<&This::resource_specific_results>("ResourceSpecificResults"),
    };
    return rows;
}

std::span<const wire::Member> SimulationOutput::members() {
    using This = SimulationOutput;
    static const wire::Member rows[] = {
        wire::member<&This::evaluation_results>("EvaluationResults", {.keep_empty = true}),
        wire::member<&This::is_truncated>("IsTruncated"),
        wire::member<&This::marker>("Marker"),
    };
    return rows;
}

}  // namespace amicast::services::iam_api
