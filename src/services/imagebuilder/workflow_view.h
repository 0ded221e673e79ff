// Workflow executions: what a distribution did, destination by destination, as the API shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"
#include "distribution/workflow_execution.h"
#include "iam/access.h"
#include "services/call.h"
#include "wire/schema.h"

namespace amicast::services::imagebuilder {

inline constexpr std::string_view workflow_execution_id_pattern =
    "^wf-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
inline constexpr std::string_view step_execution_id_pattern =
    "^step-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";
inline constexpr std::string_view workflow_build_arn_pattern =
    "^arn:aws(?:-[a-z]+)*:imagebuilder:[a-z]{2,}(?:-[a-z]+)+-[0-9]+:(?:[0-9]{12}|"
    "aws(?:-[a-z-]+)?):workflow/(build|test|distribution)/[a-z0-9-_]+/[0-9]+\\.[0-9]+\\.[0-9]+/"
    "[0-9]+$";
inline constexpr std::string_view step_name_pattern = "^[A-Za-z][A-Za-z0-9-_]{1,99}$";
inline constexpr std::string_view workflow_statuses =
    "PENDING SKIPPED RUNNING COMPLETED FAILED ROLLBACK_IN_PROGRESS ROLLBACK_COMPLETED CANCELLED";
inline constexpr std::string_view step_statuses =
    "PENDING SKIPPED RUNNING COMPLETED FAILED CANCELLED";

struct WorkflowExecutionMetadata {
    std::string workflow_build_version_arn;
    std::string workflow_execution_id;
    std::string type;
    std::string status;
    std::optional<std::string> message;
    std::int64_t total_step_count = 0;
    std::int64_t total_steps_succeeded = 0;
    std::int64_t total_steps_failed = 0;
    std::int64_t total_steps_skipped = 0;
    std::string start_time;
    std::optional<std::string> end_time;
    bool retried = false;
    static std::span<const wire::Member> members();
};

struct WorkflowStepMetadata {
    std::string step_execution_id;
    std::string name;
    std::string description;
    std::string action;
    std::string status;
    std::optional<std::string> message;
    std::string inputs;
    std::string outputs;
    std::string start_time;
    std::optional<std::string> end_time;
    static std::span<const wire::Member> members();
};

// An execution with the image it is of.
struct FoundExecution {
    distribution::WorkflowExecution execution;
    distribution::ImageBuild image;
};
// ResourceNotFoundException when the account has none of that id.
Result<FoundExecution> find_workflow_execution(const Call& call, catalog::Transaction& tx,
                                               std::string_view id);
struct FoundStep {
    FoundExecution of;
    distribution::StepExecution step;
};
Result<FoundStep> find_workflow_step(const Call& call, catalog::Transaction& tx,
                                     std::string_view id);

// "arn:aws:imagebuilder:<region>:aws:workflow/distribution/distribute-image/1.0.0/1": the one
// workflow that distributions follow.
std::string workflow_build_arn(const Call& call);

Result<WorkflowExecutionMetadata> show_workflow(const Call& call, catalog::Transaction& tx,
                                                const distribution::ImageBuild& image,
                                                const distribution::WorkflowExecution& execution);
Result<WorkflowStepMetadata> show_step(catalog::Transaction& tx,
                                       const distribution::WorkflowExecution& execution,
                                       const distribution::StepExecution& step);

// `imagebuilder:<operation>` on "…:workflow-execution/<id>" or "…:workflow-step-execution/<id>".
iam::AccessRequest on_workflow(const Call& call, std::string_view operation, std::string_view kind,
                               std::string_view id);

}  // namespace amicast::services::imagebuilder
