// Rows of distribution_executions and distribution_steps.
#include "distribution/workflow_execution.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "catalog/select.h"
#include "crypto/digest_uuid.h"
#include "distribution/image_build.h"

namespace amicast::distribution {
namespace {

constexpr std::string_view execution_columns = "id, image_id, round, status, started, ended";
constexpr std::string_view step_columns =
    "image_id, round, position, action, status, message, outputs, started, ended";

constexpr std::array all_statuses = {ExecutionStatus::running, ExecutionStatus::completed,
                                     ExecutionStatus::failed, ExecutionStatus::cancelled};

std::optional<ExecutionStatus> status_named(std::string_view name) {
    for (ExecutionStatus status : all_statuses)
        if (to_string(status) == name) return status;
    return std::nullopt;
}

tl::unexpected<Error> unreadable(std::string_view image_id) {
    return failure(ErrorKind::corrupt, "A stored workflow execution cannot be read.",
                   std::string(image_id));
}

Result<WorkflowExecution> read_execution(const catalog::Row& row) {
    auto status = status_named(row.text(3));
    if (!status) return unreadable(row.text(1));
    return WorkflowExecution{.id = row.string(0),
                             .image_id = row.string(1),
                             .round = row.integer(2),
                             .status = *status,
                             .started = row.time(4),
                             .ended = row.optional_time(5)};
}

Result<StepExecution> read_step(const catalog::Row& row) {
    auto status = status_named(row.text(4));
    if (!status) return unreadable(row.text(0));
    return StepExecution{.image_id = row.string(0),
                         .round = row.integer(1),
                         .position = row.integer(2),
                         .action = static_cast<Action>(row.integer(3)),
                         .status = *status,
                         .message = row.string(5),
                         .outputs = row.string(6),
                         .started = row.time(7),
                         .ended = row.optional_time(8)};
}

Result<WorkflowExecution> only_execution(Result<std::vector<WorkflowExecution>> found,
                                         std::string_view id) {
    if (!found) return failure(found.error());
    if (found->size() != 1) {
        return failure(ErrorKind::not_found,
                       fmt::format("The workflow execution {} does not exist.", id));
    }
    return std::move(found->front());
}

ExecutionStatus outcome_of(const ImageBuild& image) {
    switch (image.status) {
        case ImageStatus::available:
            return ExecutionStatus::completed;
        case ImageStatus::cancelled:
            return ExecutionStatus::cancelled;
        case ImageStatus::failed:
            return ExecutionStatus::failed;
        default:
            return ExecutionStatus::running;
    }
}

// A step's id is its execution's, with the last two groups saying which step it is: the first three
// leave 60 bits to find the execution by.
constexpr std::string_view execution_prefix = "wf-";
constexpr std::string_view step_prefix = "step-";
constexpr std::size_t uuid_characters = 36;
constexpr std::size_t own_characters = 18;  // "xxxxxxxx-xxxx-8xxx"

struct StepName {
    std::string execution_beginning;  // "wf-" and the shared part
    StepPlace place;
};

std::optional<std::int64_t> read_hex(std::string_view digits) {
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

std::optional<StepName> parse_step_id(std::string_view id) {
    if (id.size() != step_prefix.size() + uuid_characters || !id.starts_with(step_prefix))
        return std::nullopt;
    id.remove_prefix(step_prefix.size());
    auto action = read_hex(id.substr(own_characters + 2, 3));
    auto position = read_hex(id.substr(own_characters + 6));
    bool known = action && *action >= static_cast<int>(Action::copy) &&
                 *action <= static_cast<int>(Action::export_ami);
    if (!known || !position) return std::nullopt;
    return StepName{.execution_beginning =
                        std::string(execution_prefix) + std::string(id.substr(0, own_characters)),
                    .place = {.position = *position, .action = static_cast<Action>(*action)}};
}

}  // namespace

std::string_view to_string(ExecutionStatus status) {
    switch (status) {
        case ExecutionStatus::running:
            return "RUNNING";
        case ExecutionStatus::completed:
            return "COMPLETED";
        case ExecutionStatus::failed:
            return "FAILED";
        case ExecutionStatus::cancelled:
            return "CANCELLED";
    }
    return "FAILED";
}

std::string_view to_string(Action action) {
    switch (action) {
        case Action::copy:
            return "CopyAmi";
        case Action::share:
            return "ModifyImageAttributes";
        case Action::verify:
            return "VerifyAmi";
        case Action::associate_licenses:
            return "AssociateLicenses";
        case Action::update_launch_templates:
            return "UpdateLaunchTemplates";
        case Action::put_parameters:
            return "PutSsmParameters";
        case Action::update_fast_launch:
            return "UpdateFastLaunchConfigurations";
        case Action::export_ami:
            return "ExportAmi";
    }
    return "CopyAmi";
}

std::string_view configuration_step(Action action) {
    switch (action) {
        case Action::associate_licenses:
            return "ASSOCIATE_LICENSES";
        case Action::update_launch_templates:
            return "UPDATE_LAUNCH_TEMPLATES";
        case Action::put_parameters:
            return "PUT_SSM_PARAMETERS";
        case Action::update_fast_launch:
            return "UPDATE_FAST_LAUNCH_CONFIGURATIONS";
        case Action::export_ami:
            return "EXPORT_AMI";
        default:
            return "";
    }
}

Status begin_execution(catalog::Transaction& tx, const ImageBuild& image,
                       std::string_view home_region, Time now) {
    std::string image_id = image.id();
    // The creation time parts builds of one ARN from each other: a deleted one and its successor.
    std::string id = std::string(execution_prefix) +
                     crypto::digest_uuid(fmt::format("execution {} {} {}", image.arn(home_region),
                                                     to_microseconds(image.created), image.round));
    auto inserted = tx.execute(
        fmt::format("INSERT INTO distribution_executions ({}) VALUES ($1, $2, $3, $4, $5, $6)",
                    execution_columns),
        {id, image_id, image.round, to_string(ExecutionStatus::running), now, nullptr});
    if (!inserted) return failure(inserted.error());
    return {};
}

Status end_execution(catalog::Transaction& tx, const ImageBuild& image, Time now) {
    std::string image_id = image.id();
    auto ended = tx.execute(
        "UPDATE distribution_executions SET status = $3, ended = $4 WHERE image_id = $1 AND "
        "round = $2",
        {image_id, image.round, to_string(outcome_of(image)), now});
    if (!ended) return failure(ended.error());
    return {};
}

Result<std::vector<WorkflowExecution>> list_executions(catalog::Transaction& tx,
                                                       std::string_view image_id) {
    return catalog::select(tx,
                           fmt::format("SELECT {} FROM distribution_executions WHERE image_id = $1 "
                                       "ORDER BY round DESC",
                                       execution_columns),
                           {image_id}, &read_execution);
}

Result<WorkflowExecution> find_execution(catalog::Transaction& tx, std::string_view id) {
    return only_execution(
        catalog::select(
            tx,
            fmt::format("SELECT {} FROM distribution_executions WHERE id = $1", execution_columns),
            {id}, &read_execution),
        id);
}

Result<StepCounts> count_steps(catalog::Transaction& tx, const WorkflowExecution& execution) {
    StepCounts counts;
    Status read = tx.query(
        "SELECT status, COUNT(*) FROM distribution_steps WHERE image_id = $1 AND round = $2 "
        "GROUP BY status",
        {execution.image_id, execution.round}, [&](const catalog::Row& row) {
            counts.all += row.integer(1);
            auto status = status_named(row.text(0));
            if (status == ExecutionStatus::completed) counts.completed += row.integer(1);
            if (status == ExecutionStatus::failed) counts.failed += row.integer(1);
        });
    if (!read) return failure(read.error());
    return counts;
}

Status save_step(catalog::Transaction& tx, const StepExecution& step) {
    static const std::string sql = fmt::format(
        "INSERT INTO distribution_steps ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
        "ON CONFLICT (image_id, round, position, action) DO UPDATE SET status = $5, message = $6, "
        "outputs = $7, started = $8, ended = $9",
        step_columns);
    auto saved = tx.execute(
        sql, {step.image_id, step.round, step.position, static_cast<int>(step.action),
              to_string(step.status), step.message, step.outputs, step.started, step.ended});
    if (!saved) return failure(saved.error());
    return {};
}

Status end_running_steps(catalog::Transaction& tx, std::string_view image_id, std::int64_t round,
                         std::int64_t position, ExecutionStatus status, std::string_view message,
                         Time now) {
    auto ended = tx.execute(
        "UPDATE distribution_steps SET status = $4, message = $5, ended = $6 WHERE image_id = $1 "
        "AND round = $2 AND position = $3 AND status = $7",
        {image_id, round, position, to_string(status), message, now,
         to_string(ExecutionStatus::running)});
    if (!ended) return failure(ended.error());
    return {};
}

Result<std::vector<StepExecution>> list_steps(catalog::Transaction& tx,
                                              const WorkflowExecution& execution,
                                              const std::optional<StepPlace>& after,
                                              std::size_t limit) {
    std::int64_t position = after ? after->position : -1;
    int action = after ? static_cast<int>(after->action) : 0;
    return catalog::select(tx,
                           fmt::format("SELECT {} FROM distribution_steps WHERE image_id = $1 AND "
                                       "round = $2 AND (position, action) > ($3, $4) "
                                       "ORDER BY position, action LIMIT $5",
                                       step_columns),
                           {execution.image_id, execution.round, position, action, limit},
                           &read_step);
}

std::string step_id(const WorkflowExecution& execution, const StepPlace& place) {
    return fmt::format("{}{}-8{:03x}-{:012x}", step_prefix,
                       execution.id.substr(execution_prefix.size(), own_characters),
                       static_cast<int>(place.action), place.position);
}

Result<FoundStep> find_step(catalog::Transaction& tx, std::string_view id) {
    tl::unexpected<Error> none = failure(
        ErrorKind::not_found, fmt::format("The workflow step execution {} does not exist.", id));
    auto name = parse_step_id(id);
    if (!name) return none;
    // "." is the character behind "-", so this is every id that begins so.
    auto executions = catalog::select(
        tx,
        fmt::format("SELECT {} FROM distribution_executions WHERE id >= $1 AND id < $2",
                    execution_columns),
        {name->execution_beginning + "-", name->execution_beginning + "."}, &read_execution);
    if (!executions) return failure(executions.error());
    if (executions->size() != 1) return none;
    WorkflowExecution& execution = executions->front();
    auto steps =
        catalog::select(tx,
                        fmt::format("SELECT {} FROM distribution_steps WHERE image_id = $1 AND "
                                    "round = $2 AND position = $3 AND action = $4",
                                    step_columns),
                        {execution.image_id, execution.round, name->place.position,
                         static_cast<int>(name->place.action)},
                        &read_step);
    if (!steps) return failure(steps.error());
    if (steps->empty()) return none;
    return FoundStep{.execution = std::move(execution), .step = std::move(steps->front())};
}

Status erase_executions(catalog::Transaction& tx, std::string_view image_id) {
    for (const char* table : {"distribution_steps", "distribution_executions"}) {
        auto erased =
            tx.execute(fmt::format("DELETE FROM {} WHERE image_id = $1", table), {image_id});
        if (!erased) return failure(erased.error());
    }
    return {};
}

}  // namespace amicast::distribution
