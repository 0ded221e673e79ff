// The exceptions of CloudWatch Logs.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services::logs_api {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// InvalidParameterException.
Error invalid(std::string message);
Error group_not_found();
Error stream_not_found();
Error already_exists(std::string message);
Error too_many_tags(std::string message);
Error invalid_next_token();
// ValidationException: the group may not be deleted.
Error deletion_protected(std::string_view group);

// True for the errors that say that what was asked for is there already.
bool is_conflict(const Error& error);

}  // namespace amicast::services::logs_api
