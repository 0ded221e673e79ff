// The exceptions of the EBS direct APIs: name, HTTP status and `Reason`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services::ebs {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// Messages are cut to the 256 characters that the model allows.
Error invalid(std::string_view reason, std::string message);  // ValidationException
Error snapshot_not_found(std::string_view snapshot_id);
Error foreign_snapshot(std::string_view snapshot_id);
Error token_conflict();
// What keys::DomainKeys said about a key, as this service says it; other errors stay as they are.
Error unusable_key(Error error);
// The same of what use_key() said about a key and its caller.
Error refused_key(Error error);

}  // namespace amicast::services::ebs
