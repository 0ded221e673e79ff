#include "services/kms/errors.h"

#include <utility>

#include <fmt/format.h>

#include "services/coded_error.h"
#include "services/json_errors.h"

namespace amicast::services::kms {
namespace {

constexpr std::string_view validation = "ValidationException";
constexpr std::size_t echoed_length_max = 100;

// Every other code is 400, which is the protocol's default.
constexpr wire::ErrorCode codes[] = {{"KMSInternalException", 500},
                                     {"DependencyTimeoutException", 503}};

std::string_view code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return validation;
        case ErrorKind::not_found:
            return "NotFoundException";
        case ErrorKind::conflict:
            return "ConflictException";
        case ErrorKind::denied:
            return "AccessDeniedException";
        case ErrorKind::throttled:
            return "ThrottlingException";
        case ErrorKind::limit:
            return "LimitExceededException";
        case ErrorKind::unsupported:
            return "UnsupportedOperationException";
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
            return "DependencyTimeoutException";
        default:
            return "KMSInternalException";
    }
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

Error invalid_arn(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidArnException", std::move(message));
}

Error not_found(std::string message) {
    return coded_error(ErrorKind::not_found, "NotFoundException", std::move(message));
}

Error access_denied(std::string message) {
    return coded_error(ErrorKind::denied, "AccessDeniedException", std::move(message));
}

Error unsupported(std::string message) {
    return coded_error(ErrorKind::unsupported, "UnsupportedOperationException", std::move(message));
}

Error limit_exceeded(std::string message) {
    return coded_error(ErrorKind::limit, "LimitExceededException", std::move(message));
}

Error disabled(const keys::Key& key) {
    return coded_error(ErrorKind::conflict, "DisabledException", key.arn() + " is disabled.");
}

Error invalid_state(const keys::Key& key, std::string_view what) {
    return coded_error(ErrorKind::conflict, "KMSInvalidStateException",
                       fmt::format("{} {}", key.arn(), what));
}

Error invalid_alias_name(std::string message) {
    return coded_error(ErrorKind::invalid, "InvalidAliasNameException", std::move(message));
}

Error alias_exists(std::string_view alias_arn) {
    return coded_error(ErrorKind::conflict, "AlreadyExistsException",
                       fmt::format("An alias with the name {} already exists", alias_arn));
}

Error alias_not_found(std::string_view alias_arn) {
    return not_found(fmt::format("Alias {} is not found.", alias_arn));
}

Error malformed_policy(std::string message) {
    return coded_error(ErrorKind::invalid, "MalformedPolicyDocumentException", std::move(message));
}

Error invalid_tag(std::string message) {
    return coded_error(ErrorKind::invalid, "TagException", std::move(message));
}

Error custom_key_store_not_found(std::string_view id) {
    return coded_error(
        ErrorKind::not_found, "CustomKeyStoreNotFoundException",
        fmt::format("CustomKeyStoreId: there is no custom key store '{}': this server has "
                    "none. Leave CustomKeyStoreId out.",
                    id));
}

Error invalid_key_usage(std::string_view algorithm, const keys::Key& key) {
    return coded_error(ErrorKind::invalid, "InvalidKeyUsageException",
                       fmt::format("The algorithm {} is not compatible with the key spec "
                                   "SYMMETRIC_DEFAULT of {}: expected SYMMETRIC_DEFAULT.",
                                   algorithm, key.arn()));
}

Error invalid_ciphertext() {
    return coded_error(
        ErrorKind::invalid, "InvalidCiphertextException",
        "The ciphertext cannot be decrypted: it was not made by KMS, was changed since, or "
        "was made with another encryption context.");
}

Error incorrect_key() {
    return coded_error(
        ErrorKind::invalid, "IncorrectKeyException",
        "The key ID in the request does not identify a KMS key that can perform this "
        "operation.");
}

Error ciphertext_of_unknown_key() {
    return access_denied(
        "The ciphertext refers to a customer master key that does not exist, does not exist in "
        "this region, or you are not allowed to access.");
}

Error invalid_grant_token() {
    return coded_error(
        ErrorKind::invalid, "InvalidGrantTokenException",
        "The grant token is not valid: expected one that CreateGrant gave in this Region.");
}

Error invalid_grant_id(std::string_view id) {
    return coded_error(ErrorKind::invalid, "InvalidGrantIdException",
                       fmt::format("GrantId '{}' is not valid: expected 64 hexadecimal digits.",
                                   id.substr(0, echoed_length_max)));
}

Error grant_not_found(std::string_view id) {
    return not_found(fmt::format("Grant ID {} not found", id));
}

Error invalid_marker() {
    return coded_error(
        ErrorKind::invalid, "InvalidMarkerException",
        "Marker is not valid: expected the NextMarker of the previous answer to the same "
        "request.");
}

Error dry_run_outcome() {
    return coded_error(ErrorKind::conflict, "DryRunOperationException",
                       "The request would have succeeded, but the DryRun option is set.");
}

}  // namespace amicast::services::kms
