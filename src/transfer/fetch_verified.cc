#include "transfer/fetch_verified.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "crypto/sha256_each.h"

namespace amicast::transfer {
namespace {

tl::unexpected<Error> lied(std::string detail) {
    return failure(ErrorKind::corrupt, "The source region sent data that is not what it should be.",
                   std::move(detail));
}

Result<Bytes> decode_block(const blocks::Frame& frame) {
    if (frame.plain_bytes != limits::block_bytes)
        return lied(fmt::format("a block of {} bytes: {}", frame.plain_bytes, to_hex(frame.id)));
    return blocks::decode_frame(frame);
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

Status verify_blocks(std::span<const blocks::Frame> frames) {
    while (!frames.empty()) {
        const auto some = frames.first(std::min<std::size_t>(frames.size(), 2));
        frames = frames.subspan(some.size());
        std::vector<Bytes> contents;
        for (const blocks::Frame& frame : some) {
            auto content = decode_block(frame);
            if (!content) return failure(content.error());
            contents.push_back(std::move(*content));
        }
        std::vector<ByteView> views(contents.begin(), contents.end());
        std::vector<Digest> digests(views.size());
        crypto::sha256_each(views, digests);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (digests[i] != some[i].id)
                return lied("content with another SHA-256 than " + to_hex(some[i].id));
        }
    }
    return {};
}

std::int64_t payload_bytes(std::span<const blocks::Frame> frames) {
    std::int64_t bytes = 0;
    for (const blocks::Frame& frame : frames)
        bytes += static_cast<std::int64_t>(frame.payload.size());
    return bytes;
}

}  // namespace amicast::transfer
