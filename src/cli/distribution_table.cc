#include "cli/distribution_table.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/readable.h"

namespace amicast::cli {
namespace {

// A terminal's worth.
constexpr std::size_t lines_max = 20;

bool has_ended(const DestinationProgress& destination) {
    return destination.state == "COMPLETED";
}

std::string line_of_image(const DistributedImage& image) {
    std::string line = fmt::format("  {:<16} {:<13} {:<22} {:<13}", image.region, image.account_id,
                                   image.image_id.empty() ? "-" : image.image_id, image.state);
    if (!image.reason.empty()) line += " " + image.reason;
    return line;
}

struct Sums {
    std::int64_t moved = 0;
    std::int64_t skipped = 0;
};

Sums sums_of(const std::vector<DestinationProgress>& destinations) {
    Sums sums;
    for (const DestinationProgress& each : destinations) {
        sums.moved += each.bytes_moved;
        sums.skipped += each.bytes_skipped;
    }
    return sums;
}

std::size_t available(const Distribution& distribution) {
    return static_cast<std::size_t>(
        std::count_if(distribution.images.begin(), distribution.images.end(),
                      [](const DistributedImage& image) { return image.state == "AVAILABLE"; }));
}

std::string summary_of(const Distribution& distribution,
                       const std::vector<DestinationProgress>& destinations) {
    Sums sums = sums_of(destinations);
    std::string text =
        fmt::format("{}: {} images available", distribution.state, available(distribution));
    if (!destinations.empty()) {
        text += fmt::format(", {} moved, {} skipped because they were there",
                            readable_bytes(static_cast<double>(sums.moved)),
                            readable_bytes(static_cast<double>(sums.skipped)));
    }
    return text;
}

boost::json::object as_json(const DestinationProgress& each) {
    boost::json::object item{{"Region", each.region},
                             {"AccountId", each.account_id},
                             {"Action", each.action},
                             {"State", each.state},
                             {"BytesMoved", each.bytes_moved},
                             {"BytesSkipped", each.bytes_skipped},
                             {"PercentDone", each.percent_done},
                             {"Seconds", each.seconds}};
    if (!each.image_id.empty()) item["ImageId"] = each.image_id;
    if (!each.cause.empty()) item["Cause"] = each.cause;
    return item;
}

boost::json::object as_json(const DistributedImage& image) {
    boost::json::object item{{"Region", image.region},
                             {"AccountId", image.account_id},
                             {"ImageId", image.image_id},
                             {"Name", image.name},
                             {"State", image.state}};
    if (!image.reason.empty()) item["Reason"] = image.reason;
    return item;
}

}  // namespace

std::string line_of(const DestinationProgress& destination) {
    std::string percent =
        destination.percent_done > 0 ? fmt::format("{}%", destination.percent_done) : "-";
    std::string line =
        fmt::format("  {:<16} {:<13} {:<30} {:>4}  {} moved, {} skipped", destination.region,
                    destination.account_id, destination.action + " " + destination.state, percent,
                    readable_bytes(static_cast<double>(destination.bytes_moved)),
                    readable_bytes(static_cast<double>(destination.bytes_skipped)));
    if (destination.bytes_per_second() > 0)
        line += fmt::format(", {}/s", readable_bytes(destination.bytes_per_second()));
    if (double left = destination.seconds_left(); left >= 0) {
        line += fmt::format(", {} left", readable_duration(std::chrono::duration_cast<Duration>(
                                             std::chrono::duration<double>(left))));
    }
    if (!destination.cause.empty()) line += "  " + destination.cause;
    return line;
}

void DistributionTable::show(const Distribution& distribution,
                             const std::vector<DestinationProgress>& destinations) {
    if (!visible_) return;
    std::string text =
        fmt::format("{}: {}\x1b[K\n", distribution.name, summary_of(distribution, destinations));
    std::size_t lines = 1;
    std::size_t hidden = 0;
    bool crowded = destinations.size() > lines_max;
    for (const DestinationProgress& each : destinations) {
        if (crowded && (has_ended(each) || lines > lines_max)) {
            ++hidden;
            continue;
        }
        text += line_of(each) + "\x1b[K\n";
        ++lines;
    }
    if (hidden > 0) {
        text += fmt::format("  and {} others\x1b[K\n", hidden);
        ++lines;
    }
    // What the table was longer by before is cleared away.
    if (lines_ > 0) fmt::print(stderr, "\x1b[{}A", lines_);
    fmt::print(stderr, "\r{}\x1b[J", text);
    lines_ = lines;
}

void print_distribution(const Distribution& distribution,
                        const std::vector<DestinationProgress>& destinations, bool json) {
    if (!json) {
        fmt::print("{} {}\n", distribution.arn, distribution.state);
        for (const DistributedImage& image : distribution.images)
            fmt::print("{}\n", line_of_image(image));
        if (!destinations.empty()) fmt::print("\n");
        for (const DestinationProgress& each : destinations)
            fmt::print("{}\n", line_of(each));
        fmt::print("{}\n", summary_of(distribution, destinations));
        return;
    }
    boost::json::array images;
    for (const DistributedImage& image : distribution.images)
        images.push_back(as_json(image));
    boost::json::array progress;
    for (const DestinationProgress& each : destinations)
        progress.push_back(as_json(each));
    Sums sums = sums_of(destinations);
    boost::json::object answer{{"ImageBuildVersionArn", distribution.arn},
                               {"Name", distribution.name},
                               {"State", distribution.state},
                               {"Images", std::move(images)},
                               {"Destinations", std::move(progress)},
                               {"BytesMoved", sums.moved},
                               {"BytesSkipped", sums.skipped}};
    if (!distribution.reason.empty()) answer["Reason"] = distribution.reason;
    fmt::print("{}\n", boost::json::serialize(answer));
}

}  // namespace amicast::cli
