// A frame: one block, or one node of a manifest, as it is stored and as it travels between regions.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace amicast::blocks {

// Names content within its dedup domain. Plain: SHA-256 of the content; under a key: an HMAC of
// that.
using BlockId = Digest;

enum class FrameKind : std::uint8_t { block = 1, manifest_node = 2 };
enum class Codec : std::uint8_t { raw = 0, zstd = 1 };

// What sealing adds to a payload.
inline constexpr std::uint32_t sealing_bytes = 28;

struct Frame {
    BlockId id{};
    FrameKind kind = FrameKind::block;
    Codec codec = Codec::raw;
    std::uint32_t plain_bytes = 0;
    Bytes payload;  // plain_bytes long when raw, else one zstd frame; when sealed, that encrypted
    // Under the key of some domain, as the store holds it. What goes through a FrameStore is not.
    bool sealed = false;
};

// Compresses with zstd and keeps the content raw when that saves less than one part in 16.
// Uses a per-thread compression context; safe from any thread.
Frame encode_frame(FrameKind kind, const BlockId& id, ByteView plain);

// The plain content. `corrupt` when the payload does not decode to exactly plain_bytes, or is
// sealed.
Result<Bytes> decode_frame(const Frame& frame);

// Decodes and checks that the content really has the SHA-256 it claims as its id.
Result<Bytes> decode_and_verify(const Frame& frame);

}  // namespace amicast::blocks
