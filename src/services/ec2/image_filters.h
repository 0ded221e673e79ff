// The filters of DescribeImages.
#pragma once

#include <span>

#include "images/image.h"
#include "services/ec2/filters.h"

namespace amicast::services::ec2 {

// All documented filters but `tag:<key>` and `tag-key`.
std::span<const FilterField<images::Image>> image_filter_fields();

}  // namespace amicast::services::ec2
