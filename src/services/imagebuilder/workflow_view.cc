// From rows to wire structs.
#include "services/imagebuilder/workflow_view.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "services/imagebuilder/constraints.h"
#include "services/imagebuilder/errors.h"

namespace amicast::services::imagebuilder {
namespace {

namespace json = boost::json;

// The API's bound of a message, in characters; bytes are at least as many.
constexpr std::size_t message_max = 500;

std::optional<std::string> message_of(std::string text) {
    if (text.empty()) return std::nullopt;
    if (text.size() > message_max) {
        std::size_t end = message_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text.resize(end);
    }
    return text;
}

Error no_execution(std::string_view id) {
    return not_found(fmt::format("The workflow execution {} does not exist.", id));
}

Error no_step(std::string_view id) {
    return not_found(fmt::format("The workflow step execution {} does not exist.", id));
}

Result<std::optional<distribution::ImageBuild>> own_image(const Call& call,
                                                          catalog::Transaction& tx,
                                                          std::string_view image_id) {
    auto image = distribution::find_build(tx, image_id);
    bool missing = !image && image.error().kind == ErrorKind::not_found;
    if (!image && !missing) return failure(image.error());
    if (missing || image->account_id != call.account())
        return std::optional<distribution::ImageBuild>();
    return std::optional(std::move(*image));
}

std::string inputs_of(const distribution::Destination& destination) {
    json::object inputs{{"region", destination.region},
                        {"accountId", destination.account_id},
                        {"name", destination.ami_name}};
    return json::serialize(inputs);
}

}  // namespace

std::span<const wire::Member> WorkflowExecutionMetadata::members() {
    using This = WorkflowExecutionMetadata;
    static const wire::Member rows[] = {
        wire::member<&This::workflow_build_version_arn>(
            "workflowBuildVersionArn", {.max = 1024, .pattern = workflow_build_arn_pattern}),
        wire::member<&This::workflow_execution_id>("workflowExecutionId",
                                                   {.pattern = workflow_execution_id_pattern}),
        wire::member<&This::type>("type", {.one_of = "BUILD TEST DISTRIBUTION"}),
        wire::member<&This::status>("status", {.one_of = workflow_statuses}),
        wire::member<&This::message>("message", {.min = 0, .max = 500}),
        wire::member<&This::total_step_count>("totalStepCount"),
        wire::member<&This::total_steps_succeeded>("totalStepsSucceeded"),
        wire::member<&This::total_steps_failed>("totalStepsFailed"),
        wire::member<&This::total_steps_skipped>("totalStepsSkipped"),
        wire::member<&This::start_time>("startTime"),
        wire::member<&This::end_time>("endTime"),
        wire::member<&This::retried>("retried"),
    };
    return rows;
}

std::span<const wire::Member> WorkflowStepMetadata::members() {
    using This = WorkflowStepMetadata;
    static const wire::Member rows[] = {
        wire::member<&This::step_execution_id>("stepExecutionId",
                                               {.pattern = step_execution_id_pattern}),
        wire::member<&This::name>("name", {.pattern = step_name_pattern}),
        wire::member<&This::description>("description", {.min = 0, .max = 500}),
        wire::member<&This::action>("action", {.pattern = step_name_pattern}),
        wire::member<&This::status>("status", {.one_of = step_statuses}),
        wire::member<&This::message>("message", {.min = 0, .max = 500}),
        wire::member<&This::inputs>("inputs"),
        wire::member<&This::outputs>("outputs"),
        wire::member<&This::start_time>("startTime"),
        wire::member<&This::end_time>("endTime"),
    };
    return rows;
}

Result<FoundExecution> find_workflow_execution(const Call& call, catalog::Transaction& tx,
                                               std::string_view id) {
    auto execution = distribution::find_execution(tx, id);
    if (!execution && execution.error().kind == ErrorKind::not_found)
        return failure(no_execution(id));
    if (!execution) return failure(execution.error());
    auto image = own_image(call, tx, execution->image_id);
    if (!image) return failure(image.error());
    if (!*image) return failure(no_execution(id));
    return FoundExecution{.execution = std::move(*execution), .image = std::move(**image)};
}

Result<FoundStep> find_workflow_step(const Call& call, catalog::Transaction& tx,
                                     std::string_view id) {
    auto found = distribution::find_step(tx, id);
    if (!found && found.error().kind == ErrorKind::not_found) return failure(no_step(id));
    if (!found) return failure(found.error());
    auto image = own_image(call, tx, found->execution.image_id);
    if (!image) return failure(image.error());
    if (!*image) return failure(no_step(id));
    return FoundStep{.of = {.execution = std::move(found->execution), .image = std::move(**image)},
                     .step = std::move(found->step)};
}

std::string workflow_build_arn(const Call& call) {
    return fmt::format("arn:aws:imagebuilder:{}:aws:workflow/distribution/distribute-image/1.0.0/1",
                       call.region.name);
}

Result<WorkflowExecutionMetadata> show_workflow(const Call& call, catalog::Transaction& tx,
                                                const distribution::ImageBuild& image,
                                                const distribution::WorkflowExecution& execution) {
    auto counts = distribution::count_steps(tx, execution);
    if (!counts) return failure(counts.error());
    WorkflowExecutionMetadata shown;
    shown.workflow_build_version_arn = workflow_build_arn(call);
    shown.workflow_execution_id = execution.id;
    shown.type = "DISTRIBUTION";
    shown.status = distribution::to_string(execution.status);
    bool newest = execution.round == image.round;
    if (newest) shown.message = message_of(image.reason.value_or(""));
    shown.total_step_count = counts->all;
    shown.total_steps_succeeded = counts->completed;
    shown.total_steps_failed = counts->failed;
    shown.start_time = to_iso8601(execution.started);
    if (execution.ended) shown.end_time = to_iso8601(*execution.ended);
    shown.retried = !newest;
    return shown;
}

Result<WorkflowStepMetadata> show_step(catalog::Transaction& tx,
                                       const distribution::WorkflowExecution& execution,
                                       const distribution::StepExecution& step) {
    auto destination = distribution::find_destination(tx, step.image_id, step.position);
    if (!destination) return failure(destination.error());
    std::string_view action = distribution::to_string(step.action);
    WorkflowStepMetadata shown;
    shown.step_execution_id =
        distribution::step_id(execution, {.position = step.position, .action = step.action});
    shown.name = fmt::format("{}-{}-{}", action, destination->region, destination->account_id);
    shown.description = fmt::format("{} for account {} in the Region {}", action,
                                    destination->account_id, destination->region);
    shown.action = action;
    shown.status = distribution::to_string(step.status);
    shown.message = message_of(step.message);
    shown.inputs = inputs_of(*destination);
    shown.outputs = step.outputs;
    shown.start_time = to_iso8601(step.started);
    if (step.ended) shown.end_time = to_iso8601(*step.ended);
    return shown;
}

iam::AccessRequest on_workflow(const Call& call, std::string_view operation, std::string_view kind,
                               std::string_view id) {
    return {.action = fmt::format("imagebuilder:{}", operation),
            .resource = fmt::format("arn:aws:imagebuilder:{}:{}:{}/{}", call.region.name,
                                    call.account(), kind, id),
            .context = {}};
}

}  // namespace amicast::services::imagebuilder
