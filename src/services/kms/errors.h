// The exceptions of KMS.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "keys/key.h"
#include "wire/operation.h"

namespace amicast::services::kms {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// ValidationException: a rule that the model does not state.
Error invalid(std::string message);
Error invalid_arn(std::string message);
Error not_found(std::string message);
Error access_denied(std::string message);
Error unsupported(std::string message);
Error limit_exceeded(std::string message);
// DisabledException.
Error disabled(const keys::Key& key);
// KMSInvalidStateException; `what` completes "<key ARN> …".
Error invalid_state(const keys::Key& key, std::string_view what);
Error invalid_alias_name(std::string message);
Error alias_exists(std::string_view alias_arn);
Error alias_not_found(std::string_view alias_arn);
Error malformed_policy(std::string message);
// TagException.
Error invalid_tag(std::string message);
Error custom_key_store_not_found(std::string_view id);
// InvalidKeyUsageException: an algorithm that symmetric keys do not have.
Error invalid_key_usage(std::string_view algorithm, const keys::Key& key);
// InvalidCiphertextException: the same words whatever is wrong, so that nobody can feel their way.
Error invalid_ciphertext();
Error incorrect_key();
// AccessDeniedException for a ciphertext whose key is not there.
Error ciphertext_of_unknown_key();
Error invalid_grant_token();
Error invalid_grant_id(std::string_view id);
Error grant_not_found(std::string_view id);
Error invalid_marker();
// DryRunOperationException: it would have succeeded.
Error dry_run_outcome();

}  // namespace amicast::services::kms
