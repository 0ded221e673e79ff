// AWS Systems Manager, the part that is the Parameter Store.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& ssm_service();

}  // namespace amicast::services
