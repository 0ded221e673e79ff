#include "services/iam/errors.h"

namespace amicast::services::iam_api {
namespace {

Error coded(Error error, ErrorKind kind, std::string_view code) {
    if (error.code.empty() && error.kind == kind) error.code = code;
    return error;
}

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::not_found:
            return "NoSuchEntity";
        case ErrorKind::limit:
            return "LimitExceeded";
        case ErrorKind::conflict:
            return "ConcurrentModification";
        case ErrorKind::denied:
            return "AccessDenied";
        case ErrorKind::throttled:
            return "Throttling";
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return "ServiceUnavailable";
        case ErrorKind::unsupported:
            return "UnmodifiableEntity";
        case ErrorKind::invalid:
            return "ValidationError";
        default:
            return "ServiceFailure";
    }
}

}  // namespace

Error name_error(Error error) {
    error.code = code_of(error.kind);
    return error;
}

Error already_exists(Error error) {
    return coded(std::move(error), ErrorKind::conflict, "EntityAlreadyExists");
}

Error in_use(Error error) {
    return coded(std::move(error), ErrorKind::conflict, "DeleteConflict");
}

Error not_attachable(Error error) {
    return coded(std::move(error), ErrorKind::invalid, "PolicyNotAttachable");
}

Error invalid_input(std::string message) {
    return {.kind = ErrorKind::invalid, .message = std::move(message), .code = "InvalidInput"};
}

Error malformed_policy(Error error) {
    return coded(std::move(error), ErrorKind::invalid, "MalformedPolicyDocument");
}

}  // namespace amicast::services::iam_api
