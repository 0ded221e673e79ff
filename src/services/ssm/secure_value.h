// The values of SecureStrings: encrypted under a KMS key as the caller, with the parameter's ARN as
// the encryption context (PARAMETER_ARN), so that no value can be moved to another parameter.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "parameters/put.h"
#include "services/call.h"

namespace amicast::services::ssm {

// Of the account's own key for this service when `key_id` is empty. The caller needs kms:Encrypt,
// for a value of the advanced tier kms:GenerateDataKey as with the real service. Errors:
// InvalidKeyId for a key that is not there or not enabled, AccessDeniedException.
Result<parameters::Sealed> seal_value(Call& call, std::string_view name, std::string_view key_id,
                                      parameters::Tier tier, std::string_view plain);

// The caller needs kms:Decrypt. Errors as above; `corrupt` for bytes that seal_value() did not make
// for this parameter.
Result<std::string> open_value(Call& call, const parameters::ParameterVersion& version);

}  // namespace amicast::services::ssm
