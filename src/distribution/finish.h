// The end of a destination, and of the image when it was the last one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

struct DestinationEnd {
    Step step = Step::available;       // available, failed or cancelled
    std::optional<std::string> error;  // failed, cancelled
    std::optional<std::string> failed_configuration_step;
    std::int64_t attempts = 0;
};

// Writes the end of one destination. When none remains, the image becomes AVAILABLE, CANCELLED (it
// was asked to stop and nothing failed) or FAILED with a reason that lists every failure. Does
// nothing for a destination that has ended, so it may be repeated.
Status end_destination(catalog::Transaction& tx, std::string_view home_region,
                       std::string_view image_id, std::int64_t position, const DestinationEnd& end,
                       Time now);

// "…: 1. cause (source account …, destination account …, Region …) 2. …", at most 1024 characters.
std::string failure_reason(const ImageBuild& image, std::string_view home_region,
                           const std::vector<Destination>& destinations);

// At most 1024 characters, the bound of every reason in the API; a cut text ends in "...".
std::string shortened(std::string text);

// Makes an ended destination ready to run again; what it has already made is found again.
void reset_for_retry(Destination& destination, std::int64_t round);

}  // namespace amicast::distribution
