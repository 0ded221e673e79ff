// What a distribution did, as the API's workflow executions show it: one execution for each round
// (the first run and each retry), and in it one step for each action on each destination.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::distribution {

struct ImageBuild;

enum class ExecutionStatus { running, completed, failed, cancelled };
std::string_view to_string(ExecutionStatus status);  // "RUNNING", "COMPLETED" …

struct WorkflowExecution {
    std::string id;  // "wf-<uuid>"
    std::string image_id;
    std::int64_t round = 0;
    ExecutionStatus status = ExecutionStatus::running;
    Time started{};
    std::optional<Time> ended;
};

// What is done with a destination, in this order; the later ones only where they are asked for.
enum class Action {
    copy = 1,
    share,
    verify,
    associate_licenses,
    update_launch_templates,
    put_parameters,
    update_fast_launch,
    export_ami,
};
std::string_view to_string(Action action);  // "CopyAmi", "ModifyImageAttributes" …
// The API's ImageConfigurationStep; empty for the actions that are none.
std::string_view configuration_step(Action action);

struct StepExecution {
    std::string image_id;
    std::int64_t round = 0;
    std::int64_t position = 0;  // of the destination
    Action action = Action::copy;
    ExecutionStatus status = ExecutionStatus::running;
    std::string message;  // why it failed or was cancelled
    // JSON object as text: what came of it. Of a copy: amiId, bytesMoved, bytesSkipped,
    // percentDone, secondsElapsed.
    std::string outputs = "{}";
    Time started{};
    std::optional<Time> ended;
};

// ---- executions ----

// Begins the execution of the image's current round; part of the transaction that starts it.
Status begin_execution(catalog::Transaction& tx, const ImageBuild& image,
                       std::string_view home_region, Time now);
// Ends it with the image's final status.
Status end_execution(catalog::Transaction& tx, const ImageBuild& image, Time now);
// Newest first.
Result<std::vector<WorkflowExecution>> list_executions(catalog::Transaction& tx,
                                                       std::string_view image_id);
// By its "wf-…"; not_found when there is none.
Result<WorkflowExecution> find_execution(catalog::Transaction& tx, std::string_view id);

struct StepCounts {
    std::int64_t all = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
};
Result<StepCounts> count_steps(catalog::Transaction& tx, const WorkflowExecution& execution);

// ---- steps ----

// Writes the step, over what it was before.
Status save_step(catalog::Transaction& tx, const StepExecution& step);
// Those that still run end with this status: the destination went no further.
Status end_running_steps(catalog::Transaction& tx, std::string_view image_id, std::int64_t round,
                         std::int64_t position, ExecutionStatus status, std::string_view message,
                         Time now);

struct StepPlace {
    std::int64_t position = 0;
    Action action = Action::copy;
};
// In order of destination and action, those behind the place, at most `limit`.
Result<std::vector<StepExecution>> list_steps(catalog::Transaction& tx,
                                              const WorkflowExecution& execution,
                                              const std::optional<StepPlace>& after,
                                              std::size_t limit);

// "step-<uuid>": says where the step is, so that no row needs to keep it.
std::string step_id(const WorkflowExecution& execution, const StepPlace& place);
// The step of that id with its execution; not_found when there is none.
struct FoundStep {
    WorkflowExecution execution;
    StepExecution step;
};
Result<FoundStep> find_step(catalog::Transaction& tx, std::string_view id);

// Everything of an image whose record is deleted.
Status erase_executions(catalog::Transaction& tx, std::string_view image_id);

}  // namespace amicast::distribution
