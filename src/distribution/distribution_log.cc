#include "distribution/distribution_log.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/readable.h"
#include "logs/append.h"

namespace amicast::distribution {
namespace {

// Far below the bound of an event, which a cause of failure could not pass either.
constexpr std::size_t line_bytes_max = std::size_t{16} << 10;

}  // namespace

std::string log_group_of(const ImageBuild& image) {
    if (image.log_group) return *image.log_group;
    std::string group = std::string(service_log_prefix) + image.name;
    std::replace_if(
        group.begin(), group.end(),
        [](char c) {
            return !logs::is_group_name({&c, 1});
        },
        '-');
    return group;
}

std::string log_stream_of(const ImageBuild& image) {
    return fmt::format("{}/{}", to_string(image.version), image.build);
}

Status append_to_log(catalog::Transaction& tx, const ImageBuild& image,
                     const std::vector<DestinationRun::Line>& lines, Time now) {
    if (lines.empty()) return {};
    std::vector<logs::NewEvent> events;
    events.reserve(lines.size());
    for (const DestinationRun::Line& line : lines) {
        events.push_back({.time = logs::to_milliseconds(line.time),
                          .message = std::string_view(line.text).substr(0, line_bytes_max)});
    }
    return logs::append(tx,
                        {.account_id = image.account_id,
                         .group = log_group_of(image),
                         .stream = log_stream_of(image)},
                        std::move(events), now);
}

}  // namespace amicast::distribution
