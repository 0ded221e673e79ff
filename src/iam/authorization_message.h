// The encoded part of EC2's refusals: who was refused what, under which conditions. Sealed, since
// condition values may tell more than the caller may know, and bound to the caller's account, whose
// administrators may have it decoded.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "iam/access.h"
#include "iam/decision.h"
#include "iam/principal.h"
#include "keys/root_key.h"

namespace amicast::iam {

// The longest encoded text, as the model of DecodeAuthorizationMessage bounds it.
inline constexpr std::size_t encoded_message_max = 10'240;

// URL-safe text. What does not fit is left out of the conditions.
std::string seal_authorization_message(const keys::RootKey& root_key, Random& random,
                                       const Principal& principal, const AccessRequest& request,
                                       const Decision& decision);

// The JSON text inside. `invalid` for anything that was not sealed for a caller of this account.
Result<std::string> open_authorization_message(const keys::RootKey& root_key,
                                               std::string_view account_id,
                                               std::string_view encoded);

}  // namespace amicast::iam
