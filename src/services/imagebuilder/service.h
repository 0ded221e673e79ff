// EC2 Image Builder, the distribution side: its operations as one table.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& imagebuilder_service();

}  // namespace amicast::services
