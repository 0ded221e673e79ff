// Mark and sweep over the index, then segment by segment.
#include "blocks/garbage.h"

#include <algorithm>

#include "blocks/segment_reader.h"
#include "telemetry/log.h"

namespace amicast::blocks {
namespace {

// Rows looked at, and forgotten, in one transaction.
constexpr std::size_t page_rows = 4096;
// Rewriting a segment must give back at least a quarter of it.
constexpr std::uint64_t live_quarters_max = 3;
// Of segments smaller than this part of a full one, two or more are merged.
constexpr std::uint64_t small_parts = 8;
// Frames in memory while a segment is evacuated.
constexpr std::uint64_t copy_bytes_max = 8U << 20;

}  // namespace

GarbageCollector::GarbageCollector(storage::ObjectStore& objects, BlockIndex& index,
                                   SegmentWriter& writer, std::uint64_t segment_bytes_max,
                                   std::function<bool(SegmentNumber)> keep)
    : objects_(objects),
      index_(index),
      writer_(writer),
      segment_bytes_max_(segment_bytes_max),
      keep_(std::move(keep)) {}

// Nodes first: while a node is there, so is what it refers to, also if this is interrupted.
Status GarbageCollector::forget_dead(const std::function<bool(const BlockId&)>& is_live,
                                     Time cutoff) {
    Status nodes = forget_dead_of(FrameKind::manifest_node, is_live, cutoff);
    return nodes ? forget_dead_of(FrameKind::block, is_live, cutoff) : nodes;
}

Status GarbageCollector::forget_dead_of(FrameKind kind,
                                        const std::function<bool(const BlockId&)>& is_live,
                                        Time cutoff) {
    std::optional<BlockId> after;
    while (true) {
        auto page = index_.candidates(kind, after, page_rows);
        if (!page) return failure(page.error());
        if (page->empty()) return {};
        after = page->back().id;
        std::vector<BlockId> dead;
        for (const Candidate& candidate : *page) {
            if (candidate.touched < cutoff && !is_live(candidate.id)) dead.push_back(candidate.id);
        }
        if (dead.empty()) continue;
        auto forgotten = index_.forget(dead, cutoff);
        if (!forgotten) return failure(forgotten.error());
    }
}

std::vector<SegmentRow> GarbageCollector::worth_rewriting(
    const std::vector<SegmentRow>& rows) const {
    std::vector<SegmentRow> chosen;
    std::vector<SegmentRow> small;
    for (const SegmentRow& row : rows) {
        if (row.state == SegmentState::dropping || keep_(row.number)) continue;
        const std::uint64_t frames =
            row.data_bytes - std::min<std::uint64_t>(row.data_bytes, segment_header_bytes);
        if (row.live_bytes * 4 <= frames * live_quarters_max) {
            chosen.push_back(row);
        } else if (row.data_bytes < segment_bytes_max_ / small_parts) {
            small.push_back(row);
        }
    }
    // One small segment alone would only be copied to another one; beside others it may be merged.
    if (small.size() + chosen.size() > 1) chosen.insert(chosen.end(), small.begin(), small.end());
    return chosen;
}

Result<std::uint64_t> GarbageCollector::reclaim() {
    auto rows = index_.usage();
    if (!rows) return failure(rows.error());
    std::uint64_t removed = 0;
    std::uint64_t copied = 0;
    for (const SegmentRow& row : worth_rewriting(*rows)) {
        auto moved = evacuate(row.number);
        // Damaged or lost: kept, since the others' space can be given back all the same.
        const bool damaged = !moved && (moved.error().kind == ErrorKind::corrupt ||
                                        moved.error().kind == ErrorKind::not_found);
        if (damaged) continue;
        if (!moved) return failure(moved.error());
        Status dropped = drop(row.number);
        if (!dropped) return failure(dropped.error());
        copied += *moved;
        removed += row.data_bytes;
    }
    return removed > copied ? removed - copied : 0;
}

Result<std::uint64_t> GarbageCollector::evacuate(SegmentNumber segment) {
    auto entries = index_.frames_in(segment);
    if (!entries) return failure(entries.error());
    std::vector<Location> wanted;
    wanted.reserve(entries->size());
    for (const FrameEntry& entry : *entries)
        wanted.push_back({segment, entry});
    std::vector<Frame> frames;
    std::uint64_t held = 0;
    std::uint64_t copied = 0;
    auto flush = [&]() -> Status {
        auto bytes = append_and_move(segment, frames);
        if (!bytes) return failure(bytes.error());
        copied += *bytes;
        frames.clear();
        held = 0;
        return {};
    };
    Status read = read_frames(objects_, wanted, [&](std::size_t, Frame frame) -> Status {
        held += frame.payload.size();
        frames.push_back(std::move(frame));
        return held < copy_bytes_max ? Status() : flush();
    });
    if (read && !frames.empty()) read = flush();
    if (!read) return failure(read.error());
    return copied;
}

Result<std::uint64_t> GarbageCollector::append_and_move(SegmentNumber from,
                                                        const std::vector<Frame>& frames) {
    std::vector<PreparedFrame> prepared(frames.begin(), frames.end());
    std::vector<const PreparedFrame*> pointers;
    std::uint64_t bytes = 0;
    for (const PreparedFrame& frame : prepared) {
        pointers.push_back(&frame);
        bytes += frame.bytes();
    }
    auto runs = writer_.append(pointers);
    if (!runs) return failure(runs.error());
    Status moved = index_.move(from, *runs);
    if (!moved) return failure(moved.error());
    return bytes;
}

Status GarbageCollector::drop(SegmentNumber segment) {
    Status marked = index_.start_drop(segment);
    if (!marked) return marked;
    Status removed = objects_.remove(segment_name(segment));
    if (!removed) return removed;
    telemetry::log_debug("segment_dropped", {{"segment", segment_name(segment)}});
    return index_.finish_drop(segment);
}

}  // namespace amicast::blocks
