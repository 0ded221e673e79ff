// What of a parameter's value a caller is shown.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "services/ssm/lookups.h"
#include "services/ssm/shapes.h"

namespace amicast::services::ssm {

// The value of a String or StringList; of a SecureString the ciphertext in base64, or with
// `with_decryption` the plain text, if the caller may use its key.
Result<std::string> value_for(Call& call, const parameters::ParameterVersion& version,
                              bool with_decryption);

// Parameters as GetParameter and its siblings answer them. Must run outside of a transaction.
Result<Parameter> show_value(Call& call, const Found& found, bool with_decryption);

}  // namespace amicast::services::ssm
