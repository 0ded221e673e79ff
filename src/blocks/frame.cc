// Encoding and decoding of frames with zstd.
#include "blocks/frame.h"

#include <memory>
#include <string>

#include <zstd.h>

#include "base/check.h"
#include "base/limits.h"
#include "crypto/digest.h"

namespace amicast::blocks {
namespace {

// Chosen by measurement, see docs/decisions/0005-zstd-level-1-for-blocks.md.
constexpr int zstd_level = 1;

// Compressed is kept only when it saves at least one part in this many.
constexpr std::size_t saving_parts = 16;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context per thread: making one costs more than compressing a small node.
ZSTD_CCtx* compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    return context.get();
}

ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
    return context.get();
}

// Where compressed bytes land before their number is known.
Bytes& scratch() {
    thread_local Bytes bytes(limits::block_bytes);
    return bytes;
}

tl::unexpected<Error> bad_frame(const std::string& what) {
    return failure(ErrorKind::corrupt, "a stored block is damaged", "frame: " + what);
}

// The frame's single zstd frame, decoded. zstd checks the length of the content against its own.
Result<Bytes> decompress(const Frame& frame) {
    const Bytes& payload = frame.payload;
    if (ZSTD_findFrameCompressedSize(payload.data(), payload.size()) != payload.size())
        return bad_frame("the payload is not one zstd frame");
    Bytes plain(frame.plain_bytes);
    const std::size_t size = ZSTD_decompressDCtx(decompressor(), plain.data(), plain.size(),
                                                 payload.data(), payload.size());
    if (ZSTD_isError(size) != 0) return bad_frame(ZSTD_getErrorName(size));
    if (size != plain.size()) {
        return bad_frame("it decodes to " + std::to_string(size) + " bytes instead of " +
                         std::to_string(plain.size()));
    }
    return plain;
}

}  // namespace

Frame encode_frame(FrameKind kind, const BlockId& id, ByteView plain) {
    check(!plain.empty() && plain.size() <= limits::block_bytes, "size of a frame's content");
    Frame frame{.id = id,
                .kind = kind,
                .codec = Codec::raw,
                .plain_bytes = static_cast<std::uint32_t>(plain.size()),
                .payload = {}};
    // With no more room than what is worth keeping, zstd itself finds out that it is not.
    const std::size_t worth_keeping =
        plain.size() - (plain.size() + saving_parts - 1) / saving_parts;
    Bytes& room = scratch();
    const std::size_t size = ZSTD_compressCCtx(compressor(), room.data(), worth_keeping,
                                               plain.data(), plain.size(), zstd_level);
    if (ZSTD_isError(size) != 0) {
        frame.payload = to_bytes(plain);
        return frame;
    }
    frame.codec = Codec::zstd;
    frame.payload = to_bytes(ByteView(room).first(size));
    return frame;
}

Result<Bytes> decode_frame(const Frame& frame) {
    if (frame.sealed) return bad_frame("sealed content where plain one should be");
    if (frame.plain_bytes == 0 || frame.plain_bytes > limits::block_bytes)
        return bad_frame("content of " + std::to_string(frame.plain_bytes) + " bytes");
    if (frame.codec == Codec::zstd) return decompress(frame);
    if (frame.codec != Codec::raw) return bad_frame("unknown codec");
    if (frame.payload.size() != frame.plain_bytes)
        return bad_frame("a raw payload of another length than the content");
    return frame.payload;
}

Result<Bytes> decode_and_verify(const Frame& frame) {
    auto plain = decode_frame(frame);
    if (plain && crypto::sha256(*plain) != frame.id)
        return bad_frame("the content does not have the SHA-256 it is stored under");
    return plain;
}

}  // namespace amicast::blocks
