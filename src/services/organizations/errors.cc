#include "services/organizations/errors.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace amicast::services::organizations {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AWSOrganizationsNotInUseException", 400},
    {"AccessDeniedException", 400},
    {"AccountNotFoundException", 400},
    {"AlreadyInOrganizationException", 400},
    {"ConcurrentModificationException", 400},
    {"ConstraintViolationException", 400},
    {"CreateAccountStatusNotFoundException", 400},
    {"InvalidInputException", 400},
    {"SerializationException", 400},
    {"ServiceException", 500},
    {"TooManyRequestsException", 400},
};

// The largest minimum length in this service (an e-mail address's); no maximum is below it.
constexpr std::size_t least_length_max = 6;

Error make(ErrorKind kind, std::string_view code, std::string message) {
    return {.kind = kind, .message = std::move(message), .code = std::string(code)};
}

std::string_view reason_of(const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    switch (problem.what) {
        case What::missing:
            return "INPUT_REQUIRED";
        case What::length:
            return utf8_length(problem.value) < least_length_max ? "MIN_LENGTH_EXCEEDED"
                                                                 : "MAX_LENGTH_EXCEEDED";
        case What::range:
            return problem.value.starts_with('-') || problem.value == "0" ? "MIN_VALUE_EXCEEDED"
                                                                          : "MAX_VALUE_EXCEEDED";
        case What::not_allowed:
            return "INVALID_ENUM";
        default:
            return "INVALID_PATTERN";
    }
}

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::denied:
            return "AccessDeniedException";
        case ErrorKind::conflict:
            return "ConcurrentModificationException";
        case ErrorKind::limit:
            return "ConstraintViolationException";
        case ErrorKind::throttled:
            return "TooManyRequestsException";
        case ErrorKind::invalid:
        case ErrorKind::not_found:
        case ErrorKind::unsupported:
            return "InvalidInputException";
        default:
            return "ServiceException";
    }
}

}  // namespace

std::span<const wire::ErrorCode> error_codes() {
    return codes;
}

Error name_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    if (problem.what == What::malformed || problem.what == What::wrong_type) {
        return make(ErrorKind::invalid, "SerializationException",
                    fmt::format("The request cannot be read{}: expected {}.",
                                problem.path.empty() ? "" : " at '" + problem.path + "'",
                                problem.expected));
    }
    if (problem.what == What::missing) {
        return invalid_input("INPUT_REQUIRED",
                             fmt::format("You must provide a value for '{}': expected {}.",
                                         problem.path, problem.expected));
    }
    return invalid_input(reason_of(problem),
                         fmt::format("You specified an invalid value '{}' for '{}': expected {}.",
                                     problem.value, problem.path, problem.expected));
}

Error name_error(Error error) {
    error.code = code_of(error.kind);
    return error;
}

Error invalid_input(std::string_view reason, std::string message) {
    Error error = make(ErrorKind::invalid, "InvalidInputException", std::move(message));
    error.members.emplace_back("Reason", reason);
    return error;
}

Error access_denied() {
    return make(ErrorKind::denied, "AccessDeniedException",
                "You don't have permissions to access this resource.");
}

Error not_in_use() {
    return make(ErrorKind::not_found, "AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.");
}

Error account_not_found() {
    return make(ErrorKind::not_found, "AccountNotFoundException",
                "You specified an account that doesn't exist in this organization.");
}

Error creation_not_found(std::string_view id) {
    return make(ErrorKind::not_found, "CreateAccountStatusNotFoundException",
                fmt::format("We can't find a create account request with the id '{}' that you "
                            "specified.",
                            id));
}

}  // namespace amicast::services::organizations
