#include "services/organizations/errors.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "services/coded_error.h"

namespace amicast::services::organizations {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AWSOrganizationsNotInUseException", 400},
    {"AccessDeniedException", 400},
    {"AccountNotFoundException", 400},
    {"AlreadyInOrganizationException", 400},
    {"ChildNotFoundException", 400},
    {"ConcurrentModificationException", 400},
    {"ConstraintViolationException", 400},
    {"CreateAccountStatusNotFoundException", 400},
    {"DestinationParentNotFoundException", 400},
    {"DuplicateAccountException", 400},
    {"DuplicateOrganizationalUnitException", 400},
    {"DuplicatePolicyAttachmentException", 400},
    {"DuplicatePolicyException", 400},
    {"InvalidInputException", 400},
    {"MalformedPolicyDocumentException", 400},
    {"MasterCannotLeaveOrganizationException", 400},
    {"OrganizationNotEmptyException", 400},
    {"OrganizationalUnitNotEmptyException", 400},
    {"OrganizationalUnitNotFoundException", 400},
    {"ParentNotFoundException", 400},
    {"PolicyInUseException", 400},
    {"PolicyNotAttachedException", 400},
    {"PolicyNotFoundException", 400},
    {"PolicyTypeAlreadyEnabledException", 400},
    {"PolicyTypeNotAvailableForOrganizationException", 400},
    {"PolicyTypeNotEnabledException", 400},
    {"RootNotFoundException", 400},
    {"SerializationException", 400},
    {"ServiceException", 500},
    {"SourceParentNotFoundException", 400},
    {"TargetNotFoundException", 400},
    {"TooManyRequestsException", 400},
};

// The largest minimum length in this service (an e-mail address's); no maximum is below it.
constexpr std::size_t least_length_max = 6;

// Members that hold a policy type, in the operations that have them.
bool is_policy_type(std::string_view path) {
    return path == "PolicyType" || path == "Type" || path == "Filter";
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
            return is_policy_type(problem.path) ? "INVALID_ENUM_POLICY_TYPE" : "INVALID_ENUM";
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
        return coded_error(ErrorKind::invalid, "SerializationException",
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
    Error error = coded_error(ErrorKind::invalid, "InvalidInputException", std::move(message));
    error.members.emplace_back("Reason", reason);
    return error;
}

Error access_denied() {
    return coded_error(ErrorKind::denied, "AccessDeniedException",
                       "You don't have permissions to access this resource.");
}

Error not_in_use() {
    return coded_error(ErrorKind::not_found, "AWSOrganizationsNotInUseException",
                       "Your account is not a member of an organization.");
}

Error account_not_found() {
    return coded_error(ErrorKind::not_found, "AccountNotFoundException",
                       "You specified an account that doesn't exist in this organization.");
}

Error creation_not_found(std::string_view id) {
    return coded_error(
        ErrorKind::not_found, "CreateAccountStatusNotFoundException",
        fmt::format("We can't find a create account request with the id '{}' that you "
                    "specified.",
                    id));
}

Error parent_not_found() {
    return coded_error(ErrorKind::not_found, "ParentNotFoundException",
                       "You specified a root or OU that doesn't exist in this organization.");
}

Error unit_not_found() {
    return coded_error(
        ErrorKind::not_found, "OrganizationalUnitNotFoundException",
        "You specified an organizational unit that doesn't exist in this organization.");
}

Error target_not_found() {
    return coded_error(ErrorKind::not_found, "TargetNotFoundException",
                       "You specified a root, OU, account or policy that doesn't exist in this "
                       "organization.");
}

Error policy_not_found() {
    return coded_error(ErrorKind::not_found, "PolicyNotFoundException",
                       "You specified a policy that doesn't exist in this organization.");
}

Error root_not_found() {
    return coded_error(ErrorKind::not_found, "RootNotFoundException",
                       "You specified a root that doesn't exist in this organization.");
}

Error type_not_enabled() {
    return coded_error(ErrorKind::conflict, "PolicyTypeNotEnabledException",
                       "This operation can be performed only for enabled policy types. Enable "
                       "SERVICE_CONTROL_POLICY in the root first.");
}

Error type_not_available(std::string_view type) {
    return coded_error(ErrorKind::unsupported, "PolicyTypeNotAvailableForOrganizationException",
                       fmt::format("You can't use {} in this organization. This server has "
                                   "SERVICE_CONTROL_POLICY, for organizations with all features.",
                                   type));
}

Error constraint_violation(std::string_view reason, std::string message) {
    Error error = coded_error(ErrorKind::limit, "ConstraintViolationException", std::move(message));
    error.members.emplace_back("Reason", reason);
    return error;
}

Error exception(ErrorKind kind, std::string_view code, std::string message) {
    return coded_error(kind, code, std::move(message));
}

Error in_conflict(Error error, std::string_view code) {
    if (error.code.empty() && error.kind == ErrorKind::conflict) error.code = code;
    return error;
}

}  // namespace amicast::services::organizations
