// KMS as the commands use it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/api_client.h"

namespace amicast::cli {

// The ARN of the key that `key` names: a key id, a key ARN, an alias name or an alias ARN.
Result<std::string> find_key_arn(ApiClient& api, std::string_view region, std::string_view key);

}  // namespace amicast::cli
