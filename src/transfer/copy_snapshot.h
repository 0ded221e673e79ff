// Brings one snapshot's manifest and blocks from a peer into a region: only what is missing, in
// parallel and in large batches, each frame verified against its id before it is stored.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "snapshots/manifest.h"
#include "transfer/memory_budget.h"
#include "transfer/source.h"

namespace amicast::transfer {

struct Progress {
    std::int64_t blocks_all = 0;     // present blocks the snapshot has
    std::int64_t blocks_done = 0;    // of those, now here (moved or found)
    std::int64_t bytes_moved = 0;    // payload bytes of frames fetched (blocks and nodes)
    std::int64_t bytes_skipped = 0;  // plain bytes of blocks that were here already
};

struct CopyOptions {
    std::size_t threads = 2;             // that fetch, verify and store
    std::size_t batch_bytes = 8U << 20;  // of frames asked for at once
    // Shared by all copies that should not take more memory together; null: no bound.
    std::shared_ptr<MemoryBudget> memory{};
};

// Called from time to time, from one thread at a time; a failing Status stops the copy with that
// error.
using OnProgress = std::function<Status(const Progress&)>;

// Source and destination may be of different domains: what the destination lacks is found out by
// its own names for the digests in the manifest, without reading data, and frames are opened there
// and sealed here without being compressed again.
//
// Idempotent: what an interrupted copy already stored is found again and skipped, so calling it
// again resumes. Returns when every frame the root needs is durable here. Errors: unavailable
// (peer), corrupt (a frame that is not what it claims), or what on_progress returned.
Result<Progress> copy_snapshot(Source& source, blocks::FrameStore& destination,
                               const snapshots::Root& root, const CopyOptions& options,
                               const OnProgress& on_progress);

}  // namespace amicast::transfer
