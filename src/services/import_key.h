// The key that imported content is to lie under, for the services that import disks.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "services/call.h"

namespace amicast::services {

// Its ARN; nothing for content that stays plain. Content is encrypted when that is asked for, or
// where the account encrypts by default; under the named key, or the account's default one. Errors:
// those of use_key().
Result<std::optional<std::string>> find_import_key(Call& call, const std::optional<bool>& encrypted,
                                                   const std::optional<std::string>& kms_key_id);

}  // namespace amicast::services
