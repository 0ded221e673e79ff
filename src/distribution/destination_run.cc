#include "distribution/destination_run.h"

#include <fmt/format.h>

#include "telemetry/log.h"

namespace amicast::distribution {

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

StepExecution DestinationRun::step_of(Action action, ExecutionStatus status, Time started) const {
    return {.image_id = destination.image_id,
            .round = destination.round,
            .position = destination.position,
            .action = action,
            .status = status,
            .message = {},
            .outputs = "{}",
            .started = started,
            .ended = {}};
}

void DestinationRun::move_to(Step next) {
    destination.step = next;
    destination.error.reset();
    news_ = true;
}

void DestinationRun::note(Time time, std::string text) {
    lines_.push_back({time, fmt::format("{} {}: {}", destination.region, destination.account_id,
                                        std::move(text))});
    news_ = true;
}

void DestinationRun::done(Action action, Time started, Time now, std::string outputs) {
    StepExecution step = step_of(action, ExecutionStatus::completed, started);
    step.outputs = std::move(outputs);
    step.ended = now;
    steps_.push_back(std::move(step));
    news_ = true;
}

void DestinationRun::running(Action action, Time started, std::string outputs) {
    StepExecution step = step_of(action, ExecutionStatus::running, started);
    step.outputs = std::move(outputs);
    steps_.push_back(std::move(step));
    news_ = true;
}

void DestinationRun::stop(Action action, const Error& error, Time now) {
    if (!may_pass(error.kind)) return fail(action, error, now);
    trouble_ = error;
    if (destination.error == error.message) return;
    destination.error = error.message;
    note(now, fmt::format("{} is held up and will be tried again: {}", to_string(action),
                          error.message));
}

void DestinationRun::fail(Action action, const Error& error, Time now) {
    Time started = action == Action::copy ? destination.copy_started.value_or(now) : now;
    StepExecution step = step_of(action, ExecutionStatus::failed, started);
    step.message = error.message;
    step.ended = now;
    steps_.push_back(std::move(step));
    std::string_view setting = configuration_step(action);
    if (!setting.empty()) destination.failed_configuration_step = setting;
    note(now, fmt::format("{} failed: {}", to_string(action), error.message));
    telemetry::log_warning("destination failed", {{"image", destination.image_id},
                                                  {"region", destination.region},
                                                  {"account", destination.account_id},
                                                  {"kind", to_string(error.kind)},
                                                  {"message", error.message},
                                                  {"detail", error.detail}});
    end(Step::failed, error.message, now);
}

void DestinationRun::cancel(Time now) {
    note(now, "cancelled.");
    end(Step::cancelled, "The distribution was cancelled.", now);
}

void DestinationRun::succeed(Time now) {
    note(now, fmt::format("{} is available.", destination.ami_id.value_or("")));
    move_to(Step::available);
    destination.ended = now;
}

void DestinationRun::end(Step step, std::string message, Time now) {
    move_to(step);
    destination.error = std::move(message);
    destination.ended = now;
}

void write_each(catalog::Database& catalog, const Runs& runs,
                const std::function<Status(catalog::Transaction&, DestinationRun&)>& work,
                const std::function<void(DestinationRun&, const Error&)>& failed) {
    if (runs.empty()) return;
    Status together = catalog.write([&](catalog::Transaction& tx) -> Status {
        for (DestinationRun* run : runs) {
            Status done = work(tx, *run);
            if (!done) return done;
        }
        return {};
    });
    if (together) return;
    for (DestinationRun* run : runs) {
        Status alone = runs.size() == 1 ? together : catalog.write([&](catalog::Transaction& tx) {
            return work(tx, *run);
        });
        if (!alone) failed(*run, alone.error());
    }
}

}  // namespace amicast::distribution
