// The site's root key: everything secret at rest (access keys, session tokens, later KMS key
// material) is sealed under keys derived from it. It comes from a passphrase file that is made at
// first start.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/aead.h"

namespace amicast::keys {

class RootKey {
  public:
    explicit RootKey(const crypto::Key& key) : key_(key) {}

    // A key for one purpose ("access-key", "session-token"); purposes cannot read each other's
    // data.
    crypto::Key derive(std::string_view purpose) const { return crypto::derive_key(key_, purpose); }

  private:
    crypto::Key key_;
};

// Reads the passphrase at `path` and the salt and check value beside it (`<path>.params`), or makes
// all of them (mode 0600, durable) when neither exists. Refuses a file others can read, a
// passphrase that does not fit the check value, and one half of the pair missing.
Result<RootKey> open_root_key(const std::string& path, Random& random);

}  // namespace amicast::keys
