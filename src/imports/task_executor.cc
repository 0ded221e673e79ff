// Reads the disks of an import task one after the other and registers their AMI. A run that was
// killed anywhere is repeated from the first disk: blocks that are there are not stored again, and
// snapshots, AMI and task change in a single transaction.
#include <fmt/format.h>

#include "images/contents.h"
#include "imports/executors.h"
#include "imports/imported_ami.h"
#include "imports/read_disk.h"
#include "imports/store_disk.h"
#include "imports/task.h"
#include "telemetry/log.h"

namespace amicast::imports {
namespace {

constexpr std::int64_t progress_at_end = 99;  // 100 is for what has completed

struct ReadDisk {
    StoredDisk stored;
    std::optional<blocks::Reference> root;
};

// How the licence of Windows is paid for shows in what an instance is billed as. AWS
// documentation: "AMI billing information fields".
void set_billing(const Task& task, images::Image& ami) {
    bool windows = task.platform == "Windows";
    bool own_license = windows && task.license_type == "BYOL";
    if (windows) ami.usage_operation = own_license ? "RunInstances:0800" : "RunInstances:0002";
    if (own_license) ami.platform_details = "Windows BYOL";
    if (task.usage_operation) ami.usage_operation = *task.usage_operation;
}

class TaskImport {
  public:
    TaskImport(const ImportParts& parts, jobs::Control& control, Task task)
        : parts_(parts), control_(control), task_(std::move(task)) {}

    jobs::Outcome run() {
        Status done = import();
        if (stopped_) return jobs::Outcome::released();
        if (cancelled_) done = end_cancelled();
        if (done) return jobs::Outcome::done();
        return may_pass(done.error().kind) ? jobs::Outcome::retry(done.error())
                                           : jobs::Outcome::failed(done.error());
    }

  private:
    Status import() {
        auto domain = images::open_domain(parts_.region, task_.kms_key_arn);
        if (!domain) return failure(domain.error());
        std::vector<ReadDisk> read;
        for (std::size_t i = 0; i < task_.disks.size(); ++i) {
            auto disk = read_one(*domain, i);
            if (!disk) return failure(disk.error());
            read.push_back(*disk);
        }
        return finish(read);
    }

    Result<ReadDisk> read_one(const images::Domain& domain, std::size_t i) {
        TaskDisk& order = task_.disks[i];
        Status wanted = show("downloading/converting", i, 0.0);
        if (!wanted) return failure(wanted.error());
        auto between = [&](double share) { return show("downloading/converting", i, share); };
        auto disk = read_disk(parts_, order.uri, format_of_task(order.format),
                              [&] { return between(0.0); });
        if (!disk) return failure(disk.error());
        order.bytes = static_cast<std::int64_t>(disk->bytes());
        auto stored = store_disk(domain.frames(), *disk, [&](std::uint64_t offset) {
            return between(static_cast<double>(offset) / static_cast<double>(disk->bytes()));
        });
        if (!stored) return failure(stored.error());
        blocks::Reference root = domain.frames().reference_to(stored->root);
        return ReadDisk{.stored = *stored, .root = root};
    }

    // Keeps the lease, looks whether the work is still wanted, and shows how far it has come:
    // `share` of the disk number `disk`.
    Status show(std::string_view message, std::size_t disk, double share) {
        stopped_ = control_.should_stop();
        if (stopped_) return failure(ErrorKind::unavailable, "The server is stopping.");
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            Status wanted = look(tx);
            if (!wanted) return wanted;
            double done =
                (static_cast<double>(disk) + share) / static_cast<double>(task_.disks.size());
            task_.progress = 1 + static_cast<std::int64_t>(done * (progress_at_end - 1));
            task_.message = std::string(message);
            return update(tx, task_);
        });
    }

    // `conflict` when the task was cancelled.
    Status look(catalog::Transaction& tx) {
        auto now = find_task(tx, task_.account_id, task_.id);
        if (!now) return failure(now.error());
        cancelled_ = now->status != TaskStatus::active;
        if (!cancelled_) return {};
        task_.message = now->message;
        return failure(ErrorKind::conflict, "The import was cancelled.");
    }

    Status end_cancelled() {
        return control_.checkpoint({}, [this](catalog::Transaction& tx) -> Status {
            task_.status = TaskStatus::deleted;
            task_.ended = parts_.clock.now();
            return update(tx, task_);
        });
    }

    Status finish(const std::vector<ReadDisk>& read) {
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            Status wanted = look(tx);
            if (!wanted) return wanted;
            Time now = parts_.clock.now();
            std::vector<AmiDisk> disks = disks_of(read, now);
            images::Image ami = make_ami(ami_wish(), disks, now, parts_.random);
            set_billing(task_, ami);
            Status written = insert_ami(tx, ami, disks, {});
            if (!written) return written;
            task_.status = TaskStatus::completed;
            task_.message.reset();
            task_.progress = 100;
            task_.image_id = ami.id;
            task_.ended = now;
            return update(tx, task_);
        });
    }

    std::vector<AmiDisk> disks_of(const std::vector<ReadDisk>& read, Time now) {
        std::vector<AmiDisk> disks;
        for (std::size_t i = 0; i < read.size(); ++i) {
            TaskDisk& order = task_.disks[i];
            disks.push_back({order.device_name,
                             make_snapshot({.owner_id = task_.account_id,
                                            .uri = order.uri,
                                            .kms_key_arn = task_.kms_key_arn,
                                            .started = task_.created},
                                           read[i].stored, *read[i].root, now, parts_.random)});
            order.snapshot_id = disks.back().snapshot.id;
        }
        return disks;
    }

    AmiWish ami_wish() const {
        return {.owner_id = task_.account_id,
                .name = task_.id,
                .description = task_.description.value_or(""),
                .architecture = task_.architecture,
                .windows = task_.platform == "Windows",
                .boot_mode = task_.boot_mode,
                .uefi_data = {}};
    }

    const ImportParts& parts_;
    jobs::Control& control_;
    Task task_;
    bool stopped_ = false;
    bool cancelled_ = false;
};

class TaskExecutor final : public jobs::Executor {
  public:
    explicit TaskExecutor(const ImportParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto task = parts_.region.catalog.read_value(
            [&](catalog::Transaction& tx) { return find_task(tx, job.payload, job.subject); });
        if (!task && task.error().kind == ErrorKind::not_found) return jobs::Outcome::done();
        if (!task) return jobs::Outcome::retry(task.error());
        if (task->ended) return jobs::Outcome::done();
        return TaskImport(parts_, control, std::move(*task)).run();
    }

    // As in EC2, a task that failed is a deleted one, and its message says why.
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto task = find_task(tx, job.payload, job.subject);
        if (!task && task.error().kind == ErrorKind::not_found) return {};
        if (!task) return failure(task.error());
        task->status = TaskStatus::deleted;
        task->message = fmt::format("ClientError: {}", error.message);
        task->ended = parts_.clock.now();
        telemetry::log_info(
            "import task failed",
            {{"task", task->id}, {"reason", error.message}, {"detail", error.detail}});
        return update(tx, *task);
    }

  private:
    ImportParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_task_executor(const ImportParts& parts) {
    return std::make_unique<TaskExecutor>(parts);
}

}  // namespace amicast::imports
