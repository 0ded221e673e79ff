// Counts destinations and sums up what became of them.
#include "distribution/finish.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/readable.h"
#include "distribution/image_status.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::distribution {
namespace {

// ImageState.reason of the API.
constexpr std::size_t reason_characters_max = 1024;
constexpr std::string_view ellipsis = "...";

// More would not fit into a reason.
constexpr std::size_t reasons_max = 32;

ImageStatus outcome_of(const ImageBuild& image, const EndCounts& ends) {
    if (ends.failed > 0) return ImageStatus::failed;
    if (ends.cancelled > 0 || image.cancel_requested) return ImageStatus::cancelled;
    return ImageStatus::available;
}

std::string summary_of(const ImageBuild& image, const EndCounts& ends, Time now) {
    std::string text =
        fmt::format("Distribution ended as {} after {}: {} of {} destinations are available",
                    to_string(image.status), readable_duration(now - image.created),
                    ends.all - ends.failed - ends.cancelled, ends.all);
    if (ends.failed > 0) text += fmt::format(", {} failed", ends.failed);
    if (ends.cancelled > 0) text += fmt::format(", {} were cancelled", ends.cancelled);
    return text + ".";
}

Status finish_image(catalog::Transaction& tx, ImageBuild& image, const EndCounts& ends,
                    std::string_view home_region, std::vector<DestinationRun::Line>& lines,
                    Time now) {
    Status told = change_status(tx, image, outcome_of(image, ends), home_region, now);
    if (!told) return told;
    image.reason.reset();
    if (image.status == ImageStatus::failed) {
        auto failed = find_failed(tx, image.id(), reasons_max);
        if (!failed) return failure(failed.error());
        image.reason = failure_reason(image, home_region, *failed);
    }
    image.ended = now;
    lines.push_back({now, summary_of(image, ends, now)});
    auto seconds = std::chrono::duration<double>(now - image.created).count();
    telemetry::log_info("distribution ended", {{"image", image.arn(home_region)},
                                               {"status", to_string(image.status)},
                                               {"seconds", seconds}});
    telemetry::count("amicast_distributions_total", {{"status", to_string(image.status)}});
    return end_execution(tx, image, now);
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
                           const std::vector<Destination>& failed) {
    std::string reason = fmt::format(
        "Distribution of image {} failed. Not all distribution jobs completed successfully:",
        image.arn(home_region));
    int number = 0;
    for (const Destination& destination : failed) {
        ++number;
        reason += fmt::format(" {}. {} (source account {}, destination account {}, Region {})",
                              number, destination.error.value_or("Unknown cause."),
                              image.account_id, destination.account_id, destination.region);
    }
    return shortened(std::move(reason));
}

Status move_image_on(catalog::Transaction& tx, ImageBuild& image, std::string_view home_region,
                     std::vector<DestinationRun::Line>& lines, Time now) {
    if (is_final(image.status)) return {};
    const ImageStatus before = image.status;
    Status told;
    if (image.status == ImageStatus::pending)
        told = change_status(tx, image, ImageStatus::distributing, home_region, now);
    EndCounts ends;
    bool ended = image.remaining <= 0;
    if (told && ended) {
        auto counted = count_ends(tx, image.id());
        if (!counted) return failure(counted.error());
        ends = *counted;
    }
    // Nothing is left to integrate where nothing was distributed.
    bool integrates = !ended || ends.failed + ends.cancelled < ends.all;
    if (told && image.status == ImageStatus::distributing && image.distributing <= 0 && integrates)
        told = change_status(tx, image, ImageStatus::integrating, home_region, now);
    if (told && ended) told = finish_image(tx, image, ends, home_region, lines, now);
    if (!told) return told;
    return image.status == before ? Status() : update(tx, image);
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
    destination.bytes_moved = 0;
    destination.bytes_skipped = 0;
    destination.percent_done = 0;
    destination.copy_ended.reset();
}

}  // namespace amicast::distribution
