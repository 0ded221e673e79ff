// EC2 for machine images and their snapshots: its operations as one table.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& ec2_service();

}  // namespace amicast::services
