// Executions of the life cycle as rows: one run of a policy, or one change of state that was asked
// for; and the images and AMIs that it touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "lifecycle/rule.h"

namespace amicast::lifecycle {

enum class ExecutionStatus { pending, in_progress, cancelling, cancelled, failed, success };
std::string_view to_string(ExecutionStatus status);  // "PENDING" …
bool is_final(ExecutionStatus status);

struct Execution {
    std::string id;  // "lce-<uuid>"
    std::string account_id;
    std::string policy_slug;  // empty: a change of state without a policy
    std::string execution_role;
    std::vector<Rule> rules;  // frozen
    ExecutionStatus status = ExecutionStatus::pending;
    std::optional<std::string> reason;
    Time started{};
    std::optional<Time> ended;
};

enum class ResourceStatus { in_progress, success, failed, skipped };
std::string_view to_string(ResourceStatus status);  // "IN_PROGRESS" …

struct SnapshotOutcome {
    std::string snapshot_id;
    ResourceStatus status = ResourceStatus::success;
    std::optional<std::string> reason;

    friend bool operator==(const SnapshotOutcome&, const SnapshotOutcome&) = default;
};

// An image, or an AMI of the image `parent`.
struct Resource {
    std::string execution_id;
    std::string parent;  // ARN of the image; empty for an image itself
    std::int64_t position = 0;
    std::string resource_id;  // ARN or "ami-…"
    std::string image_id;     // distribution::ImageBuild::id() of the image
    std::string account_id;
    std::string region;
    std::size_t rule = 0;       // index in the execution's rules
    std::string action_reason;  // why it was chosen
    ResourceStatus status = ResourceStatus::in_progress;
    std::optional<std::string> reason;
    std::vector<SnapshotOutcome> snapshots;
    Time started{};
    std::optional<Time> ended;
};

Status insert(catalog::Transaction& tx, const Execution& execution);
// not_found when there is none.
Result<Execution> find_execution(catalog::Transaction& tx, std::string_view id);
// Writes status, reason and end.
Status update(catalog::Transaction& tx, const Execution& execution);

struct ExecutionCursor {
    Time started{};
    std::string id;
};
// Newest first: those of a policy, or those that touched a resource (one of the two is set).
struct ExecutionSelection {
    std::string account_id;
    std::string policy_slug;
    std::string resource_id;
    std::optional<ExecutionCursor> after;
    std::size_t limit = 25;
};
Result<std::vector<Execution>> list_executions(catalog::Transaction& tx,
                                               const ExecutionSelection& selection);
// Whether a run of the policy has not ended.
Result<bool> is_running(catalog::Transaction& tx, std::string_view account_id,
                        std::string_view policy_slug);
// Whether it touched anything, or means to.
Result<bool> has_resources(catalog::Transaction& tx, std::string_view execution_id);
// Forgets ended executions of the policy that began before a time.
Status forget_executions(catalog::Transaction& tx, std::string_view account_id,
                         std::string_view policy_slug, Time before);

Status insert(catalog::Transaction& tx, const Resource& resource);
// Writes status, reason, snapshots and end.
Status update(catalog::Transaction& tx, const Resource& resource);
// In order of position, those behind the given one, at most `limit`.
Result<std::vector<Resource>> list_resources(catalog::Transaction& tx,
                                             std::string_view execution_id, std::string_view parent,
                                             std::int64_t after, std::size_t limit);

}  // namespace amicast::lifecycle
