// The exceptions of the Parameter Store.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "parameters/put.h"
#include "wire/operation.h"

namespace amicast::services::ssm {

std::span<const wire::ErrorCode> error_codes();
Error name_input_problem(const wire::OperationShape& operation, const wire::InputProblem& problem);
Error name_error(Error error);

// ValidationException: a rule that the model does not state.
Error invalid(std::string message);
// The real service sends ParameterNotFound without a message; clients take one.
Error parameter_not_found(std::string_view text);
Error version_not_found(std::string_view name, std::string_view selector);
Error invalid_resource_id(std::string_view id);
Error invalid_resource_type(std::string_view type);
Error invalid_filter_key(std::string message);
Error invalid_filter_option(std::string message);
Error invalid_filter_value(std::string message);
Error invalid_next_token();
Error too_many_tags(std::string message);
Error too_many_labels(std::string message);
Error policies_refused();
// InvalidKeyId: no such key, or one that cannot be used.
Error invalid_key_id(std::string message);
Error access_denied(std::string message);
// The exception that goes with the rule.
Error refused(const parameters::Refusal& refusal);

}  // namespace amicast::services::ssm
