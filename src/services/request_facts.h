// What the global condition keys say of a request: for the gateway's question, and for the
// questions a service asks on its caller's behalf.
#pragma once

#include "base/result.h"
#include "iam/authorizer.h"
#include "services/call.h"

namespace amicast::services {

Result<iam::RequestFacts> gather_facts(const Call& call);

}  // namespace amicast::services
