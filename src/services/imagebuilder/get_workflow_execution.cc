// GetWorkflowExecution.
#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct GetWorkflowExecutionInput {
    std::string workflow_execution_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&GetWorkflowExecutionInput::workflow_execution_id>(
                "workflowExecutionId", {.location = wire::Location::query,
                                        .required = true,
                                        .pattern = workflow_execution_id_pattern}),
        };
        return rows;
    }
};

struct GetWorkflowExecutionOutput {
    std::string request_id;
    std::string image_build_version_arn;
    WorkflowExecutionMetadata shown;

    static std::span<const wire::Member> members();
};

// The answer is the metadata's members, without the structure around them.
template <auto Member>
constexpr wire::Member of_shown(std::string_view name, wire::MemberOptions options = {}) {
    using Value = std::remove_cvref_t<decltype(std::declval<WorkflowExecutionMetadata>().*Member)>;
    using Unwrapped = wire::detail::Unwrapped<Value>;
    return {.name = name,
            .shape = &wire::shape_of<typename Unwrapped::Type>,
            .read =
                [](const void* object) {
                    return Unwrapped::read(
                        static_cast<const GetWorkflowExecutionOutput*>(object)->shown.*Member);
                },
            .write =
                [](void* object) {
                    return Unwrapped::write(
                        static_cast<GetWorkflowExecutionOutput*>(object)->shown.*Member);
                },
            .options = options};
}

std::span<const wire::Member> GetWorkflowExecutionOutput::members() {
    using This = GetWorkflowExecutionOutput;
    using Shown = WorkflowExecutionMetadata;
    static const wire::Member rows[] = {
        wire::member<&This::request_id>("requestId", text_1_to_1024),
        of_shown<&Shown::workflow_build_version_arn>(
            "workflowBuildVersionArn", {.max = 1024, .pattern = workflow_build_arn_pattern}),
        of_shown<&Shown::workflow_execution_id>("workflowExecutionId",
                                                {.pattern = workflow_execution_id_pattern}),
        wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                     {.pattern = build_arn_pattern}),
        of_shown<&Shown::type>("type", {.one_of = "BUILD TEST DISTRIBUTION"}),
        of_shown<&Shown::status>("status", {.one_of = workflow_statuses}),
        of_shown<&Shown::message>("message", {.min = 0, .max = 500}),
        of_shown<&Shown::total_step_count>("totalStepCount"),
        of_shown<&Shown::total_steps_succeeded>("totalStepsSucceeded"),
        of_shown<&Shown::total_steps_failed>("totalStepsFailed"),
        of_shown<&Shown::total_steps_skipped>("totalStepsSkipped"),
        of_shown<&Shown::start_time>("startTime"),
        of_shown<&Shown::end_time>("endTime"),
    };
    return rows;
}

Result<GetWorkflowExecutionOutput> get_workflow_execution(Call& call,
                                                          const GetWorkflowExecutionInput& input) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) -> Result<GetWorkflowExecutionOutput> {
            auto found = find_workflow_execution(call, tx, input.workflow_execution_id);
            if (!found) return failure(found.error());
            auto shown = show_workflow(call, tx, found->image, found->execution);
            if (!shown) return failure(shown.error());
            return GetWorkflowExecutionOutput{
                .request_id = call.request_id,
                .image_build_version_arn = found->image.arn(call.region.name),
                .shown = std::move(*shown)};
        });
}

AccessRequests get_workflow_execution_access(Call& call, const GetWorkflowExecutionInput& input) {
    return {on_workflow(call, "GetWorkflowExecution", "workflow-execution",
                        input.workflow_execution_id)};
}

}  // namespace

Operation get_workflow_execution_operation() {
    return operation<&get_workflow_execution, &get_workflow_execution_access>(
        {.name = "GetWorkflowExecution",
         .method = "GET",
         .uri = "/GetWorkflowExecution",
         .errors = "ServiceException ClientException ServiceUnavailableException "
                   "InvalidRequestException ForbiddenException CallRateLimitExceededException"});
}

}  // namespace amicast::services::imagebuilder
