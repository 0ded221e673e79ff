// Amazon CloudWatch Logs: groups, streams, events, retention.
#pragma once

#include "services/operation.h"

namespace amicast::services {

const Service& logs_service();

}  // namespace amicast::services
