// The exceptions of Organizations.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services::organizations {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// `reason` is one of the words the model has for InvalidInputException.
Error invalid_input(std::string_view reason, std::string message);
Error access_denied();
Error not_in_use();
Error account_not_found();
Error creation_not_found(std::string_view id);
Error parent_not_found();
Error unit_not_found();
Error target_not_found();
Error policy_not_found();
Error root_not_found();
Error type_not_enabled();
// Of a policy type that this server does not evaluate, or that the organization has no features
// for.
Error type_not_available(std::string_view type);
// `reason` is one of the words the model has for ConstraintViolationException.
Error constraint_violation(std::string_view reason, std::string message);
// An exception that one operation alone has.
Error exception(ErrorKind kind, std::string_view code, std::string message);
// The same failure under the code that its operation has for a conflict.
Error in_conflict(Error error, std::string_view code);

}  // namespace amicast::services::organizations
