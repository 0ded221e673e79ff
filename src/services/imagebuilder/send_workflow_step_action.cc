// SendWorkflowStepAction: lets a step that waits for a person go on, or stops it. The workflow that
// distributions follow has no such step, so there is never one to answer.
#include <fmt/format.h>

#include "services/imagebuilder/access.h"
#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/lookups.h"
#include "services/imagebuilder/operations.h"
#include "services/imagebuilder/workflow_view.h"

namespace amicast::services::imagebuilder {
namespace {

struct SendWorkflowStepActionInput {
    std::string step_execution_id;
    std::string image_build_version_arn;
    std::string action;
    std::optional<std::string> reason;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = SendWorkflowStepActionInput;
        static const wire::Member rows[] = {
            wire::member<&This::step_execution_id>(
                "stepExecutionId", {.required = true, .pattern = step_execution_id_pattern}),
            wire::member<&This::image_build_version_arn>(
                "imageBuildVersionArn", {.required = true, .pattern = build_arn_pattern}),
            wire::member<&This::action>("action", {.required = true, .one_of = "RESUME STOP"}),
            wire::member<&This::reason>("reason", text_1_to_1024),
            wire::member<&This::client_token>("clientToken", imagebuilder::client_token),
        };
        return rows;
    }
};

struct SendWorkflowStepActionOutput {
    std::string step_execution_id;
    std::string image_build_version_arn;
    std::string client_token;

    static std::span<const wire::Member> members() {
        using This = SendWorkflowStepActionOutput;
        static const wire::Member rows[] = {
            wire::member<&This::step_execution_id>("stepExecutionId",
                                                   {.pattern = step_execution_id_pattern}),
            wire::member<&This::image_build_version_arn>("imageBuildVersionArn",
                                                         {.pattern = build_arn_pattern}),
            wire::member<&This::client_token>("clientToken",
                                              {.min = 1, .max = client_token_characters_max}),
        };
        return rows;
    }
};

Result<SendWorkflowStepActionOutput> send_workflow_step_action(
    Call& call, const SendWorkflowStepActionInput& input) {
    auto found = call.region.catalog.read_value([&](catalog::Transaction& tx) -> Result<FoundStep> {
        auto image = find_image(call, tx, input.image_build_version_arn);
        if (!image) return failure(image.error());
        auto step = find_workflow_step(call, tx, input.step_execution_id);
        if (step && step->of.image.id() != image->id()) {
            return failure(
                invalid_value("stepExecutionId", "It is a step of another image's workflow."));
        }
        return step;
    });
    if (!found) return failure(found.error());
    return failure(invalid_request(
        fmt::format("The workflow step {} does not wait for an action.", input.step_execution_id)));
}

AccessRequests send_workflow_step_action_access(Call& call,
                                                const SendWorkflowStepActionInput& input) {
    return {on_resource(call, "SendWorkflowStepAction", input.image_build_version_arn)};
}

}  // namespace

Operation send_workflow_step_action_operation() {
    return operation<&send_workflow_step_action, &send_workflow_step_action_access>(
        {.name = "SendWorkflowStepAction",
         .method = "PUT",
         .uri = "/SendWorkflowStepAction",
         .errors = "ServiceException ClientException ResourceNotFoundException "
                   "InvalidRequestException InvalidParameterValueException "
                   "ServiceUnavailableException IdempotentParameterMismatchException "
                   "ForbiddenException CallRateLimitExceededException ResourceInUseException"});
}

}  // namespace amicast::services::imagebuilder
