// EBS direct APIs, version 2019-11-02.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& ebs_service();

}  // namespace amicast::services
