// Import tasks of EC2 as rows: disks that become one AMI. An ended task is shown for a week.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "formats/disk_format.h"
#include "images/tags.h"

namespace amicast::imports {

enum class TaskStatus { active, completed, deleting, deleted };
std::string_view to_string(TaskStatus status);  // "active" …

inline constexpr std::string_view task_id_prefix = "import-ami-";
inline constexpr std::chrono::hours tasks_kept{7 * 24};
// EC2's bound for one account and region.
inline constexpr std::int64_t active_tasks_max = 20;

// "VMDK", "RAW", "VHD", "VHDX", as EC2 names them; nothing for other names.
std::optional<formats::DiskFormat> format_of_task(std::string_view name);

struct TaskDisk {
    std::string uri;     // where it is read from
    std::string format;  // as EC2 names it
    std::string device_name;
    std::optional<std::string> description;
    std::optional<std::string> url;     // as the request named it, or
    std::optional<std::string> bucket;  // with key
    std::optional<std::string> key;
    std::optional<std::int64_t> bytes;  // of the disk, once it was opened
    std::optional<std::string> snapshot_id;
};

struct Task {
    std::string id;  // "import-ami-…"
    std::string account_id;
    TaskStatus status = TaskStatus::active;
    std::optional<std::string> message;
    std::int64_t progress = 0;  // percent
    std::optional<std::string> image_id;
    std::optional<std::string> description;
    std::string architecture;  // "x86_64", "i386", "arm64"
    std::string platform;      // "Linux", "Windows"
    std::optional<std::string> license_type;
    std::optional<std::string> usage_operation;
    std::optional<std::string> boot_mode;
    std::optional<std::string> kms_key_arn;  // that the content is to lie under; absent: plain
    std::vector<TaskDisk> disks;             // the first is the root device
    images::Tags tags;
    Time created{};
    std::optional<Time> ended;
};

// Id, creation time and first message are filled in; the task and its job appear in the caller's
// transaction, who wakes the region's runner after the commit. `limit` names the quota.
Result<Task> start_task(catalog::Transaction& tx, Task task, Time now, Random& random);
// Asks the job to stop; the answer is the task as it was before. `conflict` when it has completed
// or was deleted.
Result<Task> cancel_task(catalog::Transaction& tx, std::string_view account_id, std::string_view id,
                         std::string_view reason);

// not_found when the account has no such task.
Result<Task> find_task(catalog::Transaction& tx, std::string_view account_id, std::string_view id);
// Those not ended at `ended_since`, in order of id, after the given one, until `visit` returns
// false.
Status each_task(catalog::Transaction& tx, std::string_view account_id, Time ended_since,
                 std::string_view after_id, const std::function<bool(const Task&)>& visit);
// Writes all but account and times of creation.
Status update(catalog::Transaction& tx, const Task& task);
// Forgets those that ended before. AMIs stay.
Status expire_tasks(catalog::Transaction& tx, Time before);

}  // namespace amicast::imports
