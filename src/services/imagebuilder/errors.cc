// One table of names and codes, and how messages are put.
#include "services/imagebuilder/errors.h"

#include <fmt/format.h>

#include "services/coded_error.h"

namespace amicast::services::imagebuilder {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AccessDeniedException", 403},
    {"CallRateLimitExceededException", 429},
    {"ClientException", 400},
    {"DryRunOperationException", 412},
    {"ForbiddenException", 403},
    {"IdempotentParameterMismatchException", 400},
    {"InvalidPaginationTokenException", 400},
    {"InvalidParameterCombinationException", 400},
    {"InvalidParameterException", 400},
    {"InvalidParameterValueException", 400},
    {"InvalidRequestException", 400},
    {"InvalidVersionNumberException", 400},
    {"ResourceAlreadyExistsException", 400},
    {"ResourceDependencyException", 400},
    {"ResourceInUseException", 400},
    {"ResourceNotFoundException", 404},
    {"ServiceException", 500},
    {"ServiceQuotaExceededException", 402},
    {"ServiceUnavailableException", 503},
    {"TooManyRequestsException", 429},
};

std::string describe(const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    if (problem.what == What::malformed)
        return fmt::format("The request cannot be read: expected {}.", problem.expected);
    if (problem.what == What::missing) {
        return fmt::format(
            "The value supplied for parameter '{}' is not valid. It is required: expected {}.",
            problem.path, problem.expected);
    }
    return fmt::format(
        "The value supplied for parameter '{}' is not valid. It is '{}': expected {}.",
        problem.path, problem.value, problem.expected);
}

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
            return "InvalidRequestException";
        case ErrorKind::not_found:
            return "ResourceNotFoundException";
        case ErrorKind::conflict:
            return "ResourceInUseException";
        case ErrorKind::denied:
            return "ForbiddenException";
        case ErrorKind::throttled:
            return "TooManyRequestsException";
        case ErrorKind::limit:
            return "ServiceQuotaExceededException";
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return "ServiceUnavailableException";
        default:
            return "ServiceException";
    }
}

}  // namespace

std::span<const wire::ErrorCode> error_codes() {
    return codes;
}

Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem) {
    if (problem.path == "nextToken") return invalid_page_token();
    // The tag operations and the imports declare no InvalidRequestException.
    std::string_view code = "ClientException";
    for (std::string_view name : {"InvalidParameterException", "InvalidRequestException"})
        if (operation.errors.find(name) != std::string_view::npos) code = name;
    return coded_error(ErrorKind::invalid, code, describe(problem));
}

Error name_error(Error error) {
    error.code = std::string(code_of(error.kind));
    return error;
}

Error invalid_value(std::string_view path, std::string_view reason) {
    return coded_error(
        ErrorKind::invalid, "InvalidParameterValueException",
        fmt::format("The value supplied for parameter '{}' is not valid. {}", path, reason));
}

Error invalid_combination(std::string_view path, std::string_view reason) {
    return coded_error(
        ErrorKind::invalid, "InvalidParameterCombinationException",
        fmt::format("The value supplied for parameter '{}' is not valid. {}", path, reason));
}

Error invalid_request(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidRequestException", std::move(message));
}

Error invalid_parameter(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidParameterException", std::move(message));
}

Error client_error(std::string message) {
    return coded_error(ErrorKind::invalid, "ClientException", std::move(message));
}

Error as_client_error(Error error) {
    switch (error.kind) {
        case ErrorKind::invalid:
        case ErrorKind::not_found:
        case ErrorKind::conflict:
        case ErrorKind::denied:
        case ErrorKind::limit:
        case ErrorKind::unsupported:
            error.code = "ClientException";
            return error;
        default:
            return error;
    }
}

Error not_found(std::string message) {
    return coded_error(ErrorKind::not_found, "ResourceNotFoundException", std::move(message));
}

Error forbidden(std::string message) {
    return coded_error(ErrorKind::denied, "ForbiddenException", std::move(message));
}

Error access_denied(std::string message) {
    return coded_error(ErrorKind::denied, "AccessDeniedException", std::move(message));
}

Error in_use(std::string message) {
    return coded_error(ErrorKind::conflict, "ResourceInUseException", std::move(message));
}

Error dependency(std::string message) {
    return coded_error(ErrorKind::conflict, "ResourceDependencyException", std::move(message));
}

Error already_exists(std::string message) {
    return coded_error(ErrorKind::conflict, "ResourceAlreadyExistsException", std::move(message));
}

Error token_mismatch() {
    return coded_error(
        ErrorKind::conflict, "IdempotentParameterMismatchException",
        "The value supplied for parameter 'clientToken' is not valid. It was used before "
        "in a request with other parameters: use a new token, or repeat the request "
        "unchanged.");
}

Error invalid_page_token() {
    return coded_error(
        ErrorKind::invalid, "InvalidPaginationTokenException",
        "The value supplied for parameter 'nextToken' is not valid. Expected the token of "
        "the previous answer to the same request.");
}

Error dry_run_succeeded() {
    return coded_error(ErrorKind::invalid, "DryRunOperationException",
                       "The request would have succeeded, but dryRun is set.");
}

}  // namespace amicast::services::imagebuilder
