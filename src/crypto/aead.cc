// AES-256-GCM, HKDF and scrypt over OpenSSL EVP.
#include "crypto/aead.h"

#include <algorithm>
#include <array>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/check.h"
#include "crypto/openssl_handles.h"

namespace amicast::crypto {
namespace {

// OpenSSL counts in int; nothing this room seals comes near.
constexpr std::size_t message_bytes_max = std::size_t{1} << 30;

const EVP_CIPHER* aes_256_gcm() {
    static const CipherAlgorithm algorithm(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
    check(algorithm != nullptr, "AES-256-GCM is missing from OpenSSL");
    return algorithm.get();
}

EVP_CIPHER_CTX* thread_cipher_context() {
    static thread_local const CipherContext context(EVP_CIPHER_CTX_new());
    check(context != nullptr, "EVP_CIPHER_CTX_new");
    return context.get();
}

int int_size(ByteView bytes) {
    return static_cast<int>(bytes.size());
}

// Forgets the key schedule when the use of a shared context ends.
class CipherUse {
  public:
    CipherUse() : context_(thread_cipher_context()) {}
    ~CipherUse() { EVP_CIPHER_CTX_reset(context_); }
    CipherUse(const CipherUse&) = delete;
    CipherUse& operator=(const CipherUse&) = delete;
    EVP_CIPHER_CTX* get() const { return context_; }

  private:
    EVP_CIPHER_CTX* context_;
};

KdfContext new_kdf_context(const EVP_KDF* algorithm) {
    check(algorithm != nullptr, "a key derivation is missing from OpenSSL");
    // The algorithm is only counted, not changed, by the call.
    KdfContext context(EVP_KDF_CTX_new(const_cast<EVP_KDF*>(algorithm)));
    check(context != nullptr, "EVP_KDF_CTX_new");
    return context;
}

OSSL_PARAM octets(const char* name, ByteView bytes) {
    // OSSL_PARAM has no const form; derivation only reads.
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()),
                                             bytes.size());
}

}  // namespace

void encrypt(const Key& key, ByteView nonce, ByteView plain, ByteView context,
             std::span<std::uint8_t> cipher, std::span<std::uint8_t> tag) {
    check(nonce.size() == nonce_bytes && tag.size() == tag_bytes && cipher.size() == plain.size(),
          "parts of AES-GCM");
    check(plain.size() <= message_bytes_max && context.size() <= message_bytes_max, "seal size");
    CipherUse use;
    int written = 0;
    check(EVP_EncryptInit_ex2(use.get(), aes_256_gcm(), key.data(), nonce.data(), nullptr) == 1,
          "AES-GCM init");
    if (!context.empty()) {
        check(
            EVP_EncryptUpdate(use.get(), nullptr, &written, context.data(), int_size(context)) == 1,
            "AES-GCM context");
    }
    if (!plain.empty()) {
        check(EVP_EncryptUpdate(use.get(), cipher.data(), &written, plain.data(),
                                int_size(plain)) == 1,
              "AES-GCM encrypt");
    }
    check(EVP_EncryptFinal_ex(use.get(), tag.data(), &written) == 1 &&
              EVP_CIPHER_CTX_ctrl(use.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag.data()) == 1,
          "AES-GCM tag");
}

bool decrypt(const Key& key, ByteView nonce, ByteView cipher, ByteView context, ByteView tag,
             std::span<std::uint8_t> plain) {
    check(nonce.size() == nonce_bytes && tag.size() == tag_bytes && cipher.size() == plain.size(),
          "parts of AES-GCM");
    if (cipher.size() > message_bytes_max || context.size() > message_bytes_max) return false;
    CipherUse use;
    int written = 0;
    check(EVP_DecryptInit_ex2(use.get(), aes_256_gcm(), key.data(), nonce.data(), nullptr) == 1,
          "AES-GCM init");
    if (!context.empty()) {
        check(
            EVP_DecryptUpdate(use.get(), nullptr, &written, context.data(), int_size(context)) == 1,
            "AES-GCM context");
    }
    if (!cipher.empty()) {
        check(EVP_DecryptUpdate(use.get(), plain.data(), &written, cipher.data(),
                                int_size(cipher)) == 1,
              "AES-GCM decrypt");
    }
    std::array<std::uint8_t, tag_bytes> expected{};  // OpenSSL takes no const one
    std::copy(tag.begin(), tag.end(), expected.begin());
    check(EVP_CIPHER_CTX_ctrl(use.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, expected.data()) == 1,
          "AES-GCM tag");
    return EVP_DecryptFinal_ex(use.get(), expected.data(), &written) == 1;
}

Bytes seal(const Key& key, ByteView plain, ByteView context, Random& random) {
    Bytes sealed(nonce_bytes + plain.size() + tag_bytes);
    const std::span<std::uint8_t> nonce = std::span(sealed).first(nonce_bytes);
    random.fill(nonce);
    encrypt(key, nonce, plain, context, std::span(sealed).subspan(nonce_bytes, plain.size()),
            std::span(sealed).last(tag_bytes));
    return sealed;
}

Result<Bytes> open(const Key& key, ByteView sealed, ByteView context) {
    const auto corrupt = [] {
        return failure(ErrorKind::corrupt, "The sealed data is damaged or not meant for this use.");
    };
    if (sealed.size() < nonce_bytes + tag_bytes) return corrupt();
    Bytes plain(sealed.size() - nonce_bytes - tag_bytes);
    const bool opened =
        decrypt(key, sealed.first(nonce_bytes), sealed.subspan(nonce_bytes, plain.size()), context,
                sealed.last(tag_bytes), plain);
    if (!opened) return corrupt();
    return plain;
}

Key derive_key(const Key& key, std::string_view info) {
    static const KdfAlgorithm algorithm(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    KdfContext context = new_kdf_context(algorithm.get());
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_KEY, key), octets(OSSL_KDF_PARAM_INFO, as_bytes(info)),
        OSSL_PARAM_construct_end()};
    Key derived{};
    check(EVP_KDF_derive(context.get(), derived.data(), derived.size(), parameters) == 1, "HKDF");
    return derived;
}

Key key_from_passphrase(std::string_view passphrase, ByteView salt) {
    static const KdfAlgorithm algorithm(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
    KdfContext context = new_kdf_context(algorithm.get());
    std::uint64_t cost = 1U << 15;
    std::uint32_t block_size = 8;
    std::uint32_t parallelism = 1;
    std::uint64_t memory_max = std::uint64_t{64} << 20;  // needs 32 MiB and a little
    const OSSL_PARAM parameters[] = {
        octets(OSSL_KDF_PARAM_PASSWORD, as_bytes(passphrase)),
        octets(OSSL_KDF_PARAM_SALT, salt),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &cost),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &block_size),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &parallelism),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory_max),
        OSSL_PARAM_construct_end()};
    Key key{};
    check(EVP_KDF_derive(context.get(), key.data(), key.size(), parameters) == 1, "scrypt");
    return key;
}

}  // namespace amicast::crypto
