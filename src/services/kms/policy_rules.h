// What a key's policy must be before it is taken.
#pragma once

#include <optional>
#include <string>

#include "services/kms/named_key.h"

namespace amicast::services::kms {

// NotFoundException for another name than `default`, the only policy a key has.
Status check_policy_name(const std::optional<std::string>& name);

// `key` is as it will be, with the new policy as given. The same policy with its principals bound
// to those who have the ARNs now, for Key::bound_policy. MalformedPolicyDocumentException for text
// that is no policy, names nobody who exists, or (unless the check is bypassed) would lock the
// caller out; LimitExceededException for one that is too long.
Result<std::string> bind_policy(const Call& call, const keys::Key& key, bool bypass_lockout_check);

}  // namespace amicast::services::kms
