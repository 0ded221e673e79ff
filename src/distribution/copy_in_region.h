// What a destination does in its own region's catalog: begin the copy, apply tags and permissions,
// prove that the bits are the same. Every function may be repeated.
#pragma once

#include <string>

#include "base/result.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"
#include "images/image.h"
#include "images/region.h"

namespace amicast::distribution {

// The id of the destination's AMI: one that an earlier run or round began, if it can still serve,
// else a new copy. At most one copy per round, whatever happens in between: the id is recorded in
// the destination's catalog under a client token in the transaction that makes it.
// Errors: not_found (source gone or not visible), conflict (name in use), denied, limit.
Result<std::string> begin_copy(const DistributeParts& parts, const ImageBuild& image,
                               const Destination& destination);

// The destination's AMI. A conflict when somebody deregistered it.
Result<images::Image> find_ami(images::Region& region, const std::string& ami_id);

// Where no copy was made, sets the tags; everywhere, grants the launch permissions.
Status apply_to_ami(images::Region& region, std::string_view home_region, const ImageBuild& image,
                    const Destination& destination);

// `corrupt` unless the AMI's snapshots have the manifest roots that the source had when the
// distribution began, whatever keys either is encrypted under. `home` is the source's region.
Status verify_ami(images::Region& home, images::Region& region, const ImageBuild& image,
                  const Destination& destination);

}  // namespace amicast::distribution
