// ListWorkflowStepExecutions: each action on each destination, in order of destination. This is how
// progress is followed: the outputs of a copy say how far it is.
#include <charconv>

#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListWorkflowStepExecutionsInput {
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
    std::string workflow_execution_id;

    static std::span<const wire::Member> members() {
        using This = ListWorkflowStepExecutionsInput;
        static const wire::Member rows[] = {
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
            wire::member<&This::workflow_execution_id>(
                "workflowExecutionId",
                {.required = true, .pattern = workflow_execution_id_pattern}),
        };
        return rows;
    }
};

struct ListWorkflowStepExecutionsOutput {
    std::string request_id;
    std::vector<WorkflowStepMetadata> steps;
    std::string workflow_build_version_arn;
    std::string workflow_execution_id;
    std::string image_build_version_arn;
    std::optional<std::string> message;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListWorkflowStepExecutionsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::steps>("steps", {.keep_empty = true}),
            wire::member<&This::workflow_build_version_arn>(
                "workflowBuildVersionArn", {.max = 1024, .pattern = workflow_build_arn_pattern}),
            wire::member<&This::workflow_execution_id>("workflowExecutionId",
                                                       {.pattern = workflow_execution_id_pattern}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
            wire::member<&This::message>("message", {.min = 0, .max = 500}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

using distribution::StepPlace;

Result<std::optional<StepPlace>> place_of(const std::string& key) {
    if (key.empty()) return std::optional<StepPlace>();
    std::int64_t position = 0;
    int action = 0;
    const char* end = key.data() + key.size();
    auto first = std::from_chars(key.data(), end, position);
    if (first.ec != std::errc() || first.ptr == end) return failure(invalid_page_token());
    auto second = std::from_chars(first.ptr + 1, end, action);
    if (second.ec != std::errc() || second.ptr != end) return failure(invalid_page_token());
    return std::optional(
        StepPlace{.position = position, .action = static_cast<distribution::Action>(action)});
}

std::string key_of(const distribution::StepExecution& step) {
    return fmt::format("{}|{}", step.position, static_cast<int>(step.action));
}

Result<ListWorkflowStepExecutionsOutput> show_page(const Call& call, catalog::Transaction& tx,
                                                   const ListWorkflowStepExecutionsInput& input,
                                                   const Pager& pager,
                                                   const std::optional<StepPlace>& after) {
    auto found = find_workflow_execution(call, tx, input.workflow_execution_id);
    if (!found) return failure(found.error());
    auto steps = distribution::list_steps(tx, found->execution, after, pager.page_size() + 1);
    if (!steps) return failure(steps.error());
    ListWorkflowStepExecutionsOutput output;
    output.request_id = call.request_id;
    output.workflow_build_version_arn = workflow_build_arn(call);
    output.workflow_execution_id = found->execution.id;
    output.image_build_version_arn = found->image.arn(call.region.name);
    if (steps->size() > pager.page_size()) {
        steps->pop_back();
        output.next_token = pager.token_for(key_of(steps->back()));
    }
    for (const distribution::StepExecution& step : *steps) {
        auto shown = show_step(tx, found->execution, step);
        if (!shown) return failure(shown.error());
        output.steps.push_back(std::move(*shown));
    }
    return output;
}

Result<ListWorkflowStepExecutionsOutput> list_workflow_step_executions(
    Call& call, const ListWorkflowStepExecutionsInput& input) {
    Pager pager(call, "ListWorkflowStepExecutions", input.workflow_execution_id, input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    auto after = place_of(*key);
    if (!after) return failure(after.error());
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return show_page(call, tx, input, pager, *after); });
}

AccessRequests list_workflow_step_executions_access(Call& call,
                                                    const ListWorkflowStepExecutionsInput& input) {
    return {on_workflow(call, "ListWorkflowStepExecutions", "workflow-execution",
                        input.workflow_execution_id)};
}

}  // namespace

Operation list_workflow_step_executions_operation() {
    return operation<&list_workflow_step_executions, &list_workflow_step_executions_access>(
        {.name = "ListWorkflowStepExecutions",
         .method = "POST",
         .uri = "/ListWorkflowStepExecutions",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
