#include "services/ssm/errors.h"

#include <fmt/format.h>

#include "services/coded_error.h"
#include "services/json_errors.h"

namespace amicast::services::ssm {
namespace {

constexpr std::string_view validation = "ValidationException";

// Every other code is 400, which is the protocol's default.
constexpr wire::ErrorCode codes[] = {{"InternalServerError", 500}};

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::denied:
            return "AccessDeniedException";
        case ErrorKind::conflict:
            return "TooManyUpdates";
        case ErrorKind::not_found:
            return "ParameterNotFound";
        case ErrorKind::throttled:
            return "ThrottlingException";
        case ErrorKind::limit:
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
            return validation;
        default:
            return "InternalServerError";
    }
}

std::string_view code_of(parameters::Refusal::Rule rule) {
    using Rule = parameters::Refusal::Rule;
    switch (rule) {
        case Rule::request:
            return validation;
        case Rule::reserved_name:
            return "AccessDeniedException";
        case Rule::hierarchy_levels:
            return "HierarchyLevelLimitExceededException";
        case Rule::already_exists:
            return "ParameterAlreadyExists";
        case Rule::type_mismatch:
            return "HierarchyTypeMismatchException";
        case Rule::pattern_syntax:
            return "InvalidAllowedPatternException";
        case Rule::pattern_mismatch:
            return "ParameterPatternMismatchException";
        case Rule::oldest_version_labelled:
            return "ParameterMaxVersionLimitExceeded";
        case Rule::quota:
            return "ParameterLimitExceeded";
        case Rule::raced:
            return "TooManyUpdates";
    }
    return validation;
}

}  // namespace

std::span<const wire::ErrorCode> error_codes() {
    return codes;
}

Error name_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    return name_json_input_problem(problem, validation);
}

Error name_error(Error error) {
    error.code = code_of(error.kind);
    return error;
}

Error invalid(std::string message) {
    return coded_error(ErrorKind::invalid, validation, std::move(message));
}

Error parameter_not_found(std::string_view text) {
    return coded_error(ErrorKind::not_found, "ParameterNotFound",
                       fmt::format("Parameter {} not found.", text));
}

Error version_not_found(std::string_view name, std::string_view selector) {
    const bool is_version = parameters::version_of_selector(selector).has_value();
    return coded_error(
        ErrorKind::not_found, "ParameterVersionNotFound",
        fmt::format("Systems Manager could not find {0} {1} of {2}. Verify the {0} and try "
                    "again.",
                    is_version ? "version" : "label", selector, name));
}

Error invalid_resource_id(std::string_view id) {
    return coded_error(
        ErrorKind::not_found, "InvalidResourceId",
        fmt::format("The resource ID '{}' is not valid: expected the name of a parameter "
                    "that exists.",
                    id));
}

Error invalid_resource_type(std::string_view type) {
    return coded_error(
        ErrorKind::invalid, "InvalidResourceType",
        fmt::format("The resource type '{}' is not valid: this server has resources of the "
                    "type Parameter only.",
                    type));
}

Error invalid_filter_key(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidFilterKey", std::move(message));
}

Error invalid_filter_option(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidFilterOption", std::move(message));
}

Error invalid_filter_value(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidFilterValue", std::move(message));
}

Error invalid_next_token() {
    return coded_error(
        ErrorKind::invalid, "InvalidNextToken",
        "The specified token isn't valid: expected the NextToken of the previous answer to "
        "the same request.");
}

Error too_many_tags(std::string message) {
    return coded_error(ErrorKind::limit, "TooManyTagsError", std::move(message));
}

Error too_many_labels(std::string message) {
    return coded_error(ErrorKind::limit, "ParameterVersionLabelLimitExceeded", std::move(message));
}

Error policies_refused() {
    return coded_error(
        ErrorKind::unsupported, "InvalidPolicyTypeException",
        "Policies: this server applies no parameter policies (Expiration, "
        "ExpirationNotification, NoChangeNotification). Leave Policies out, or send an "
        "empty list.");
}

Error invalid_key_id(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidKeyId", std::move(message));
}

Error access_denied(std::string message) {
    return coded_error(ErrorKind::denied, "AccessDeniedException", std::move(message));
}

Error refused(const parameters::Refusal& refusal) {
    return coded_error(ErrorKind::invalid, code_of(refusal.rule), refusal.message);
}

}  // namespace amicast::services::ssm
