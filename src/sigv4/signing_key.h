// The key a secret becomes for one day, region and service, and a cache of such keys.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "sigv4/canonical.h"

namespace amicast::sigv4 {

Digest derive_signing_key(std::string_view secret, const Scope& scope);

// The hexadecimal signature of a string to sign.
std::string signature(const Digest& signing_key, std::string_view string_to_sign);

// Keeps signing keys so that a request costs one HMAC instead of five. Bounded: holds at most about
// twice `entries_max`, and forgets those not asked for the longest. Safe to share between threads.
class SigningKeyCache {
  public:
    explicit SigningKeyCache(std::size_t entries_max = 4096) : entries_max_(entries_max) {}

    // A changed secret of the same access key id is noticed and derived anew.
    Digest get(std::string_view access_key_id, std::string_view secret, const Scope& scope);
    std::size_t size() const;

  private:
    struct Entry {
        std::string secret;
        Digest key{};
    };
    using Entries = std::unordered_map<std::string, Entry>;

    void insert(std::string name, Entry entry);

    const std::size_t entries_max_;
    mutable std::mutex mutex_;
    Entries recent_;
    Entries older_;
};

}  // namespace amicast::sigv4
