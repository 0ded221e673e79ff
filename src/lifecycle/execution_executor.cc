// Carries one execution out: image by image, and of each image AMI by AMI. Every result is written
// through the job's checkpoint, so a run that was killed anywhere goes on where it was, and a
// server that has lost the job cannot write.
#include <limits>

#include <fmt/format.h>

#include "distribution/image_build.h"
#include "distribution/image_status.h"
#include "lifecycle/ami_action.h"
#include "lifecycle/choose.h"
#include "lifecycle/execution.h"
#include "lifecycle/executors.h"
#include "telemetry/log.h"

namespace amicast::lifecycle {
namespace {

using distribution::ImageBuild;
using distribution::ImageStatus;

// The API's bound of a reason.
constexpr std::size_t reason_bytes_max = 1024;
constexpr std::size_t resources_max = std::numeric_limits<std::int32_t>::max();

std::string bounded(std::string reason) {
    if (reason.size() > reason_bytes_max) reason.resize(reason_bytes_max);
    return reason;
}

struct Counts {
    int failed = 0;
    int skipped = 0;
};

class Run {
    template <class F>
    auto read(F&& work) {
        return parts_.home.catalog.read_value(std::forward<F>(work));
    }

  public:
    Run(const LifecycleParts& parts, jobs::Control& control, Execution execution)
        : parts_(parts), control_(control), execution_(std::move(execution)) {}

    jobs::Outcome run() {
        if (is_final(execution_.status)) return jobs::Outcome::done();
        Status begun = begin();
        if (!begun) return jobs::Outcome::retry(begun.error());
        auto images = read([&](catalog::Transaction& tx) {
            return list_resources(tx, execution_.id, {}, -1, resources_max);
        });
        if (!images) return jobs::Outcome::retry(images.error());
        for (Resource& image : *images) {
            if (control_.should_stop()) return jobs::Outcome::released();
            if (image.status != ResourceStatus::in_progress) continue;
            auto cancelled = is_cancelled();
            if (!cancelled) return jobs::Outcome::retry(cancelled.error());
            Status done = *cancelled ? end(image, ResourceStatus::skipped, "Cancelled.")
                                     : act_on_image(image);
            if (!done) return jobs::Outcome::retry(done.error());
        }
        Status ended = finish();
        return ended ? jobs::Outcome::done() : jobs::Outcome::retry(ended.error());
    }

  private:
    Status begin() {
        if (execution_.status != ExecutionStatus::pending) return {};
        execution_.status = ExecutionStatus::in_progress;
        return control_.checkpoint(
            {}, [&](catalog::Transaction& tx) { return update(tx, execution_); });
    }

    Result<bool> is_cancelled() {
        auto now =
            read([&](catalog::Transaction& tx) { return find_execution(tx, execution_.id); });
        if (!now) return failure(now.error());
        return now->status == ExecutionStatus::cancelling;
    }

    Status end(Resource& resource, ResourceStatus status, std::optional<std::string> reason,
               const catalog::Database::Work& extra = nullptr) {
        resource.status = status;
        resource.reason = std::move(reason);
        if (resource.reason) resource.reason = bounded(std::move(*resource.reason));
        resource.ended = parts_.clock.now();
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            Status written = update(tx, resource);
            return written && extra ? extra(tx) : written;
        });
    }

    Status act_on_image(Resource& resource) {
        const Rule& rule = execution_.rules.at(resource.rule);
        auto image = read([&](catalog::Transaction& tx) {
            return distribution::find_build(tx, resource.image_id);
        });
        if (!image && image.error().kind == ErrorKind::not_found)
            return end(resource, ResourceStatus::skipped, "The image does not exist any more.");
        if (!image) return failure(image.error());
        if (!applies_to(rule.action, image->status)) {
            return end(resource, ResourceStatus::skipped,
                       fmt::format("The image is {}.", distribution::to_string(image->status)));
        }
        auto counts = act_on_amis(rule, resource, *image);
        if (!counts) return failure(counts.error());
        return end_image(rule, resource, std::move(*image), *counts);
    }

    Result<Counts> act_on_amis(const Rule& rule, const Resource& image, const ImageBuild& build) {
        Counts counts;
        if (!rule.amis) return counts;
        auto amis = plan_amis(image, build);
        if (!amis) return failure(amis.error());
        for (Resource& ami : *amis) {
            if (ami.status == ResourceStatus::in_progress) {
                Status done = act_on(rule, ami);
                if (!done) return failure(done.error());
            }
            if (ami.status == ResourceStatus::failed) ++counts.failed;
            if (ami.status == ResourceStatus::skipped) ++counts.skipped;
        }
        return counts;
    }

    // The image's AMIs as resources: those written by an earlier run, or new ones.
    Result<std::vector<Resource>> plan_amis(const Resource& image, const ImageBuild& build) {
        std::vector<Resource> amis;
        Status planned = control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            auto known = list_resources(tx, execution_.id, image.resource_id, -1, resources_max);
            if (!known) return failure(known.error());
            amis = std::move(*known);
            return amis.empty() ? insert_amis(tx, image, build, amis) : Status();
        });
        if (!planned) return failure(planned.error());
        return amis;
    }

    Status insert_amis(catalog::Transaction& tx, const Resource& image, const ImageBuild& build,
                       std::vector<Resource>& amis) {
        auto destinations = distribution::find_destinations(tx, build.id());
        if (!destinations) return failure(destinations.error());
        for (const distribution::Destination& destination : *destinations) {
            if (!destination.ami_id) continue;
            Resource ami = image;
            ami.parent = image.resource_id;
            ami.position = destination.position;
            ami.resource_id = *destination.ami_id;
            ami.account_id = destination.account_id;
            ami.region = destination.region;
            ami.started = parts_.clock.now();
            Status inserted = insert(tx, ami);
            if (!inserted) return inserted;
            amis.push_back(std::move(ami));
        }
        return {};
    }

    Status act_on(const Rule& rule, Resource& ami) {
        auto outcome = act_on_ami(parts_, rule,
                                  {.account_id = execution_.account_id,
                                   .execution_role = execution_.execution_role,
                                   .region = ami.region,
                                   .owner_id = ami.account_id,
                                   .ami_id = ami.resource_id});
        if (!outcome) return failure(outcome.error());
        ami.snapshots = std::move(outcome->snapshots);
        return end(ami, outcome->status, std::move(outcome->reason));
    }

    // An image whose AMIs are not all gone is not erased: its record is how they are found.
    Status end_image(const Rule& rule, Resource& resource, ImageBuild image, const Counts& counts) {
        if (counts.failed > 0) {
            return end(resource, ResourceStatus::failed,
                       fmt::format("The action failed on {} of its AMIs.", counts.failed));
        }
        if (rule.action == Action::erase && counts.skipped > 0) {
            return end(resource, ResourceStatus::skipped,
                       fmt::format("{} of its AMIs are excluded.", counts.skipped));
        }
        if (rule.action == Action::erase) {
            return end(
                resource, ResourceStatus::success, std::nullopt,
                [&](catalog::Transaction& tx) { return distribution::erase_build(tx, image); });
        }
        return end(resource, ResourceStatus::success, std::nullopt,
                   [&](catalog::Transaction& tx) { return move(tx, rule, image); });
    }

    Status move(catalog::Transaction& tx, const Rule& rule, ImageBuild image) const {
        Time now = parts_.clock.now();
        ImageStatus next = image.status;
        image.lifecycle_execution_id = execution_.id;
        if (rule.action == Action::disable) next = ImageStatus::disabled;
        if (rule.action == Action::deprecate) {
            next = ImageStatus::deprecated;
            image.deprecation_time = rule.deprecate_at.value_or(now);
        }
        if (rule.action == Action::make_available) {
            next = ImageStatus::available;
            image.deprecation_time.reset();
        }
        Status told = distribution::change_status(tx, image, next, parts_.home.name, now);
        return told ? distribution::update_life(tx, image) : told;
    }

    // The sum: FAILED when anything failed.
    Status finish() {
        Time now = parts_.clock.now();
        return control_.checkpoint({}, [&](catalog::Transaction& tx) -> Status {
            auto current = find_execution(tx, execution_.id);
            if (!current) return failure(current.error());
            auto images = list_resources(tx, execution_.id, {}, -1, resources_max);
            if (!images) return failure(images.error());
            int failures = 0;
            for (const Resource& image : *images)
                failures += image.status == ResourceStatus::failed ? 1 : 0;
            bool cancelled = current->status == ExecutionStatus::cancelling;
            current->status = cancelled       ? ExecutionStatus::cancelled
                              : failures == 0 ? ExecutionStatus::success
                                              : ExecutionStatus::failed;
            if (failures > 0) {
                current->reason =
                    fmt::format("The action failed on {} of {} images.", failures, images->size());
            }
            current->ended = now;
            telemetry::log_info("lifecycle execution ended",
                                {{"execution", current->id},
                                 {"status", to_string(current->status)},
                                 {"images", images->size()}});
            return update(tx, *current);
        });
    }

    const LifecycleParts& parts_;
    jobs::Control& control_;
    Execution execution_;
};

class ExecutionExecutor final : public jobs::Executor {
  public:
    explicit ExecutionExecutor(const LifecycleParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto execution = parts_.home.catalog.read_value(
            [&](catalog::Transaction& tx) { return find_execution(tx, job.payload); });
        if (!execution && execution.error().kind == ErrorKind::not_found)
            return jobs::Outcome::done();
        if (!execution) return jobs::Outcome::retry(execution.error());
        return Run(parts_, control, std::move(*execution)).run();
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto execution = find_execution(tx, job.payload);
        if (!execution && execution.error().kind == ErrorKind::not_found) return {};
        if (!execution) return failure(execution.error());
        execution->status = ExecutionStatus::failed;
        execution->reason = bounded(error.message);
        execution->ended = parts_.clock.now();
        return update(tx, *execution);
    }

  private:
    LifecycleParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_execution_executor(const LifecycleParts& parts) {
    return std::make_unique<ExecutionExecutor>(parts);
}

}  // namespace amicast::lifecycle
