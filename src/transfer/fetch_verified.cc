#include "transfer/fetch_verified.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"

namespace amicast::transfer {
namespace {

tl::unexpected<Error> lied(std::string detail) {
    return failure(ErrorKind::corrupt, "The source region sent data that is not what it should be.",
                   std::move(detail));
}

}  // namespace

Result<std::vector<blocks::Frame>> fetch_frames(Source& source, std::span<const Digest> digests,
                                                blocks::FrameKind kind) {
    auto frames = source.fetch(digests);
    if (!frames) return frames;
    if (frames->size() != digests.size()) {
        return lied(fmt::format("{} frames instead of {}", frames->size(), digests.size()));
    }
    for (std::size_t i = 0; i < digests.size(); ++i) {
        const blocks::Frame& frame = (*frames)[i];
        if (frame.id != digests[i]) return lied("another frame than " + to_hex(digests[i]));
        if (frame.kind != kind) return lied("another kind of frame for " + to_hex(digests[i]));
        if (frame.sealed) return lied("a sealed frame for " + to_hex(digests[i]));
        // Compressed is shorter than raw: encode_frame() would have kept it raw, and a segment
        // could not be read with such a frame in it.
        const bool shorter = frame.payload.size() < frame.plain_bytes;
        const bool fits = frame.codec == blocks::Codec::raw || shorter;
        if (frame.plain_bytes > limits::block_bytes || frame.payload.size() > frame.plain_bytes ||
            !fits) {
            return lied("too long a frame for " + to_hex(digests[i]));
        }
    }
    return frames;
}

Status verify_block(const blocks::Frame& frame) {
    if (frame.plain_bytes != limits::block_bytes) {
        return lied(fmt::format("a block of {} bytes: {}", frame.plain_bytes, to_hex(frame.id)));
    }
    auto plain = blocks::decode_and_verify(frame);
    if (!plain) return failure(plain.error());
    return {};
}

std::int64_t payload_bytes(std::span<const blocks::Frame> frames) {
    std::int64_t bytes = 0;
    for (const blocks::Frame& frame : frames)
        bytes += static_cast<std::int64_t>(frame.payload.size());
    return bytes;
}

}  // namespace amicast::transfer
