// What destinations do in their region's catalog: begin copies, see how far they are, apply tags
// and permissions, prove that the bits are the same. Each works on many at once; every one may be
// repeated. What cannot be done ends or stops the destination it is about (DestinationRun).
#pragma once

#include <string>

#include "base/result.h"
#include "distribution/destination_run.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"
#include "images/region.h"

namespace amicast::distribution {

// Gives each the id of its AMI: one that an earlier run or round began, if it can still serve, else
// a new copy. At most one copy per round, whatever happens in between: the id is recorded in the
// region's catalog under a client token in the transaction that makes it.
void begin_copies(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                  const Runs& runs);

// Moves on those whose AMI is available, with what its copy moved and skipped.
void await_copies(const DistributeParts& parts, images::Region& region, const Runs& runs);

// Where no copy was made, sets the tags; everywhere, grants the launch permissions.
void apply_to_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                   const Runs& runs);

// Compares the AMIs' content with the source's.
void verify_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                 const Runs& runs);

}  // namespace amicast::distribution
