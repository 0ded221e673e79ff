// The status of an image: every change of it is told as an event, in the same transaction.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// Gives the image the status and records the event "EC2 Image Builder Image State Change"; the
// caller writes the image's row. Nothing happens when it has the status already.
Status change_status(catalog::Transaction& tx, ImageBuild& image, ImageStatus next,
                     std::string_view home_region, Time now);

}  // namespace amicast::distribution
