// The image's own course: what the sum of its destinations makes of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/destination_run.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// Brings the image to the status that its counts ask for, writes its row, and adds what there is to
// tell to the lines of the log. For the transaction in which the counts have changed.
Status move_image_on(catalog::Transaction& tx, ImageBuild& image, std::string_view home_region,
                     std::vector<DestinationRun::Line>& lines, Time now);

// "…: 1. cause (source account …, destination account …, Region …) 2. …", at most 1024 characters.
// `failed` are the first of those that failed.
std::string failure_reason(const ImageBuild& image, std::string_view home_region,
                           const std::vector<Destination>& failed);

// At most 1024 characters, the bound of every reason in the API; a cut text ends in "...".
std::string shortened(std::string text);

// Makes an ended destination ready to run again; what it has already made is found again.
void reset_for_retry(Destination& destination, std::int64_t round);

}  // namespace amicast::distribution
