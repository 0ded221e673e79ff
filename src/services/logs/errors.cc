#include "services/logs/errors.h"

#include <fmt/format.h>

#include "services/coded_error.h"
#include "services/json_errors.h"

namespace amicast::services::logs_api {
namespace {

constexpr std::string_view invalid_parameter = "InvalidParameterException";

// Every other code is 400, which is the protocol's default.
constexpr wire::ErrorCode codes[] = {{"ServiceUnavailableException", 500}};

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::denied:
            return "AccessDeniedException";
        case ErrorKind::conflict:
            return "OperationAbortedException";
        case ErrorKind::not_found:
            return "ResourceNotFoundException";
        case ErrorKind::limit:
            return "LimitExceededException";
        case ErrorKind::throttled:
            return "ThrottlingException";
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
            return invalid_parameter;
        default:
            return "ServiceUnavailableException";
    }
}

}  // namespace

std::span<const wire::ErrorCode> error_codes() {
    return codes;
}

Error name_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    return name_json_input_problem(problem, invalid_parameter);
}

Error name_error(Error error) {
    error.code = code_of(error.kind);
    return error;
}

Error invalid(std::string message) {
    return coded_error(ErrorKind::invalid, invalid_parameter, std::move(message));
}

Error group_not_found() {
    return coded_error(ErrorKind::not_found, "ResourceNotFoundException",
                       "The specified log group does not exist.");
}

Error stream_not_found() {
    return coded_error(ErrorKind::not_found, "ResourceNotFoundException",
                       "The specified log stream does not exist.");
}

Error already_exists(std::string message) {
    return coded_error(ErrorKind::conflict, "ResourceAlreadyExistsException", std::move(message));
}

Error too_many_tags(std::string message) {
    return coded_error(ErrorKind::limit, "TooManyTagsException", std::move(message));
}

Error invalid_next_token() {
    return invalid(
        "The specified nextToken is invalid: expected one from the previous answer to the same "
        "request.");
}

Error deletion_protected(std::string_view group) {
    return coded_error(
        ErrorKind::conflict, "ValidationException",
        fmt::format("The log group {} cannot be deleted while its deletion protection is "
                    "on: turn it off with PutLogGroupDeletionProtection.",
                    group));
}

bool is_conflict(const Error& error) {
    return error.kind == ErrorKind::conflict;
}

}  // namespace amicast::services::logs_api
