// A frame: one block, or one node of a manifest, as it is stored and as it travels between regions.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace amicast::blocks {

// Names content within its dedup domain. Unencrypted: SHA-256 of the plain content.
using BlockId = Digest;

enum class FrameKind : std::uint8_t { block = 1, manifest_node = 2 };
enum class Codec : std::uint8_t { raw = 0, zstd = 1 };

struct Frame {
    BlockId id{};
    FrameKind kind = FrameKind::block;
    Codec codec = Codec::raw;
    std::uint32_t plain_bytes = 0;
    Bytes payload;  // plain_bytes long when raw, else one zstd frame
};

// Compresses with zstd and keeps the content raw when that saves less than one part in 16.
// Uses a per-thread compression context; safe from any thread.
Frame encode_frame(FrameKind kind, const BlockId& id, ByteView plain);

// The plain content. `corrupt` when the payload does not decode to exactly plain_bytes.
Result<Bytes> decode_frame(const Frame& frame);

// Decodes and checks that the content really has the id it claims (unencrypted domain).
Result<Bytes> decode_and_verify(const Frame& frame);

}  // namespace amicast::blocks
