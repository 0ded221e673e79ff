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

}  // namespace amicast::services::organizations
