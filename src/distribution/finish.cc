// Counts destinations down and sums up what became of them.
#include "distribution/finish.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::distribution {
namespace {

// ImageState.reason of the API.
constexpr std::size_t reason_characters_max = 1024;
constexpr std::string_view ellipsis = "...";

ImageStatus outcome_of(const ImageBuild& image, const std::vector<Destination>& destinations) {
    auto any = [&](Step step) {
        return std::any_of(destinations.begin(), destinations.end(),
                           [&](const Destination& d) { return d.step == step; });
    };
    if (any(Step::failed)) return ImageStatus::failed;
    if (any(Step::cancelled) || image.cancel_requested) return ImageStatus::cancelled;
    return ImageStatus::available;
}

Status finish_image(catalog::Transaction& tx, std::string_view home_region,
                    std::string_view image_id, Time now) {
    auto image = find_build(tx, image_id);
    if (!image) return failure(image.error());
    auto destinations = find_destinations(tx, image_id);
    if (!destinations) return failure(destinations.error());
    image->status = outcome_of(*image, *destinations);
    image->reason.reset();
    if (image->status == ImageStatus::failed)
        image->reason = failure_reason(*image, home_region, *destinations);
    image->ended = now;
    Status updated = update(tx, *image);
    if (!updated) return updated;
    auto seconds = std::chrono::duration<double>(now - image->created).count();
    telemetry::log_info("distribution ended", {{"image", image->arn(home_region)},
                                               {"status", to_string(image->status)},
                                               {"seconds", seconds}});
    telemetry::count("amicast_distributions_total", {{"status", to_string(image->status)}});
    return {};
}

}  // namespace

// Cuts at a whole character, saying so. Bytes are at least characters, so this errs to the short
// side.
std::string shortened(std::string text) {
    if (utf8_length(text) <= reason_characters_max) return text;
    std::size_t end = reason_characters_max - ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text + std::string(ellipsis);
}

std::string failure_reason(const ImageBuild& image, std::string_view home_region,
                           const std::vector<Destination>& destinations) {
    std::string reason = fmt::format(
        "Distribution of image {} failed. Not all distribution jobs completed successfully:",
        image.arn(home_region));
    int number = 0;
    for (const Destination& destination : destinations) {
        if (destination.step != Step::failed) continue;
        ++number;
        reason += fmt::format(" {}. {} (source account {}, destination account {}, Region {})",
                              number, destination.error.value_or("Unknown cause."),
                              image.account_id, destination.account_id, destination.region);
    }
    return shortened(std::move(reason));
}

Status end_destination(catalog::Transaction& tx, std::string_view home_region,
                       std::string_view image_id, std::int64_t position, const DestinationEnd& end,
                       Time now) {
    auto destination = find_destination(tx, image_id, position);
    // Its image was deleted meanwhile: there is nothing left to write.
    if (!destination && destination.error().kind == ErrorKind::not_found) return {};
    if (!destination) return failure(destination.error());
    if (is_final(destination->step)) return {};
    destination->step = end.step;
    destination->error = end.error;
    destination->failed_configuration_step = end.failed_configuration_step;
    destination->attempts = std::max(destination->attempts, end.attempts);
    destination->ended = now;
    Status written = update(tx, *destination);
    if (!written) return written;
    telemetry::count("amicast_destinations_total", {{"result", to_string(end.step)}});
    auto remaining = count_down(tx, image_id);
    if (!remaining) return failure(remaining.error());
    if (*remaining > 0) return {};
    return finish_image(tx, home_region, image_id, now);
}

void reset_for_retry(Destination& destination, std::int64_t round) {
    destination.step = Step::pending;
    destination.round = round;
    destination.attempts = 0;
    destination.error.reset();
    destination.failed_configuration_step.reset();
    destination.started.reset();
    destination.copy_started.reset();
    destination.ended.reset();
}

}  // namespace amicast::distribution
