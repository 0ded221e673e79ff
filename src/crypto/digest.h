// SHA-256 and HMAC-SHA-256 over OpenSSL, with the algorithms fetched once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace amicast::crypto {

Digest sha256(ByteView data);
inline Digest sha256(std::string_view text) {
    return sha256(as_bytes(text));
}
std::string sha256_hex(std::string_view text);

Digest hmac_sha256(ByteView key, ByteView data);

// A digest over data that comes in pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(ByteView data);
    // The digest; the object starts afresh.
    Digest finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace amicast::crypto
