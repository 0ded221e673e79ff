// The table of STS, its error codes and their statuses.
#include "services/sts/service.h"

#include "services/query_errors.h"
#include "services/sts/operations.h"

namespace amicast::services {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AccessDenied", 403},
    {"ExpiredTokenException", 400},
    {"InternalFailure", 500},
    {"InvalidAuthorizationMessageException", 400},
    {"InvalidContextAssertion", 400},
    {"MalformedPolicyDocument", 400},
    {"MalformedQueryString", 400},
    {"PackedPolicyTooLarge", 400},
    {"RegionDisabledException", 403},
    {"ServiceUnavailable", 503},
    {"Throttling", 400},
    {"ValidationError", 400},
};

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::denied:
        case ErrorKind::not_found:  // whether a role exists is nobody's business
            return "AccessDenied";
        case ErrorKind::throttled:
            return "Throttling";
        case ErrorKind::limit:
            return "PackedPolicyTooLarge";
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return "ServiceUnavailable";
        case ErrorKind::invalid:
        case ErrorKind::conflict:
        case ErrorKind::unsupported:
            return "ValidationError";
        default:
            return "InternalFailure";
    }
}

Error name_error(Error error) {
    error.code = code_of(error.kind);
    return error;
}

}  // namespace

const Service& sts_service() {
    static const Operation operations[] = {
        sts::assume_role_operation(),         sts::decode_authorization_message_operation(),
        sts::get_access_key_info_operation(), sts::get_caller_identity_operation(),
        sts::get_session_token_operation(),
    };
    static const Service service{
        .shape = {.name = "sts",
                  .protocol = wire::Protocol::aws_query,
                  .api_version = "2011-06-15",
                  .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
                  .global = true,
                  .error_codes = codes,
                  .name_input_problem = &name_query_input_problem,
                  .name_error = &name_error},
        .operations = operations};
    return service;
}

}  // namespace amicast::services
