// Starts the image, and the executor that ends it when its task has ended.
#include "imports/task_image.h"

#include <fmt/format.h>

#include "images/image.h"
#include "imports/executors.h"
#include "imports/image_steps.h"
#include "imports/read_disk.h"
#include "imports/task.h"

namespace amicast::imports {
namespace {

using distribution::ImageBuild;

constexpr std::chrono::seconds between_looks{1};

Error deleted(const Task& task) {
    return {.kind = ErrorKind::conflict,
            .message = fmt::format("The import task {} is {}: {}", task.id, to_string(task.status),
                                   task.message.value_or("it made no AMI."))};
}

// The AMI became the image's: it says so, as all do that Image Builder made.
Status take_ami(catalog::Transaction& tx, const ImportParts& parts, ImageBuild& image,
                const Task& task) {
    auto ami = images::find_image(tx, task.image_id.value_or(""));
    if (!ami && ami.error().kind == ErrorKind::not_found) {
        return failure(ErrorKind::conflict,
                       fmt::format("The AMI {} of the import task {} was deregistered.",
                                   task.image_id.value_or(""), task.id));
    }
    if (!ami) return failure(ami.error());
    Status tagged = images::set_tags(tx, image.account_id, ami->id,
                                     tags_by_image_builder(image, parts.region.name));
    if (!tagged) return tagged;
    return end_available(tx, parts, image, ami->id, ami->name);
}

class TaskImageExecutor final : public jobs::Executor {
  public:
    explicit TaskImageExecutor(const ImportParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        bool waiting = false;
        Status done = control.checkpoint({}, [&](catalog::Transaction& tx) {
            return look(tx, job.subject, job.payload, waiting);
        });
        if (done && waiting) return jobs::Outcome::again(between_looks);
        if (done) return jobs::Outcome::done();
        return may_pass(done.error().kind) ? jobs::Outcome::retry(done.error())
                                           : jobs::Outcome::failed(done.error());
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        return end_failed(tx, parts_, job.subject, error);
    }

  private:
    Status look(catalog::Transaction& tx, const std::string& image_id, const std::string& task_id,
                bool& waiting) const {
        auto image = distribution::find_build(tx, image_id);
        if (!image && image.error().kind == ErrorKind::not_found) return {};
        if (!image) return failure(image.error());
        if (distribution::is_final(image->status)) return {};
        if (image->cancel_requested) return end_cancelled(tx, parts_, *image);
        auto task = find_task(tx, image->account_id, task_id);
        if (!task) return failure(task.error());
        waiting = !task->ended;
        if (waiting) return {};
        if (task->status != TaskStatus::completed) return failure(deleted(*task));
        return take_ami(tx, parts_, *image, *task);
    }

    ImportParts parts_;
};

}  // namespace

Result<ImageBuild> start_task_image(catalog::Transaction& tx, ImageBuild image,
                                    const std::string& task_id, Time now) {
    auto task = find_task(tx, image.account_id, task_id);
    if (!task) return failure(task.error());
    if (task->status == TaskStatus::deleting || task->status == TaskStatus::deleted)
        return failure(deleted(*task));
    image.source_image = task_id;
    return begin_image(
        tx, std::move(image), task_image_job_kind, [&](const std::string&) { return task_id; },
        now);
}

std::unique_ptr<jobs::Executor> make_task_image_executor(const ImportParts& parts) {
    return std::make_unique<TaskImageExecutor>(parts);
}

}  // namespace amicast::imports
