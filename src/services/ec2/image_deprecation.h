// When an image counts as deprecated. AWS documentation: "Deprecate an Amazon EC2 AMI".
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "images/image.h"

namespace amicast::services::ec2 {

// Two years after its creation, to the minute: what an image gets that is made public without a
// date, and the latest it may have while it is public.
Time latest_public_deprecation(const images::Image& image);

// The date as it is kept: rounded to the nearest minute. InvalidParameterValue for one in the past,
// more than ten years ahead, or later than a public image may have.
Result<Time> deprecation_date(const images::Image& image, Time asked, Time now);

}  // namespace amicast::services::ec2
