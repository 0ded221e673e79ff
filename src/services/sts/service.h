// AWS Security Token Service: who am I, and becoming a role.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& sts_service();

}  // namespace amicast::services
