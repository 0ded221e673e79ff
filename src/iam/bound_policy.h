// Policies and grants of resources outside this room's catalog (KMS keys) name users and roles by
// ARN and mean the very ones that have it now: they are kept with the unique ids, so that a
// successor of the same name has no part in them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/identity_store.h"

namespace amicast::iam {

// The name by which a principal is known for good: the unique id of a user or role, any other ARN
// (of an account's root, of a session) as it is. `invalid` for what is no principal's ARN;
// `not_found` for a user or role that an account of this site does not have.
Result<std::string> bound_name(IdentityStore& identity, std::string_view principal_arn);

// The policy with the Principal elements of its statements bound; text that needs no binding stays
// as it is. `invalid`, in the words of the API, when it names a user or role that does not exist.
Result<std::string> bind_principals(IdentityStore& identity, const std::string& policy);

}  // namespace amicast::iam
