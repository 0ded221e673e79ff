// The job of some destinations of a region: how it stands in the queue. Destinations of one region
// go together, so that one transaction does for many.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// More would hold a region's catalog for long in one transaction; fewer would commit more often.
inline constexpr std::int64_t destinations_per_job_max = 64;

struct DestinationKeys {
    std::string image_id;
    DestinationRange range;
};

Status enqueue_destinations(catalog::Transaction& tx, const ImageBuild& image,
                            const DestinationRange& range, Time now);
// Jobs for destinations that stand in order of position: one for each region, and more where one
// has many.
Status enqueue_all(catalog::Transaction& tx, const ImageBuild& image,
                   const std::vector<Destination>& destinations, Time now);
// Nothing when the payload is not one of ours.
std::optional<DestinationKeys> parse_payload(std::string_view payload);

}  // namespace amicast::distribution
