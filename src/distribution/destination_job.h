// The job of one destination: how it stands in the queue.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

struct DestinationKey {
    std::string image_id;
    std::int64_t position = 0;
};

Status enqueue_destination(catalog::Transaction& tx, const ImageBuild& image, std::int64_t position,
                           Time now);
// Nothing when the payload is not one of ours.
std::optional<DestinationKey> parse_payload(std::string_view payload);

}  // namespace amicast::distribution
