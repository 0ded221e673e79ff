// Where each block lies: the store's tables in the region's catalog. Everything in them can be
// rebuilt from the segments, so losing them loses time and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "blocks/block_store.h"
#include "blocks/segment.h"
#include "catalog/database.h"

namespace amicast::blocks {

using SegmentNumber = std::int64_t;

// A block's frame in some segment. `entry.codec` is not in the index; it counts only where a
// segment was read.
struct Location {
    SegmentNumber segment = 0;
    FrameEntry entry;
};

// What was appended to one segment in one go, durable.
struct Run {
    SegmentNumber segment = 0;
    std::uint64_t end = 0;  // of the last frame
    std::vector<FrameEntry> entries;
};

enum class SegmentState : std::int64_t {
    open = 0,      // may hold frames behind data_bytes that a crash kept out of the index
    closed = 1,    // whole, nothing will be appended
    dropping = 2,  // no block lies here any more; the object is to be removed
};

struct SegmentRow {
    SegmentNumber number = 0;
    std::uint64_t data_bytes = 0;  // header and frames, as far as the index knows
    SegmentState state = SegmentState::open;
    std::uint64_t live_bytes = 0;  // of frames the index points at; filled by usage() only
};

// A row as garbage collection sees it.
struct Candidate {
    BlockId id{};
    Time touched{};
};

class BlockIndex {
  public:
    BlockIndex(catalog::Database& catalog, const Clock& clock, Duration grace)
        : catalog_(catalog), clock_(clock), grace_(grace) {}

    static Status migrate(catalog::Database& catalog);

    // Which are known; those stay for the grace period from now on.
    Result<std::vector<bool>> touch(std::span<const BlockId> ids);
    Result<std::vector<std::optional<Location>>> find(std::span<const BlockId> ids);
    // Points at the frames of the runs. A block that has a place already keeps it.
    Status add(std::span<const Run> runs);
    // Forgets a block whose frame is damaged, if it still lies there.
    Status forget_damaged(const BlockId& id, const Location& location);
    Result<Statistics> statistics();

    Result<std::vector<SegmentRow>> segments();
    // The same with live_bytes.
    Result<std::vector<SegmentRow>> usage();
    // In order of offset.
    Result<std::vector<FrameEntry>> frames_in(SegmentNumber segment);
    Status close_segment(SegmentNumber segment);

    // Garbage collection. Rows of one kind in order of id, after `after`.
    Result<std::vector<Candidate>> candidates(FrameKind kind, const std::optional<BlockId>& after,
                                              std::size_t count);
    // Forgets those not touched since `cutoff`; the number forgotten.
    Result<std::int64_t> forget(std::span<const BlockId> ids, Time cutoff);
    // Points blocks that lie in `from` at their copies instead.
    Status move(SegmentNumber from, std::span<const Run> runs);
    // Marks a segment without blocks as to be removed; `conflict` when blocks lie there.
    Status start_drop(SegmentNumber segment);
    Status finish_drop(SegmentNumber segment);

  private:
    Status add_run(catalog::Transaction& tx, const Run& run, Time now);

    catalog::Database& catalog_;
    const Clock& clock_;
    Duration grace_;
};

}  // namespace amicast::blocks
