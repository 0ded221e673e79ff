#include "keys/ciphertext.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/aead.h"

namespace amicast::keys {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t no_flags = 0;
constexpr std::size_t key_id_at = 2;
constexpr std::size_t key_id_bytes = 16;
constexpr std::size_t material_id_at = key_id_at + key_id_bytes;
constexpr std::size_t salt_at = material_id_at + sizeof(Digest);
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t header_bytes = salt_at + salt_bytes;

// A UUID with and without its dashes.
Bytes pack_key_id(std::string_view key_id) {
    std::string digits(key_id);
    std::erase(digits, '-');
    auto bytes = from_hex(digits);
    check(bytes && bytes->size() == key_id_bytes, "a key id is a UUID");
    return *bytes;
}

std::string unpack_key_id(ByteView bytes) {
    std::string digits = to_hex(bytes);
    for (std::size_t dash : {8, 13, 18, 23})
        digits.insert(dash, 1, '-');
    return digits;
}

crypto::Key message_key(const Material& material, ByteView salt) {
    return crypto::derive_key(material.secret(), "amicast kms message 1" + to_text(salt));
}

Bytes authenticated(ByteView header, const Key& key, const EncryptionContext& context) {
    FieldWriter fields;
    fields.bytes(header).text(key.account_id).text(key.region).pairs(context);
    return fields.encoded();
}

tl::unexpected<Error> invalid_ciphertext() {
    return failure(ErrorKind::invalid, "The ciphertext cannot be decrypted.");
}

}  // namespace

std::optional<CiphertextHeader> read_ciphertext_header(ByteView blob) {
    if (blob.size() < header_bytes || blob[0] != version || blob[1] != no_flags)
        return std::nullopt;
    CiphertextHeader header{.key_id = unpack_key_id(blob.subspan(key_id_at, key_id_bytes))};
    std::copy_n(blob.begin() + material_id_at, sizeof(Digest), header.material_id.begin());
    return header;
}

Bytes seal_ciphertext(const Key& key, const Material& material, ByteView plain,
                      const EncryptionContext& context, Random& random) {
    Bytes blob = {version, no_flags};
    Bytes key_id = pack_key_id(key.id);
    blob.insert(blob.end(), key_id.begin(), key_id.end());
    blob.insert(blob.end(), material.id().begin(), material.id().end());
    blob.resize(header_bytes);
    random.fill(std::span(blob).subspan(salt_at, salt_bytes));

    crypto::Key secret = message_key(material, ByteView(blob).subspan(salt_at, salt_bytes));
    crypto::WipeAtEnd wiped(secret);
    Bytes sealed = crypto::seal(secret, plain, authenticated(blob, key, context), random);
    blob.insert(blob.end(), sealed.begin(), sealed.end());
    return blob;
}

Result<Bytes> open_ciphertext(const Key& key, const Material& material, ByteView blob,
                              const EncryptionContext& context) {
    auto header = read_ciphertext_header(blob);
    if (!header || header->key_id != key.id || header->material_id != material.id())
        return invalid_ciphertext();
    ByteView head = blob.first(header_bytes);
    crypto::Key secret = message_key(material, head.subspan(salt_at, salt_bytes));
    crypto::WipeAtEnd wiped(secret);
    auto plain =
        crypto::open(secret, blob.subspan(header_bytes), authenticated(head, key, context));
    if (!plain) return invalid_ciphertext();
    return plain;
}

}  // namespace amicast::keys
