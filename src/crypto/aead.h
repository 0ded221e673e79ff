// AES-256-GCM with a random nonce in front, and the key derivations around it.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace amicast::crypto {

using Key = Digest;  // 256 bits

// nonce (12) ‖ ciphertext ‖ tag (16). `context` is authenticated, not stored.
Bytes seal(const Key& key, ByteView plain, ByteView context, Random& random);
// `corrupt` when anything was changed or key or context is another one.
Result<Bytes> open(const Key& key, ByteView sealed, ByteView context);

// HKDF-SHA-256 (RFC 5869): an independent key for each `info`.
Key derive_key(const Key& key, std::string_view info);
// scrypt (RFC 7914) with N = 2^15, r = 8, p = 1: a key from a passphrase.
Key key_from_passphrase(std::string_view passphrase, ByteView salt);

}  // namespace amicast::crypto
