// Mark and sweep: forgetting dead blocks, then giving their space back by rewriting segments of
// which little is left. Safe at any time and against interruption anywhere: a block is in the index
// with a durable frame throughout.
#pragma once

#include <functional>

#include "base/result.h"
#include "blocks/index.h"
#include "blocks/segment_writer.h"
#include "storage/object_store.h"

namespace amicast::blocks {

class GarbageCollector {
  public:
    // `writer` takes the frames that survive; `keep` says which segments are still written to.
    GarbageCollector(storage::ObjectStore& objects, BlockIndex& index, SegmentWriter& writer,
                     std::uint64_t segment_bytes_max, std::function<bool(SegmentNumber)> keep);

    // Forgets blocks that are not live and were not touched since `cutoff`.
    Status forget_dead(const std::function<bool(const BlockId&)>& is_live, Time cutoff);
    // Bytes that segments became smaller by.
    Result<std::uint64_t> reclaim();

  private:
    Status forget_dead_of(FrameKind kind, const std::function<bool(const BlockId&)>& is_live,
                          Time cutoff);
    std::vector<SegmentRow> worth_rewriting(const std::vector<SegmentRow>& rows) const;
    // Copies what lives in the segment elsewhere; the bytes copied.
    Result<std::uint64_t> evacuate(SegmentNumber segment);
    Result<std::uint64_t> append_and_move(SegmentNumber from, const std::vector<Frame>& frames);
    Status drop(SegmentNumber segment);

    storage::ObjectStore& objects_;
    BlockIndex& index_;
    SegmentWriter& writer_;
    const std::uint64_t segment_bytes_max_;
    std::function<bool(SegmentNumber)> keep_;
};

}  // namespace amicast::blocks
