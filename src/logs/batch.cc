#include "logs/batch.h"

#include <memory>
#include <optional>

#include <zstd.h>

#include "base/check.h"

namespace amicast::logs {
namespace {

constexpr std::uint8_t batch_version = 1;
// Fast, and log lines compress well at any level.
constexpr int zstd_level = 1;
// What a full batch could be at most: every event has at most 20 bytes of numbers, less than what
// it counts for in the size of a batch.
constexpr std::size_t plain_bytes_max = 1 + 2 * batch_bytes_max;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context per thread: making one costs more than compressing a line.
ZSTD_CCtx* compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context = [] {
        std::unique_ptr<ZSTD_CCtx, FreeContext> made(ZSTD_createCCtx());
        check(made != nullptr, "memory for compression");
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, zstd_level);
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
        return made;
    }();
    return context.get();
}

ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    check(context != nullptr, "memory for decompression");
    return context.get();
}

void append_varint(Bytes& bytes, std::uint64_t value) {
    while (value >= 0x80) {
        bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

// Takes a varint off the front.
std::optional<std::uint64_t> take_varint(ByteView& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const std::uint8_t byte = bytes.front();
        bytes = bytes.subspan(1);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) return value;
    }
    return std::nullopt;
}

tl::unexpected<Error> bad_batch(const char* what) {
    return failure(ErrorKind::corrupt, "stored log events are damaged", what);
}

Result<Bytes> decompress(ByteView content) {
    const auto size = ZSTD_getFrameContentSize(content.data(), content.size());
    // The two special answers are larger, too.
    if (size > plain_bytes_max) return bad_batch("the batch names no possible size");
    Bytes plain(size);
    const std::size_t done = ZSTD_decompressDCtx(decompressor(), plain.data(), plain.size(),
                                                 content.data(), content.size());
    if (ZSTD_isError(done) != 0) return bad_batch(ZSTD_getErrorName(done));
    if (done != plain.size()) return bad_batch("the batch is shorter than it says");
    return plain;
}

}  // namespace

Bytes encode_batch(Milliseconds first, std::span<const NewEvent> events) {
    Bytes plain{batch_version};
    Milliseconds before = first;
    for (const NewEvent& event : events) {
        check(event.time >= before, "events of a batch are in order of time");
        append_varint(plain, static_cast<std::uint64_t>(event.time - before));
        append_varint(plain, event.message.size());
        plain.insert(plain.end(), event.message.begin(), event.message.end());
        before = event.time;
    }
    check(plain.size() <= plain_bytes_max, "a batch has its bounds");
    Bytes content(ZSTD_compressBound(plain.size()));
    const std::size_t size =
        ZSTD_compress2(compressor(), content.data(), content.size(), plain.data(), plain.size());
    check(ZSTD_isError(size) == 0, "zstd compresses within its bound");
    content.resize(size);
    return content;
}

Result<DecodedBatch> decode_batch(Milliseconds first, ByteView content) {
    auto plain = decompress(content);
    if (!plain) return failure(plain.error());
    DecodedBatch batch{.plain = std::move(*plain), .events = {}};
    ByteView rest = batch.plain;
    if (rest.empty() || rest.front() != batch_version) return bad_batch("unknown version");
    rest = rest.subspan(1);
    Milliseconds time = first;
    while (!rest.empty()) {
        auto step = take_varint(rest);
        auto length = step ? take_varint(rest) : std::nullopt;
        if (!length || *length > rest.size() || *step > static_cast<std::uint64_t>(time_max))
            return bad_batch("an event goes beyond its end");
        time += static_cast<Milliseconds>(*step);
        batch.events.push_back({time, as_text(rest.first(*length))});
        rest = rest.subspan(*length);
    }
    return batch;
}

}  // namespace amicast::logs
