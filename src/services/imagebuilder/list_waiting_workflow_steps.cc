// ListWaitingWorkflowSteps: steps that wait for a person. The workflow that distributions follow
// has none.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/paging.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct ListWaitingWorkflowStepsInput {
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListWaitingWorkflowStepsInput;
        static const wire::Member rows[] = {
            wire::member<&This::max_results>("maxResults", {.min = 1, .max = page_size_max}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

struct WaitingStep {
    std::string step_execution_id;
    std::string image_build_version_arn;
    std::string workflow_execution_id;
    std::string workflow_build_version_arn;
    std::string name;
    std::string action;
    std::string start_time;

    static std::span<const wire::Member> members() {
        using This = WaitingStep;
        static const wire::Member rows[] = {
            wire::member<&This::step_execution_id>("stepExecutionId",
                                                   {.pattern = step_execution_id_pattern}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
            wire::member<&This::workflow_execution_id>("workflowExecutionId",
                                                       {.pattern = workflow_execution_id_pattern}),
            wire::member<&This::workflow_build_version_arn>(
                "workflowBuildVersionArn", {.max = 1024, .pattern = workflow_build_arn_pattern}),
            wire::member<&This::name>("name", {.pattern = step_name_pattern}),
            wire::member<&This::action>("action", {.pattern = step_name_pattern}),
            wire::member<&This::start_time>("startTime"),
        };
        return rows;
    }
};

struct ListWaitingWorkflowStepsOutput {
    std::vector<WaitingStep> steps;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListWaitingWorkflowStepsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::steps>("steps", {.keep_empty = true}),
            wire::member<&This::next_token>("nextToken", {.min = 1, .max = 65535}),
        };
        return rows;
    }
};

Result<ListWaitingWorkflowStepsOutput> list_waiting_workflow_steps(
    Call& call, const ListWaitingWorkflowStepsInput& input) {
    Pager pager(call, "ListWaitingWorkflowSteps", {}, input.max_results);
    auto key = pager.key_of(input.next_token);
    if (!key) return failure(key.error());
    return ListWaitingWorkflowStepsOutput{};
}

AccessRequests list_waiting_workflow_steps_access(Call&, const ListWaitingWorkflowStepsInput&) {
    return {on_everything("ListWaitingWorkflowSteps")};
}

}  // namespace

Operation list_waiting_workflow_steps_operation() {
    return operation<&list_waiting_workflow_steps, &list_waiting_workflow_steps_access>(
        {.name = "ListWaitingWorkflowSteps",
         .method = "POST",
         .uri = "/ListWaitingWorkflowSteps",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException InvalidPaginationTokenException ForbiddenException "
                   "CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
