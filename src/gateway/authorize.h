// Whether the caller may do what the operation is about to do.
#pragma once

#include <vector>

#include "base/result.h"
#include "iam/access.h"
#include "services/call.h"
#include "wire/operation.h"

namespace amicast::gateway {

// Every request must be allowed; none at all is allowed. The refusal names principal, action,
// resource and reason, under the code of the service's protocol.
Status authorize(const services::Call& call, const wire::ServiceShape& service,
                 std::vector<iam::AccessRequest> requests);

}  // namespace amicast::gateway
