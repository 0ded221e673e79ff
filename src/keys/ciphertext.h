// The ciphertext blob of Encrypt and GenerateDataKey: opaque to clients, readable for ever by every
// version of this program. docs/formats/ciphertext.md has the bytes.
//
//     version (1) = 1 ‖ flags (1) = 0 ‖ key id (16) ‖ material id (32) ‖ salt (16) ‖
//     nonce (12) ‖ ciphertext ‖ tag (16)
//
// Every message has a key of its own, derived from the material with the random salt, so that the
// number of messages under one material is bounded by nothing one could reach. Authenticated beside
// the header: account, region, and the encryption context in its one canonical form.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "keys/fields.h"
#include "keys/key.h"
#include "keys/materials.h"

namespace amicast::keys {

// Non-secret pairs that must be given again for decryption.
using EncryptionContext = Pairs;

// What a blob says of itself; nothing of it is proven before the blob is opened.
struct CiphertextHeader {
    std::string key_id;
    Digest material_id{};
};
// Absent for what is no blob of ours.
std::optional<CiphertextHeader> read_ciphertext_header(ByteView blob);

Bytes seal_ciphertext(const Key& key, const Material& material, ByteView plain,
                      const EncryptionContext& context, Random& random);
// `invalid` when anything was changed, or key, material or context are others.
Result<Bytes> open_ciphertext(const Key& key, const Material& material, ByteView blob,
                              const EncryptionContext& context);

}  // namespace amicast::keys
