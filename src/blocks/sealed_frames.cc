#include "blocks/sealed_frames.h"

#include <utility>

#include "telemetry/log.h"

namespace amicast::blocks {

Result<std::vector<bool>> SealedFrames::contains(std::span<const Digest> digests) {
    std::vector<BlockId> ids;
    ids.reserve(digests.size());
    for (const Digest& digest : digests)
        ids.push_back(id_of(digest));
    return store_.contains(ids);
}

// A look-up costs some microseconds, sealing a block a hundred: what is here is not sealed again.
Status SealedFrames::put(std::span<const Frame> frames) {
    std::vector<BlockId> ids;
    ids.reserve(frames.size());
    for (const Frame& frame : frames)
        ids.push_back(id_of(frame.id));
    auto known = store_.contains(ids);
    if (!known) return failure(known.error());
    std::vector<Frame> sealed;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!(*known)[i]) sealed.push_back(seal_.seal(frames[i], random_));
    }
    return store_.put(sealed);
}

Result<std::vector<Frame>> SealedFrames::get(std::span<const Digest> digests) {
    std::vector<BlockId> ids;
    ids.reserve(digests.size());
    for (const Digest& digest : digests)
        ids.push_back(id_of(digest));
    auto frames = store_.get(ids);
    if (!frames) return frames;
    for (std::size_t i = 0; i < digests.size(); ++i) {
        auto opened = seal_.open(std::move((*frames)[i]), digests[i]);
        if (!opened) {
            telemetry::log_error("block_damaged", {{"why", opened.error().detail}});
            return failure(opened.error());
        }
        (*frames)[i] = std::move(*opened);
    }
    return frames;
}

}  // namespace amicast::blocks
