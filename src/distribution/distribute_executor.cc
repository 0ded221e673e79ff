// Walks the destinations of one job from step to step, together: each action is done for all that
// have come to it, in one transaction of their region, and what came of it is written in one
// transaction of the home region. Each action first looks at what is there, so a run that was
// killed anywhere is simply repeated; every change of the home catalog goes through the job's
// checkpoint, so a server that has lost the job cannot write.
//
//     pending      check the order, the roles and the keys; begin the copy (once: client token), or
//                  take the source itself           -> copying, sharing
//     copying      wait for the AMI                 -> sharing
//     sharing      tags and launch permissions      -> verifying
//     verifying    same manifest roots as the source -> configuring
//     configuring  licenses, launch templates, parameters, fast launch -> exporting
//     exporting    the disk image in a bucket       -> available
#include <algorithm>

#include <fmt/format.h>

#include "distribution/configure.h"
#include "distribution/copy_in_region.h"
#include "distribution/destination_job.h"
#include "distribution/destination_run.h"
#include "distribution/executors.h"
#include "distribution/preflight.h"
#include "distribution/save_runs.h"
#include "telemetry/log.h"

namespace amicast::distribution {
namespace {

// A copy is looked at again after an eighth of the time it has taken so far: soon for a copy that
// finds everything in place, seldom for one that moves terabytes.
constexpr Duration wait_min = std::chrono::milliseconds(4);
constexpr Duration wait_max = std::chrono::milliseconds(500);

Duration wait_after(Duration elapsed) {
    return std::clamp(elapsed / 8, wait_min, wait_max);
}

jobs::Outcome outcome_of(Error error) {
    return may_pass(error.kind) ? jobs::Outcome::retry(std::move(error))
                                : jobs::Outcome::failed(std::move(error));
}

struct Loaded {
    ImageBuild image;
    std::vector<DestinationRun> runs;  // those that have not ended
};

Result<Loaded> load(catalog::Transaction& tx, const DestinationKeys& keys) {
    auto image = find_build(tx, keys.image_id);
    if (!image) return failure(image.error());
    auto destinations = find_destinations(tx, keys.image_id, keys.range);
    if (!destinations) return failure(destinations.error());
    Loaded loaded{.image = std::move(*image), .runs = {}};
    for (Destination& destination : *destinations)
        if (!is_final(destination.step)) loaded.runs.emplace_back(std::move(destination));
    return loaded;
}

// One run over the destinations of a job, all of one region.
class Walk {
  public:
    Walk(const DistributeParts& parts, const jobs::Job& job, jobs::Control& control, Loaded loaded)
        : parts_(parts),
          job_(job),
          control_(control),
          image_(std::move(loaded.image)),
          runs_(std::move(loaded.runs)) {}

    jobs::Outcome run() {
        if (runs_.empty()) return jobs::Outcome::done();
        auto region = parts_.regions.find(runs_.front().destination.region);
        begin();
        if (region != parts_.regions.end()) walk(*region->second);
        Status saved = save();
        if (!saved) return jobs::Outcome::retry(saved.error());
        return outcome();
    }

  private:
    // Those that have come to the step and go on.
    Runs at(Step step) {
        Runs found;
        for (DestinationRun& run : runs_)
            if (run.destination.step == step && run.goes_on()) found.push_back(&run);
        return found;
    }

    // A cancelled distribution begins nothing new: what has been copied stays, as far as it came.
    void cancel_at(Step step) {
        if (!image_.cancel_requested) return;
        for (DestinationRun* run : at(step))
            run->cancel(parts_.clock.now());
    }

    void begin() {
        for (DestinationRun* run : at(Step::pending))
            run->move_to(Step::starting);
        cancel_at(Step::starting);
        Preflight preflight(parts_, image_);
        Time now = parts_.clock.now();
        for (DestinationRun* run : at(Step::starting)) {
            Destination& destination = run->destination;
            if (!destination.started) destination.started = now;
            destination.attempts = job_.attempt;
            preflight.check(*run);
        }
    }

    void walk(images::Region& region) {
        Runs copies;
        for (DestinationRun* run : at(Step::starting)) {
            if (makes_copy(image_, parts_.home.name, run->destination)) {
                copies.push_back(run);
                continue;
            }
            run->destination.ami_id = image_.source_ami_id;
            run->move_to(Step::sharing);
        }
        begin_copies(parts_, image_, region, copies);
        if (control_.should_stop()) return;
        await_copies(parts_, region, at(Step::copying));
        cancel_at(Step::sharing);
        apply_to_amis(parts_, image_, region, at(Step::sharing));
        verify_amis(parts_, image_, region, at(Step::verifying));
        if (control_.should_stop()) return;
        cancel_at(Step::configuring);
        configure(parts_, image_, region, at(Step::configuring));
        export_amis(parts_, image_, region, at(Step::exporting));
    }

    Status save() {
        bool news = std::any_of(runs_.begin(), runs_.end(),
                                [](const DestinationRun& run) { return run.has_news(); });
        if (!news) return {};
        return control_.checkpoint({}, [&](catalog::Transaction& tx) {
            return save_runs(tx, parts_.home.name, image_.id(), runs_, parts_.clock.now());
        });
    }

    jobs::Outcome outcome() const {
        Duration shortest = wait_max;
        bool waits = false;
        bool goes_on = false;
        for (const DestinationRun& run : runs_) {
            if (run.trouble()) return jobs::Outcome::retry(*run.trouble());
            goes_on = goes_on || run.goes_on();
            if (!run.waits()) continue;
            waits = true;
            Time now = parts_.clock.now();
            shortest =
                std::min(shortest, wait_after(now - run.destination.copy_started.value_or(now)));
        }
        if (goes_on) return jobs::Outcome::released();  // asked to stop in between
        return waits ? jobs::Outcome::again(shortest) : jobs::Outcome::done();
    }

    const DistributeParts& parts_;
    const jobs::Job& job_;
    jobs::Control& control_;
    ImageBuild image_;
    std::vector<DestinationRun> runs_;
};

class DistributeExecutor final : public jobs::Executor {
  public:
    explicit DistributeExecutor(const DistributeParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto keys = parse_payload(job.payload);
        if (!keys) {
            return jobs::Outcome::failed(
                {.kind = ErrorKind::corrupt, .message = "The job's payload cannot be read."});
        }
        auto loaded = parts_.home.catalog.read_value(
            [&](catalog::Transaction& tx) { return load(tx, *keys); });
        // The image was deleted: nobody waits for this job any more.
        if (!loaded && loaded.error().kind == ErrorKind::not_found) return jobs::Outcome::done();
        if (!loaded) return outcome_of(loaded.error());
        return Walk(parts_, job, control, std::move(*loaded)).run();
    }

    // Those that were held up fail with what held them up; the others get a job of their own and go
    // on. Where nothing is known of any, it was the job as a whole that could not be run.
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto keys = parse_payload(job.payload);
        if (!keys) return {};
        auto loaded = load(tx, *keys);
        if (!loaded && loaded.error().kind == ErrorKind::not_found) return {};
        if (!loaded) return failure(loaded.error());
        Time now = parts_.clock.now();
        bool any_held_up =
            std::any_of(loaded->runs.begin(), loaded->runs.end(),
                        [](const DestinationRun& run) { return run.destination.error; });
        bool any_goes_on = false;
        for (DestinationRun& run : loaded->runs) {
            run.destination.attempts = job.attempt;
            if (run.destination.error || !any_held_up) {
                run.fail(action_of(run.destination.step),
                         {.kind = error.kind,
                          .message = run.destination.error.value_or(error.message),
                          .detail = error.detail},
                         now);
            } else {
                any_goes_on = true;
            }
        }
        Status saved = save_runs(tx, parts_.home.name, keys->image_id, loaded->runs, now);
        if (!saved || !any_goes_on) return saved;
        return enqueue_destinations(tx, loaded->image, keys->range, now);
    }

  private:
    static Action action_of(Step step) {
        switch (step) {
            case Step::sharing:
                return Action::share;
            case Step::verifying:
                return Action::verify;
            case Step::exporting:
                return Action::export_ami;
            case Step::configuring:
                return Action::update_launch_templates;
            default:
                return Action::copy;
        }
    }

    DistributeParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_distribute_executor(const DistributeParts& parts) {
    return std::make_unique<DistributeExecutor>(parts);
}

}  // namespace amicast::distribution
