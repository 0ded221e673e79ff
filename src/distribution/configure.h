// What is done with AMIs once they are there: licenses, launch templates, parameters, fast launch,
// and disk images in buckets. Every action may be repeated: what was made is recorded with it.
#pragma once

#include "distribution/destination_run.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"
#include "images/region.h"

namespace amicast::distribution {

// Each destination's settings in their order; those that are through go on to the export. The
// settings of a destination are carried out together or not at all.
void configure(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
               const Runs& runs);

// Orders the disk images that are wanted and waits for them; the others have ended well with this.
void export_amis(const DistributeParts& parts, const ImageBuild& image, images::Region& region,
                 const Runs& runs);

}  // namespace amicast::distribution
