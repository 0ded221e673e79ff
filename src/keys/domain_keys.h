// The keys that encrypted content is named and sealed under: one random domain key for each KMS
// key, wrapped by it. docs/decisions/0006-sealed-domains.md says what is made from it.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "crypto/aead.h"

namespace amicast::keys {

// Of one region. Thread-safe. Keys are named by their bare id, the last part of a key ARN.
class DomainKeys {
  public:
    virtual ~DomainKeys() = default;

    // The domain key for reading and writing content now; made at first use. Looks at the key's
    // state on each call. Errors: not_found (no such key, or destroyed), denied (disabled or
    // pending deletion; the message says which and what to do), unavailable.
    virtual Result<crypto::Key> domain_key(std::string_view key_id) = 0;

    // The same for upkeep (garbage collection, verification), whatever the key's state: empty when
    // the material was destroyed or no content was ever sealed under the key.
    virtual Result<std::optional<crypto::Key>> domain_key_for_upkeep(std::string_view key_id) = 0;
};

}  // namespace amicast::keys
