#include "distribution/save_runs.h"

#include <algorithm>

#include <fmt/format.h>

#include "distribution/distribution_log.h"
#include "distribution/finish.h"
#include "telemetry/metrics.h"

namespace amicast::distribution {
namespace {

Status save_one(catalog::Transaction& tx, const DestinationRun& run, CountDown& passed, Time now) {
    const Destination& destination = run.destination;
    Status saved = update(tx, destination, destination.round);
    if (!saved) return saved;
    for (const StepExecution& step : run.steps()) {
        saved = save_step(tx, step);
        if (!saved) return saved;
    }
    if (destination.step == Step::failed || destination.step == Step::cancelled) {
        saved = end_running_steps(
            tx, destination.image_id, destination.round, destination.position,
            destination.step == Step::failed ? ExecutionStatus::failed : ExecutionStatus::cancelled,
            destination.error.value_or(""), now);
        if (!saved) return saved;
    }
    if (is_distributing(run.stored_step()) && !is_distributing(destination.step))
        ++passed.distributed;
    if (is_final(destination.step)) {
        ++passed.ended;
        telemetry::count("amicast_destinations_total", {{"result", to_string(destination.step)}});
    }
    return {};
}

}  // namespace

Status save_runs(catalog::Transaction& tx, std::string_view home_region, std::string_view image_id,
                 const std::vector<DestinationRun>& runs, Time now) {
    CountDown passed;
    std::vector<DestinationRun::Line> lines;
    for (const DestinationRun& run : runs) {
        if (!run.has_news()) continue;
        Status saved = save_one(tx, run, passed, now);
        if (!saved) return saved;
        lines.insert(lines.end(), run.lines().begin(), run.lines().end());
    }
    auto image = count_down(tx, image_id, passed);
    if (!image) return failure(image.error());
    Status moved = move_image_on(tx, *image, home_region, lines, now);
    if (!moved) return moved;
    return append_to_log(tx, *image, lines, now);
}

}  // namespace amicast::distribution
