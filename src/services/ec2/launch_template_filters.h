// The filters of DescribeLaunchTemplateVersions.
#pragma once

#include <span>

#include "services/ec2/filters.h"
#include "services/ec2/launch_template_item.h"

namespace amicast::services::ec2 {

std::span<const FilterField<LaunchTemplateVersionItem>> launch_template_filter_fields();

}  // namespace amicast::services::ec2
