// What each protocol family calls a failed authentication or authorisation.
#pragma once

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::wire {

enum class AuthProblem {
    missing,        // no signature at all
    malformed,      // the Authorization header cannot be read
    unknown_key,    // unknown or inactive access key
    bad_signature,  // signature, scope or payload hash differs
    expired,        // the request's time is outside the window
    expired_token,  // the session has ended
    bad_token,      // a session token that is wrong, missing or misplaced
    denied,         // authenticated, but no policy allows it
    unknown_operation,
    throttled,
    too_large,
};

// `message` is for the client and says what was wrong; the code follows the service's protocol. The
// kind is `denied` for denied, `throttled` for throttled, `not_found` for an unknown operation and
// `invalid` for everything else.
Error auth_error(const ServiceShape& service, AuthProblem problem, std::string message);
// HTTP status that belongs to it, looked up before the service's own error codes. 0: not such a
// code.
int auth_error_status(const ServiceShape& service, std::string_view code);

}  // namespace amicast::wire
