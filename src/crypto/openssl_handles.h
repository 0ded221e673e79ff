// Owning handles for the OpenSSL objects this room uses, and the algorithms that are fetched once.
// Private to crypto/: no other room sees OpenSSL through it.
#pragma once

#include <memory>

#include <openssl/evp.h>
#include <openssl/kdf.h>

namespace amicast::crypto {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using DigestAlgorithm = std::unique_ptr<EVP_MD, FreeWith<&EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<&EVP_MD_CTX_free>>;
using MacAlgorithm = std::unique_ptr<EVP_MAC, FreeWith<&EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<&EVP_MAC_CTX_free>>;
using CipherAlgorithm = std::unique_ptr<EVP_CIPHER, FreeWith<&EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<&EVP_CIPHER_CTX_free>>;
using KdfAlgorithm = std::unique_ptr<EVP_KDF, FreeWith<&EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeWith<&EVP_KDF_CTX_free>>;

// SHA-256, fetched at first use and kept until the process ends.
const EVP_MD* sha256_algorithm();

}  // namespace amicast::crypto
