// AES-256-GCM, and the key derivations around it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace amicast::crypto {

using Key = Digest;  // 256 bits

inline constexpr std::size_t nonce_bytes = 12;
inline constexpr std::size_t tag_bytes = 16;

// A random nonce (12) ‖ ciphertext ‖ tag (16). `context` is authenticated, not stored.
Bytes seal(const Key& key, ByteView plain, ByteView context, Random& random);
// `corrupt` when anything was changed or key or context is another one.
Result<Bytes> open(const Key& key, ByteView sealed, ByteView context);

// The same in parts, for content too large to be moved about. Nonce and tag have the sizes above;
// `cipher` is as long as `plain` and may be the same memory. One nonce must not be used for two
// contents under one key.
void encrypt(const Key& key, ByteView nonce, ByteView plain, ByteView context,
             std::span<std::uint8_t> cipher, std::span<std::uint8_t> tag);
// False when anything was changed; `plain` then holds nothing that may be used.
bool decrypt(const Key& key, ByteView nonce, ByteView cipher, ByteView context, ByteView tag,
             std::span<std::uint8_t> plain);

// HKDF-SHA-256 (RFC 5869): an independent key for each `info`.
Key derive_key(const Key& key, std::string_view info);
// scrypt (RFC 7914) with N = 2^15, r = 8, p = 1: a key from a passphrase.
Key key_from_passphrase(std::string_view passphrase, ByteView salt);

}  // namespace amicast::crypto
