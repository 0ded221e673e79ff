// How STS and IAM, the services of the AWS query protocol, word what is wrong with an input.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services {

Error name_query_input_problem(const wire::OperationShape& operation,
                               const wire::InputProblem& problem);

// ValidationError: a rule that the model does not state.
Error validation_error(std::string message);

}  // namespace amicast::services
