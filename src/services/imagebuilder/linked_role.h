// The role this service has for itself in an account. It is made when an operation that needs it is
// called first.
#pragma once

#include "base/result.h"
#include "services/call.h"
#include "services/imagebuilder/access.h"

namespace amicast::services::imagebuilder {

// What the caller must be allowed for the role to be made; nothing when the account has it.
AccessRequests linked_role_access(Call& call);

// Makes the role unless the account has it.
Status ensure_linked_role(Call& call);

}  // namespace amicast::services::imagebuilder
