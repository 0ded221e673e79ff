// One table of codes, and which Reason goes with what.
#include "services/ebs/errors.h"

#include <fmt/format.h>

namespace amicast::services::ebs {
namespace {

constexpr std::size_t message_characters_max = 256;

constexpr wire::ErrorCode codes[] = {
    {"AccessDeniedException", 403},
    {"ConcurrentLimitExceededException", 400},
    {"ConflictException", 409},
    {"InternalServerException", 500},
    {"RequestThrottledException", 400},
    {"ResourceNotFoundException", 404},
    {"ServiceQuotaExceededException", 402},
    {"ValidationException", 400},
};

// Cuts between characters of UTF-8.
std::string cut(std::string message) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < message.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(message[i]) & 0xC0) != 0x80;
        if (starts_character && ++characters > message_characters_max) {
            message.resize(i);
            break;
        }
    }
    return message;
}

Error make(ErrorKind kind, std::string_view code, std::string_view reason, std::string message) {
    Error error{.kind = kind, .message = cut(std::move(message)), .code = std::string(code)};
    if (!reason.empty()) error.members.emplace_back("Reason", reason);
    return error;
}

std::string_view reason_of(std::string_view path) {
    if (path == "snapshotId" || path == "firstSnapshotId" || path == "secondSnapshotId" ||
        path == "ParentSnapshotId")
        return "INVALID_SNAPSHOT_ID";
    if (path == "VolumeSize") return "INVALID_VOLUME_SIZE";
    if (path == "blockIndex") return "INVALID_BLOCK";
    if (path == "blockToken") return "INVALID_BLOCK_TOKEN";
    if (path == "pageToken") return "INVALID_PAGE_TOKEN";
    if (path == "KmsKeyArn") return "INVALID_CUSTOMER_KEY";
    if (path.starts_with("Tags")) return "INVALID_TAG";
    return "INVALID_PARAMETER_VALUE";
}

std::string describe(const wire::InputProblem& problem) {
    using What = wire::InputProblem::What;
    if (problem.what == What::malformed)
        return fmt::format("The request cannot be read: expected {}.", problem.expected);
    if (problem.what == What::missing)
        return fmt::format("'{}' is required: expected {}.", problem.path, problem.expected);
    return fmt::format("The value '{}' of '{}' is not valid: expected {}.", problem.value,
                       problem.path, problem.expected);
}

}  // namespace

std::span<const wire::ErrorCode> error_codes() {
    return codes;
}

Error name_input_problem(const wire::OperationShape&, const wire::InputProblem& problem) {
    return invalid(reason_of(problem.path), describe(problem));
}

Error name_error(Error error) {
    if (!error.code.empty()) return error;
    Error named;
    switch (error.kind) {
        case ErrorKind::invalid:
        case ErrorKind::conflict:
        case ErrorKind::unsupported:
            named = invalid("INVALID_PARAMETER_VALUE", std::move(error.message));
            break;
        case ErrorKind::not_found:
            named = make(error.kind, "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND",
                         std::move(error.message));
            break;
        case ErrorKind::denied:
            named = make(error.kind, "AccessDeniedException", "UNAUTHORIZED_ACCOUNT",
                         std::move(error.message));
            break;
        case ErrorKind::throttled:
            named = make(error.kind, "RequestThrottledException", "ACCOUNT_THROTTLED",
                         std::move(error.message));
            break;
        case ErrorKind::limit:
            named = make(error.kind, "ServiceQuotaExceededException",
                         "DEPENDENCY_SERVICE_QUOTA_EXCEEDED", std::move(error.message));
            break;
        case ErrorKind::corrupt:
        case ErrorKind::unavailable:
        case ErrorKind::timed_out:
        case ErrorKind::unknown_outcome:
            named = make(error.kind, "InternalServerException", {}, std::move(error.message));
            break;
        case ErrorKind::internal:
            named =
                make(error.kind, "InternalServerException", {}, "An internal error has occurred.");
            break;
    }
    named.detail = std::move(error.detail);
    return named;
}

Error invalid(std::string_view reason, std::string message) {
    return make(ErrorKind::invalid, "ValidationException", reason, std::move(message));
}

Error snapshot_not_found(std::string_view snapshot_id) {
    return make(ErrorKind::not_found, "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND",
                fmt::format("The snapshot '{}' does not exist.", snapshot_id));
}

Error foreign_snapshot(std::string_view snapshot_id) {
    return make(ErrorKind::denied, "AccessDeniedException", "UNAUTHORIZED_ACCOUNT",
                fmt::format("The snapshot '{}' belongs to another account.", snapshot_id));
}

Error token_conflict() {
    return make(ErrorKind::conflict, "ConflictException", {},
                "The client token was used before with other parameters. Use a new token for a new "
                "snapshot.");
}

Error unusable_key(Error error) {
    if (error.kind == ErrorKind::denied)
        return invalid("INVALID_CUSTOMER_KEY", std::move(error.message));
    if (error.kind == ErrorKind::not_found) {
        return make(error.kind, "ResourceNotFoundException", "DEPENDENCY_RESOURCE_NOT_FOUND",
                    std::move(error.message));
    }
    return error;
}

Error refused_key(Error error) {
    switch (error.kind) {
        case ErrorKind::denied:
            return make(error.kind, "AccessDeniedException", "DEPENDENCY_ACCESS_DENIED",
                        std::move(error.message));
        case ErrorKind::conflict:
        case ErrorKind::invalid:
        case ErrorKind::unsupported:
            return invalid("INVALID_CUSTOMER_KEY", std::move(error.message));
        default:
            return unusable_key(std::move(error));
    }
}

}  // namespace amicast::services::ebs
