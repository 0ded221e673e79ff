// The log of a distribution: readable lines in CloudWatch Logs, in the group that the image names
// or /aws/imagebuilder/<image name>, one stream for each build.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/destination_run.h"
#include "distribution/image_build.h"

namespace amicast::distribution {

// What a group's name must begin with for the service-linked role to write to it.
inline constexpr std::string_view service_log_prefix = "/aws/imagebuilder/";

std::string log_group_of(const ImageBuild& image);
std::string log_stream_of(const ImageBuild& image);  // "1.0.0/1"

// Part of the transaction of what the lines tell of.
Status append_to_log(catalog::Transaction& tx, const ImageBuild& image,
                     const std::vector<DestinationRun::Line>& lines, Time now);

}  // namespace amicast::distribution
