// What went wrong, as a value.
//
// Rooms below `services/` speak only in kinds. `services/` adds the AWS error code; `wire/` alone
// decides what that looks like to a client. Nothing secret may stand in any field.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amicast {

// What a caller can do about a failure. A new kind exists only if somebody acts on it differently.
enum class ErrorKind {
    invalid,          // the request can never succeed as it stands
    not_found,        // the thing named does not exist (or must look so)
    conflict,         // the thing's state, or another request, forbids it now
    denied,           // the caller may not
    throttled,        // too often; later it may work
    limit,            // a quota is used up
    unsupported,      // valid, but this server does not do it
    unavailable,      // a part we need does not answer; retry
    timed_out,        // we gave up waiting; it did not happen
    unknown_outcome,  // it may or may not have happened; read back before repeating
    corrupt,          // stored or received bytes are not what they should be
    internal,         // our own mistake
};

std::string_view to_string(ErrorKind kind);

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;  // for the caller: which parameter, what was wrong, what would be right
    std::string detail;   // for the log only
    std::string code;     // the AWS error code, once a service has chosen one
    // Further members of the modelled exception, for instance {"Reason", "INVALID_BLOCK"}.
    std::vector<std::pair<std::string, std::string>> members;
};

}  // namespace amicast
