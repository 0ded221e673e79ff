// Rows of import_tasks.
#include "imports/task.h"

#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/ids.h"
#include "distribution/plan.h"
#include "images/statement.h"
#include "imports/executors.h"
#include "jobs/queue.h"

namespace amicast::imports {
namespace {

namespace json = boost::json;

constexpr std::size_t page_rows = 128;
constexpr std::string_view columns =
    "id, account_id, status, message, progress, image_id, details, tags, created, ended";
constexpr std::array statuses = {TaskStatus::active, TaskStatus::completed, TaskStatus::deleting,
                                 TaskStatus::deleted};

template <class T>
struct Text {
    std::string_view name;
    std::string T::*at;
};
template <class T>
struct OptionalText {
    std::string_view name;
    std::optional<std::string> T::*at;
};

constexpr Text<Task> task_texts[] = {{"architecture", &Task::architecture},
                                     {"platform", &Task::platform}};
constexpr OptionalText<Task> task_options[] = {{"description", &Task::description},
                                               {"licenseType", &Task::license_type},
                                               {"usageOperation", &Task::usage_operation},
                                               {"bootMode", &Task::boot_mode},
                                               {"kmsKeyArn", &Task::kms_key_arn}};
constexpr Text<TaskDisk> disk_texts[] = {
    {"uri", &TaskDisk::uri}, {"format", &TaskDisk::format}, {"deviceName", &TaskDisk::device_name}};
constexpr OptionalText<TaskDisk> disk_options[] = {{"description", &TaskDisk::description},
                                                   {"url", &TaskDisk::url},
                                                   {"bucket", &TaskDisk::bucket},
                                                   {"key", &TaskDisk::key},
                                                   {"snapshotId", &TaskDisk::snapshot_id}};

template <class T, class Texts, class Options>
json::object to_object(const T& value, const Texts& texts, const Options& options) {
    json::object object;
    for (const auto& each : texts)
        object[each.name] = json::string(value.*each.at);
    for (const auto& each : options)
        if (value.*each.at) object[each.name] = json::string(*(value.*each.at));
    return object;
}

// False when a text is missing.
template <class T, class Texts, class Options>
bool read_object(const json::object& object, T& value, const Texts& texts, const Options& options) {
    auto text = [&](std::string_view name) -> std::optional<std::string> {
        const json::value* found = object.if_contains(name);
        if (found == nullptr || !found->is_string()) return std::nullopt;
        return std::string(found->get_string());
    };
    for (const auto& each : texts) {
        auto found = text(each.name);
        if (!found) return false;
        value.*each.at = std::move(*found);
    }
    for (const auto& each : options)
        value.*each.at = text(each.name);
    return true;
}

std::string details_of(const Task& task) {
    json::object details = to_object(task, task_texts, task_options);
    json::array disks;
    for (const TaskDisk& disk : task.disks) {
        json::object object = to_object(disk, disk_texts, disk_options);
        if (disk.bytes) object["bytes"] = *disk.bytes;
        disks.push_back(std::move(object));
    }
    details["disks"] = std::move(disks);
    return json::serialize(details);
}

bool read_details(std::string_view text, Task& task) {
    boost::system::error_code problem;
    json::value value = json::parse(text, problem);
    if (problem || !value.is_object()) return false;
    const json::object& details = value.get_object();
    if (!read_object(details, task, task_texts, task_options)) return false;
    const json::value* disks = details.if_contains("disks");
    if (disks == nullptr || !disks->is_array()) return false;
    for (const json::value& each : disks->get_array()) {
        TaskDisk disk;
        if (!each.is_object() || !read_object(each.get_object(), disk, disk_texts, disk_options))
            return false;
        const json::value* bytes = each.get_object().if_contains("bytes");
        if (bytes != nullptr && bytes->is_int64()) disk.bytes = bytes->get_int64();
        task.disks.push_back(std::move(disk));
    }
    return !task.disks.empty();
}

Result<Task> read_task(const catalog::Row& row) {
    Task task;
    task.id = row.string(0);
    task.account_id = row.string(1);
    bool known = false;
    for (TaskStatus each : statuses) {
        if (to_string(each) != row.text(2)) continue;
        task.status = each;
        known = true;
    }
    task.message = row.optional_string(3);
    task.progress = row.integer(4);
    task.image_id = row.optional_string(5);
    auto tags = distribution::tags_from_text(row.text(7));
    if (!known || !tags || !read_details(row.text(6), task))
        return failure(ErrorKind::corrupt, "A stored import task cannot be read.", task.id);
    task.tags = std::move(*tags);
    task.created = row.time(8);
    task.ended = row.optional_time(9);
    return task;
}

Status check_quota(catalog::Transaction& tx, std::string_view account_id) {
    std::int64_t count = 0;
    Status read =
        tx.query("SELECT COUNT(*) FROM import_tasks WHERE account_id = $1 AND ended IS NULL",
                 {account_id}, [&](const catalog::Row& row) { count = row.integer(0); });
    if (!read || count < active_tasks_max) return read;
    return failure(ErrorKind::limit,
                   fmt::format("The account has {} active import tasks in this Region; it may have "
                               "at most {}.",
                               count, active_tasks_max));
}

Status insert(catalog::Transaction& tx, const Task& task) {
    return images::run(tx,
                       fmt::format("INSERT INTO import_tasks ({}) VALUES ({})", columns,
                                   images::placeholders(1, 10)),
                       {task.id, task.account_id, to_string(task.status), task.message,
                        task.progress, task.image_id, details_of(task),
                        distribution::to_text(task.tags), task.created, task.ended});
}

}  // namespace

std::string_view to_string(TaskStatus status) {
    switch (status) {
        case TaskStatus::active:
            return "active";
        case TaskStatus::completed:
            return "completed";
        case TaskStatus::deleting:
            return "deleting";
        case TaskStatus::deleted:
            break;
    }
    return "deleted";
}

std::optional<formats::DiskFormat> format_of_task(std::string_view name) {
    using formats::DiskFormat;
    if (name == "VMDK") return DiskFormat::vmdk;
    if (name == "RAW") return DiskFormat::raw;
    if (name == "VHD") return DiskFormat::vhd;
    if (name == "VHDX") return DiskFormat::vhdx;
    return std::nullopt;
}

Result<Task> start_task(catalog::Transaction& tx, Task task, Time now, Random& random) {
    Status done = check_quota(tx, task.account_id);
    if (!done) return failure(done.error());
    task.id = new_resource_id(task_id_prefix, random);
    task.message = "pending";
    task.created = now;
    done = insert(tx, task);
    if (!done) return failure(done.error());
    auto job = jobs::enqueue(tx,
                             {.kind = std::string(task_job_kind),
                              .account_id = task.account_id,
                              .subject = task.id,
                              .payload = task.account_id,
                              .not_before = {}},
                             now);
    if (!job) return failure(job.error());
    return task;
}

Result<Task> cancel_task(catalog::Transaction& tx, std::string_view account_id, std::string_view id,
                         std::string_view reason) {
    auto task = find_task(tx, account_id, id);
    if (!task || task->status == TaskStatus::deleting) return task;
    if (task->status != TaskStatus::active) {
        return failure(ErrorKind::conflict,
                       fmt::format("The import task {} is {} and cannot be cancelled any more.", id,
                                   to_string(task->status)));
    }
    Task changed = *task;
    changed.status = TaskStatus::deleting;
    changed.message =
        reason.empty() ? "User initiated task cancelation." : fmt::format("Cancelled: {}", reason);
    Status written = update(tx, changed);
    if (!written) return failure(written.error());
    return task;
}

Result<Task> find_task(catalog::Transaction& tx, std::string_view account_id, std::string_view id) {
    Result<Task> found =
        failure(ErrorKind::not_found, fmt::format("The import task {} does not exist.", id));
    Status read = tx.query(
        fmt::format("SELECT {} FROM import_tasks WHERE id = $1 AND account_id = $2", columns),
        {id, account_id}, [&](const catalog::Row& row) { found = read_task(row); });
    if (!read) return failure(read.error());
    return found;
}

Status each_task(catalog::Transaction& tx, std::string_view account_id, Time ended_since,
                 std::string_view after_id, const std::function<bool(const Task&)>& visit) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM import_tasks WHERE account_id = $1 AND id > $2 AND (ended IS NULL OR "
        "ended >= $3) ORDER BY id LIMIT $4",
        columns);
    std::string after(after_id);
    for (;;) {
        std::vector<Result<Task>> page;
        Status read = tx.query(sql, {account_id, after, ended_since, page_rows},
                               [&](const catalog::Row& row) { page.push_back(read_task(row)); });
        if (!read) return read;
        for (const Result<Task>& each : page) {
            if (!each) return failure(each.error());
            if (!visit(*each)) return {};
        }
        if (page.size() < page_rows) return {};
        after = page.back()->id;
    }
}

Status update(catalog::Transaction& tx, const Task& task) {
    return images::run(tx,
                       "UPDATE import_tasks SET status = $2, message = $3, progress = $4, "
                       "image_id = $5, details = $6, tags = $7, ended = $8 WHERE id = $1",
                       {task.id, to_string(task.status), task.message, task.progress, task.image_id,
                        details_of(task), distribution::to_text(task.tags), task.ended});
}

Status expire_tasks(catalog::Transaction& tx, Time before) {
    return images::run(tx, "DELETE FROM import_tasks WHERE ended < $1", {before});
}

}  // namespace amicast::imports
