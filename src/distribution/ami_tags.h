// The tags of the AMIs that a distribution makes.
#pragma once

#include "base/result.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"
#include "images/tags.h"

namespace amicast::distribution {

// Those of the configuration, and the two that the service itself puts on every AMI it makes;
// cleanup tools look for them. A value may name a parameter, {{ssm:/name}}, of the image's account
// in the home region: the execution role must be allowed to read it. Errors: not_found (no such
// parameter), denied.
Result<images::Tags> tags_of_ami(const DistributeParts& parts, const ImageBuild& image,
                                 const AmiOrder& order);

}  // namespace amicast::distribution
