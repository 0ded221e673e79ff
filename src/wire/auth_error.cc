#include "wire/auth_error.h"

#include <array>

namespace amicast::wire {
namespace {

// In the order of AuthProblem.
using Table = std::array<ErrorCode, 11>;

constexpr Table ec2_query = {{
    {"AuthFailure", 401},
    {"IncompleteSignature", 400},
    {"AuthFailure", 401},
    {"SignatureDoesNotMatch", 403},
    {"RequestExpired", 400},
    {"RequestExpired", 400},
    {"AuthFailure", 401},
    {"UnauthorizedOperation", 403},
    {"InvalidAction", 400},
    {"RequestLimitExceeded", 503},
    {"RequestEntityTooLarge", 413},
}};

constexpr Table aws_query = {{
    {"MissingAuthenticationToken", 403},
    {"IncompleteSignature", 400},
    {"InvalidClientTokenId", 403},
    {"SignatureDoesNotMatch", 403},
    {"SignatureDoesNotMatch", 403},
    {"ExpiredToken", 403},
    {"InvalidClientTokenId", 403},
    {"AccessDenied", 403},
    {"InvalidAction", 400},
    {"Throttling", 400},
    {"RequestEntityTooLarge", 413},
}};

constexpr Table json_1_1 = {{
    {"MissingAuthenticationTokenException", 400},
    {"IncompleteSignatureException", 400},
    {"UnrecognizedClientException", 400},
    {"InvalidSignatureException", 400},
    {"InvalidSignatureException", 400},
    {"ExpiredTokenException", 400},
    {"UnrecognizedClientException", 400},
    {"AccessDeniedException", 400},
    {"UnknownOperationException", 400},
    {"ThrottlingException", 400},
    {"RequestEntityTooLargeException", 413},
}};

constexpr Table rest_json = {{
    {"MissingAuthenticationTokenException", 403},
    {"IncompleteSignatureException", 403},
    {"UnrecognizedClientException", 403},
    {"InvalidSignatureException", 403},
    {"InvalidSignatureException", 403},
    {"ExpiredTokenException", 403},
    {"UnrecognizedClientException", 403},
    {"AccessDeniedException", 403},
    {"UnknownOperationException", 404},
    {"ThrottlingException", 429},
    {"RequestEntityTooLargeException", 413},
}};

const Table& table_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::ec2_query:
            return ec2_query;
        case Protocol::aws_query:
            return aws_query;
        case Protocol::json_1_1:
            return json_1_1;
        case Protocol::rest_json:
            break;
    }
    return rest_json;
}

ErrorKind kind_of(AuthProblem problem) {
    switch (problem) {
        case AuthProblem::denied:
            return ErrorKind::denied;
        case AuthProblem::throttled:
            return ErrorKind::throttled;
        case AuthProblem::unknown_operation:
            return ErrorKind::not_found;
        default:
            return ErrorKind::invalid;
    }
}

}  // namespace

Error auth_error(const ServiceShape& service, AuthProblem problem, std::string message) {
    const ErrorCode& row = table_of(service.protocol)[static_cast<std::size_t>(problem)];
    Error error{.kind = kind_of(problem),
                .message = std::move(message),
                .detail = {},
                .code = std::string(row.code),
                .members = {}};
    // The model of EBS direct requires a Reason beside this one.
    if (service.name == "ebs" && problem == AuthProblem::denied) {
        error.members.emplace_back("Reason", "UNAUTHORIZED_ACCOUNT");
    }
    return error;
}

int auth_error_status(const ServiceShape& service, std::string_view code) {
    // EBS direct alone among the REST services answers a throttled call with 400.
    if (service.name == "ebs" && code == "ThrottlingException") return 400;
    for (const ErrorCode& row : table_of(service.protocol)) {
        if (row.code == code) return row.status;
    }
    return 0;
}

}  // namespace amicast::wire
