// AWS Key Management Service, the part for symmetric encryption keys.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& kms_service();

}  // namespace amicast::services
