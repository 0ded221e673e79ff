// Walks one destination from step to step. Each step first looks at what is there, so a run that
// was killed anywhere is simply repeated; every change of the home catalog goes through the job's
// checkpoint, so a server that has lost the job cannot write.
//
//     pending    check the order and the role        -> starting
//     starting   begin the copy (once: client token), or take the source itself -> copying, sharing
//     copying    wait for the AMI                    -> sharing
//     sharing    tags and launch permissions         -> verifying
//     verifying  same manifest roots as the source   -> available
#include <algorithm>

#include <fmt/format.h>

#include "distribution/copy_in_region.h"
#include "distribution/destination_job.h"
#include "distribution/executors.h"
#include "distribution/finish.h"
#include "distribution/preflight.h"
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

bool may_pass(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::throttled:
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
        case ErrorKind::unknown_outcome:
        case ErrorKind::internal:
            return true;
        default:
            return false;
    }
}

jobs::Outcome outcome_of(Error error) {
    return may_pass(error.kind) ? jobs::Outcome::retry(std::move(error))
                                : jobs::Outcome::failed(std::move(error));
}

// One run over one destination. A step returns nothing to go on with the next one.
class Walk {
  public:
    using Next = std::optional<jobs::Outcome>;

    Walk(const DistributeParts& parts, const jobs::Job& job, jobs::Control& control,
         ImageBuild image, Destination destination)
        : parts_(parts),
          job_(job),
          control_(control),
          image_(std::move(image)),
          destination_(std::move(destination)) {}

    jobs::Outcome run() {
        while (!is_final(destination_.step)) {
            if (control_.should_stop()) return jobs::Outcome::released();
            Next outcome = step();
            if (outcome) return std::move(*outcome);
        }
        return jobs::Outcome::done();
    }

  private:
    Next step() {
        switch (destination_.step) {
            case Step::pending:
                return begin();
            case Step::starting:
                return copies() ? start_copy() : take_source();
            case Step::copying:
                return await_copy();
            case Step::sharing:
                return share();
            case Step::verifying:
                return verify();
            default:
                return jobs::Outcome::done();
        }
    }

    bool copies() const {
        return destination_.region != parts_.home.name ||
               destination_.account_id != image_.account_id;
    }

    images::Region& region() const { return *parts_.regions.find(destination_.region)->second; }

    Next begin() {
        if (image_.cancel_requested) return end(Step::cancelled, cancelled_message);
        Status sound = check_destination(parts_, image_, destination_);
        if (!sound) return outcome_of(sound.error());
        destination_.started = parts_.clock.now();
        destination_.attempts = job_.attempt;
        return move_to(Step::starting);
    }

    Next start_copy() {
        if (image_.cancel_requested) return end(Step::cancelled, cancelled_message);
        auto ami_id = begin_copy(parts_, image_, destination_);
        if (!ami_id) return outcome_of(ami_id.error());
        destination_.ami_id = *ami_id;
        destination_.copy_started = parts_.clock.now();
        return move_to(Step::copying);
    }

    Next take_source() {
        destination_.ami_id = image_.source_ami_id;
        return move_to(Step::sharing);
    }

    Next await_copy() {
        auto ami = find_ami(region(), *destination_.ami_id);
        if (!ami) return outcome_of(ami.error());
        switch (ami->state) {
            case images::ImageState::pending:
                return jobs::Outcome::again(wait_after(
                    parts_.clock.now() - destination_.copy_started.value_or(parts_.clock.now())));
            case images::ImageState::available:
                break;
            default:
                return outcome_of(
                    {.kind = ErrorKind::conflict,
                     .message = fmt::format("AMI copy reported failure for {}. {}", ami->id,
                                            ami->state_reason_message.value_or(""))});
        }
        // A cancelled distribution stops here: the copy has ended and stays, unshared.
        if (image_.cancel_requested) return end(Step::cancelled, cancelled_message);
        return move_to(Step::sharing);
    }

    Next share() {
        Status shared = apply_to_ami(region(), parts_.home.name, image_, destination_);
        if (!shared) return outcome_of(shared.error());
        destination_.step = Step::verifying;  // no more than the next look: needs no row
        return std::nullopt;
    }

    Next verify() {
        Status same = verify_ami(parts_.home, region(), image_, destination_);
        if (!same) return outcome_of(same.error());
        return end(Step::available, std::nullopt);
    }

    // Two runs of a destination can meet when one was taken for dead and the image retried since:
    // what the other has ended or begun anew is not written over, or it would be counted twice.
    Status check_current(catalog::Transaction& tx) const {
        auto current = find_destination(tx, destination_.image_id, destination_.position);
        if (!current) return failure(current.error());
        if (current->round == destination_.round && !is_final(current->step)) return {};
        return failure(ErrorKind::conflict, "Another run has gone on with this destination.");
    }

    // Records the step; the first one also shows the image as DISTRIBUTING.
    Next move_to(Step next) {
        destination_.step = next;
        auto write = [&](catalog::Transaction& tx) -> Status {
            if (Status current = check_current(tx); !current) return current;
            if (next == Step::starting) {
                auto image = find_build(tx, destination_.image_id);
                if (!image) return failure(image.error());
                if (image->status == ImageStatus::pending) {
                    image->status = ImageStatus::distributing;
                    Status shown = update(tx, *image);
                    if (!shown) return shown;
                }
            }
            return update(tx, destination_);
        };
        Status saved = control_.checkpoint(to_string(next), write);
        if (!saved) return jobs::Outcome::retry(saved.error());
        telemetry::log_debug("destination moved", {{"image", destination_.image_id},
                                                   {"region", destination_.region},
                                                   {"account", destination_.account_id},
                                                   {"step", to_string(next)}});
        return std::nullopt;
    }

    Next end(Step step, std::optional<std::string> error) {
        DestinationEnd ended{.step = step,
                             .error = std::move(error),
                             .failed_configuration_step = std::nullopt,
                             .attempts = job_.attempt};
        Status saved = control_.checkpoint(to_string(step), [&](catalog::Transaction& tx) {
            return end_destination(tx, parts_.home.name, destination_.image_id,
                                   destination_.position, ended, parts_.clock.now());
        });
        if (!saved) return jobs::Outcome::retry(saved.error());
        destination_.step = step;
        return std::nullopt;
    }

    static constexpr const char* cancelled_message = "The distribution was cancelled.";

    const DistributeParts& parts_;
    const jobs::Job& job_;
    jobs::Control& control_;
    ImageBuild image_;
    Destination destination_;
};

class DistributeExecutor final : public jobs::Executor {
  public:
    explicit DistributeExecutor(const DistributeParts& parts) : parts_(parts) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        auto key = parse_payload(job.payload);
        if (!key)
            return jobs::Outcome::failed(
                {.kind = ErrorKind::corrupt, .message = "The job's payload cannot be read."});
        ImageBuild image;
        Destination destination;
        Status loaded = parts_.home.catalog.read([&](catalog::Transaction& tx) -> Status {
            auto found_image = find_build(tx, key->image_id);
            if (!found_image) return failure(found_image.error());
            auto found = find_destination(tx, key->image_id, key->position);
            if (!found) return failure(found.error());
            image = std::move(*found_image);
            destination = std::move(*found);
            return {};
        });
        // The image was deleted: nobody waits for this job any more.
        if (!loaded && loaded.error().kind == ErrorKind::not_found) return jobs::Outcome::done();
        if (!loaded) return outcome_of(loaded.error());
        return Walk(parts_, job, control, std::move(image), std::move(destination)).run();
    }

    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto key = parse_payload(job.payload);
        if (!key) return {};
        DestinationEnd end{.step = Step::failed,
                           .error = error.message,
                           .failed_configuration_step = configuration_step_of(error),
                           .attempts = job.attempt};
        telemetry::log_warning("destination failed", {{"image", key->image_id},
                                                      {"position", key->position},
                                                      {"kind", to_string(error.kind)},
                                                      {"message", error.message},
                                                      {"detail", error.detail}});
        return end_destination(tx, parts_.home.name, key->image_id, key->position, end,
                               parts_.clock.now());
    }

  private:
    DistributeParts parts_;
};

}  // namespace

std::unique_ptr<jobs::Executor> make_distribute_executor(const DistributeParts& parts) {
    return std::make_unique<DistributeExecutor>(parts);
}

}  // namespace amicast::distribution
