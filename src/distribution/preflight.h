// What is checked before the first byte of a destination is copied.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// Account and region are ones this server can serve, every setting is one it can carry out, the
// name is a valid AMI name, and the execution role may do what is needed there.
Status check_destination(const DistributeParts& parts, const ImageBuild& image,
                         const Destination& destination);

// The ImageConfigurationStep of the API at which a destination failed, when the error carries one.
std::optional<std::string> configuration_step_of(const Error& error);

}  // namespace amicast::distribution
