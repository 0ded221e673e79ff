#include "cli/block_content.h"

#include <cstring>
#include <memory>

#include <zstd.h>

#include "base/check.h"

namespace amicast::cli {
namespace {

struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context per thread: making one costs much of what unpacking a block does.
ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    check(context != nullptr, "memory for decompression");
    return context.get();
}

}  // namespace

Status unpack_block(const wire::HttpResponse& response, std::span<std::uint8_t> out) {
    const std::string& body = response.body;
    auto form = wire::find_header(response.headers, "content-encoding");
    std::size_t bytes = 0;
    if (form && *form == "zstd") {
        bytes =
            ZSTD_decompressDCtx(decompressor(), out.data(), out.size(), body.data(), body.size());
    } else if (!form || form->empty() || *form == "identity") {
        bytes = body.size();
        if (bytes == out.size()) std::memcpy(out.data(), body.data(), bytes);
    } else {
        return failure(ErrorKind::corrupt,
                       "A block came in a form that was not asked for: " + std::string(*form));
    }
    // What zstd calls an error is a number that no block is as long as.
    if (bytes != out.size()) return failure(ErrorKind::corrupt, "A block did not arrive whole.");
    return {};
}

}  // namespace amicast::cli
