// The algorithms that more than one file of this room uses.
#include "crypto/openssl_handles.h"

#include "base/check.h"

namespace amicast::crypto {

const EVP_MD* sha256_algorithm() {
    static const DigestAlgorithm algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    check(algorithm != nullptr, "SHA-256 is missing from OpenSSL");
    return algorithm.get();
}

}  // namespace amicast::crypto
