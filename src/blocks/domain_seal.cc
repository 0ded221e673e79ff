#include "blocks/domain_seal.h"

#include <array>

#include "base/check.h"
#include "crypto/digest.h"
#include "crypto/wipe.h"

namespace amicast::blocks {
namespace {

static_assert(sealing_bytes == crypto::nonce_bytes + crypto::tag_bytes);

tl::unexpected<Error> damaged(const char* why) {
    return failure(ErrorKind::corrupt, "a stored block is damaged", why);
}

// What a frame's header says and its seal vouches for: id (32), kind, codec, plain bytes (4).
using Context = std::array<std::uint8_t, 38>;

Context context_of(const Frame& frame, const BlockId& id) {
    Context context{};
    std::uint8_t* at = std::copy(id.begin(), id.end(), context.begin());
    *at++ = static_cast<std::uint8_t>(frame.kind);
    *at++ = static_cast<std::uint8_t>(frame.codec);
    for (int i = 0; i < 4; ++i)
        *at++ = static_cast<std::uint8_t>(frame.plain_bytes >> 8 * i);
    return context;
}

Digest exclusive_or(Digest left, const Digest& right) {
    for (std::size_t i = 0; i < left.size(); ++i)
        left[i] ^= right[i];
    return left;
}

}  // namespace

DomainSeal::DomainSeal(const crypto::Key& domain_key)
    : id_key_(crypto::derive_key(domain_key, "amicast domain: id")),
      content_key_(crypto::derive_key(domain_key, "amicast domain: content")),
      digest_key_(crypto::derive_key(domain_key, "amicast domain: digest")) {}

DomainSeal::~DomainSeal() {
    for (crypto::Key* key : {&id_key_, &content_key_, &digest_key_})
        crypto::wipe(*key);
}

BlockId DomainSeal::id_of(const Digest& digest) const {
    return crypto::hmac_sha256(id_key_, digest);
}

Reference DomainSeal::reference_to(const Digest& digest) const {
    const BlockId id = id_of(digest);
    return {id, exclusive_or(digest, crypto::hmac_sha256(digest_key_, id))};
}

Result<Digest> DomainSeal::digest_of(const Reference& reference) const {
    const BlockId id = reference.id();
    const Digest digest =
        exclusive_or(reference.masked_digest(), crypto::hmac_sha256(digest_key_, id));
    if (!reference.is_sealed() || !equal_constant_time(id_of(digest), id))
        return damaged("a reference is not one of this domain");
    return digest;
}

Frame DomainSeal::seal(const Frame& frame, Random& random) const {
    check(!frame.sealed, "a frame is sealed once");
    Frame stored{.id = id_of(frame.id),
                 .kind = frame.kind,
                 .codec = frame.codec,
                 .plain_bytes = frame.plain_bytes,
                 .payload = Bytes(frame.payload.size() + sealing_bytes),
                 .sealed = true};
    crypto::Key key = crypto::hmac_sha256(content_key_, stored.id);
    const crypto::WipeAtEnd wiped(key);
    const Context context = context_of(frame, stored.id);
    const std::span<std::uint8_t> room = stored.payload;
    const auto nonce = room.subspan(frame.payload.size(), crypto::nonce_bytes);
    random.fill(nonce);
    crypto::encrypt(key, nonce, frame.payload, context, room.first(frame.payload.size()),
                    room.last(crypto::tag_bytes));
    return stored;
}

Status DomainSeal::decrypt(Frame& stored) const {
    if (!stored.sealed || stored.payload.size() < sealing_bytes)
        return damaged("plain content where sealed one should be");
    crypto::Key key = crypto::hmac_sha256(content_key_, stored.id);
    const crypto::WipeAtEnd wiped(key);
    const Context context = context_of(stored, stored.id);
    const std::span<std::uint8_t> payload = stored.payload;
    const auto text = payload.first(payload.size() - sealing_bytes);
    const bool opened = crypto::decrypt(key, payload.subspan(text.size(), crypto::nonce_bytes),
                                        text, context, payload.last(crypto::tag_bytes), text);
    if (!opened) return damaged("the seal of a frame does not fit");
    stored.payload.resize(text.size());
    stored.sealed = false;
    return {};
}

Result<Frame> DomainSeal::open(Frame stored, const Digest& digest) const {
    if (stored.id != id_of(digest)) return damaged("the frame of another block");
    Status opened = decrypt(stored);
    if (!opened) return failure(opened.error());
    stored.id = digest;
    return stored;
}

Result<Digest> DomainSeal::prove(Frame stored) const {
    Status opened = decrypt(stored);
    if (!opened) return failure(opened.error());
    auto plain = decode_frame(stored);
    if (!plain) return failure(plain.error());
    const Digest digest = crypto::sha256(*plain);
    if (id_of(digest) != stored.id)
        return damaged("the content does not have the id it is stored under");
    return digest;
}

}  // namespace amicast::blocks
