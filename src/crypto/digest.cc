// SHA-256 and HMAC-SHA-256 over OpenSSL EVP. Each thread keeps one context of each kind: making a
// context, and looking an algorithm up by name, cost more than hashing a short text.
#include "crypto/digest.h"

#include <utility>

#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/openssl_handles.h"

namespace amicast::crypto {
namespace {

DigestContext new_digest_context() {
    DigestContext context(EVP_MD_CTX_new());
    check(context != nullptr, "EVP_MD_CTX_new");
    return context;
}

void start_sha256(EVP_MD_CTX* context) {
    check(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1, "SHA-256 init");
}

Digest finish_sha256(EVP_MD_CTX* context) {
    Digest digest{};
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context, digest.data(), &size) == 1 && size == digest.size(),
          "SHA-256 final");
    return digest;
}

// A MAC context bound to HMAC with SHA-256; a key given to init() replaces the last one.
MacContext new_hmac_context() {
    static const MacAlgorithm algorithm(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    check(algorithm != nullptr, "HMAC is missing from OpenSSL");
    MacContext context(EVP_MAC_CTX_new(algorithm.get()));
    check(context != nullptr, "EVP_MAC_CTX_new");
    char name[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                     OSSL_PARAM_construct_end()};
    check(EVP_MAC_CTX_set_params(context.get(), parameters) == 1, "HMAC digest");
    return context;
}

}  // namespace

Digest sha256(ByteView data) {
    static thread_local const DigestContext context = new_digest_context();
    start_sha256(context.get());
    check(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1, "SHA-256 update");
    return finish_sha256(context.get());
}

std::string sha256_hex(std::string_view text) {
    return to_hex(sha256(text));
}

Digest hmac_sha256(ByteView key, ByteView data) {
    static thread_local const MacContext context = new_hmac_context();
    // A null key would mean "the key of last time".
    static constexpr std::uint8_t nothing = 0;
    const std::uint8_t* key_bytes = key.empty() ? &nothing : key.data();
    Digest digest{};
    std::size_t size = 0;
    check(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), data.data(), data.size()) == 1 &&
              EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1 &&
              size == digest.size(),
          "HMAC-SHA-256");
    return digest;
}

struct Sha256::State {
    DigestContext context = new_digest_context();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    start_sha256(state_->context.get());
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteView data) {
    check(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1, "SHA-256 update");
}

Digest Sha256::finish() {
    Digest digest = finish_sha256(state_->context.get());
    start_sha256(state_->context.get());
    return digest;
}

}  // namespace amicast::crypto
