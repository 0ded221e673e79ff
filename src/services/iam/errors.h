// Error codes of IAM for the kinds the identity store speaks in.
#pragma once

#include <string>

#include "base/error.h"

namespace amicast::services::iam_api {

Error name_error(Error error);

// The same failure under the code that its operation has for a conflict or a bad document.
Error already_exists(Error error);
Error in_use(Error error);
Error malformed_policy(Error error);
Error not_attachable(Error error);

// InvalidInput: a rule that the model does not state.
Error invalid_input(std::string message);

}  // namespace amicast::services::iam_api
