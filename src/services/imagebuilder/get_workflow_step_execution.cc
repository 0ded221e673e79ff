// GetWorkflowStepExecution.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetWorkflowStepExecutionInput {
    std::string step_execution_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetWorkflowStepExecutionInput::step_execution_id>(
                "stepExecutionId", {.location = wire::Location::query,
                                    .required = true,
                                    .pattern = step_execution_id_pattern}),
        };
        return rows;
    }
};

struct GetWorkflowStepExecutionOutput {
    std::string request_id;
    std::string step_execution_id;
    std::string workflow_build_version_arn;
    std::string workflow_execution_id;
    std::string image_build_version_arn;
    std::string name;
    std::string description;
    std::string action;
    std::string status;
    std::optional<std::string> message;
    std::string inputs;
    std::string outputs;
    std::string start_time;
    std::optional<std::string> end_time;
    std::string on_failure;

    static std::span<const wire::Member> members() {
        using This = GetWorkflowStepExecutionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::request_id>("requestId", text_1_to_1024),
            wire::member<&This::step_execution_id>("stepExecutionId",
                                                   {.pattern = step_execution_id_pattern}),
            wire::member<&This::workflow_build_version_arn>(
                "workflowBuildVersionArn", {.max = 1024, .pattern = workflow_build_arn_pattern}),
            wire::member<&This::workflow_execution_id>("workflowExecutionId",
                                                       {.pattern = workflow_execution_id_pattern}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
            wire::member<&This::name>("name", {.pattern = step_name_pattern}),
            wire::member<&This::description>("description", {.min = 0, .max = 500}),
            wire::member<&This::action>("action", {.pattern = step_name_pattern}),
            wire::member<&This::status>("status", {.one_of = step_statuses}),
            wire::member<&This::message>("message", {.min = 0, .max = 500}),
            wire::member<&This::inputs>("inputs"),
            wire::member<&This::outputs>("outputs"),
            wire::member<&This::start_time>("startTime"),
            wire::member<&This::end_time>("endTime"),
            wire::member<&This::on_failure>("onFailure", text_1_to_1024),
        };
        return rows;
    }
};

Result<GetWorkflowStepExecutionOutput> get_workflow_step_execution(
    Call& call, const GetWorkflowStepExecutionInput& input) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<GetWorkflowStepExecutionOutput> {
            auto found = find_workflow_step(call, tx, input.step_execution_id);
            if (!found) return failure(found.error());
            auto shown = show_step(tx, found->of.execution, found->step);
            if (!shown) return failure(shown.error());
            return GetWorkflowStepExecutionOutput{
                .request_id = call.request_id,
                .step_execution_id = std::move(shown->step_execution_id),
                .workflow_build_version_arn = workflow_build_arn(call),
                .workflow_execution_id = found->of.execution.id,
                .image_build_version_arn = found->of.image.arn(call.region.name),
                .name = std::move(shown->name),
                .description = std::move(shown->description),
                .action = std::move(shown->action),
                .status = std::move(shown->status),
                .message = std::move(shown->message),
                .inputs = std::move(shown->inputs),
                .outputs = std::move(shown->outputs),
                .start_time = std::move(shown->start_time),
                .end_time = std::move(shown->end_time),
                .on_failure = "Continue"};  // one destination's failure leaves the others alone
        });
}

AccessRequests get_workflow_step_execution_access(Call& call,
                                                  const GetWorkflowStepExecutionInput& input) {
    return {on_workflow(call, "GetWorkflowStepExecution", "workflow-step-execution",
                        input.step_execution_id)};
}

}  // namespace

Operation get_workflow_step_execution_operation() {
    return operation<&get_workflow_step_execution, &get_workflow_step_execution_access>(
        {.name = "GetWorkflowStepExecution",
         .method = "GET",
         .uri = "/GetWorkflowStepExecution",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
