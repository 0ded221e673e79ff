// AWS Organizations, the part that makes accounts and names them.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& organizations_service();

}  // namespace amicast::services
