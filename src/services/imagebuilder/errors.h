// The errors of this service: names, HTTP codes, and the form of their messages.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services::imagebuilder {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// "The value supplied for parameter '<path>' is not valid. <reason>": the form in which the service
// reports what its rules, not its shapes, refuse.
Error invalid_value(std::string_view path, std::string_view reason);
// The same for settings that exclude each other.
Error invalid_combination(std::string_view path, std::string_view reason);

Error invalid_request(std::string message);
Error invalid_parameter(std::string message);  // the tag operations' only 400
Error client_error(std::string message);
Error not_found(std::string message);
Error forbidden(std::string message);
Error access_denied(std::string message);  // a policy does not allow it
Error in_use(std::string message);
Error dependency(std::string message);
Error already_exists(std::string message);
// The error as an operation shows it that declares ClientException for all that is the caller's
// fault (the imports).
Error as_client_error(Error error);
Error token_mismatch();
Error invalid_page_token();
Error dry_run_succeeded();

}  // namespace amicast::services::imagebuilder
