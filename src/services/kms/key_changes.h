// Changing a key, and the states in which it may be changed or used.
#pragma once

#include <functional>

#include "services/kms/named_key.h"

namespace amicast::services::kms {

// DisabledException or KMSInvalidStateException unless the key is enabled: for its use, grants on
// it, and its rotation.
Status require_enabled(const keys::Key& key);
// KMSInvalidStateException for a key that is pending deletion.
Status require_not_pending(const keys::Key& key);

// Gives `edit` the key that on_key() found, as it is now, and writes what that made of it, in one
// transaction; `edit` may write more. NotFoundException when the key has been erased in between.
Status change_key(const Call& call,
                  const std::function<Status(catalog::Transaction&, keys::Key&)>& edit);

// The key that on_key() found as it is now, inside a change.
Result<keys::Key> key_now(const Call& call, catalog::Transaction& tx, const keys::Key& key);

}  // namespace amicast::services::kms
