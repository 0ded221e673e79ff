#include "crypto/wipe.h"

#include <openssl/crypto.h>

namespace amicast::crypto {

void wipe(std::span<std::uint8_t> bytes) {
    OPENSSL_cleanse(bytes.data(), bytes.size());
}

}  // namespace amicast::crypto
