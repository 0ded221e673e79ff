// From the wire's distributions to the engine's plan.
#pragma once

#include <vector>

#include "distribution/plan.h"
#include "services/imagebuilder/distribution_shapes.h"

namespace amicast::services::imagebuilder {

// One order per distribution. Settings that this server stores but does not carry out are listed in
// the order, so that the destination fails and names them.
std::vector<distribution::RegionOrder> plan_of(const std::vector<Distribution>& distributions);

images::Tags tags_of(const TagMap& tags);
TagMap tag_map_of(const images::Tags& tags);

}  // namespace amicast::services::imagebuilder
