// How services of the JSON 1.1 protocol word what is wrong with an input: SerializationException
// for what cannot be read, else the service's own code for what breaks a rule of the model.
#pragma once

#include <string_view>

#include "base/error.h"
#include "wire/operation.h"

namespace amicast::services {

Error name_json_input_problem(const wire::InputProblem& problem, std::string_view code);

}  // namespace amicast::services
