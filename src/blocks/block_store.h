// A region's blocks: stored once each, in append-only segments, found through an index that the
// segments alone can rebuild. Knows nothing of snapshots.
//
// Thread-safe. put() returns when its frames are durable; puts that arrive together share one
// fdatasync and one index transaction (group commit).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "blocks/frame.h"
#include "blocks/frame_store.h"
#include "catalog/database.h"
#include "storage/object_store.h"

namespace amicast::blocks {

struct Options {
    // A segment is sealed when it has grown past this.
    std::uint64_t segment_bytes_max = 256U << 20;
    // For how long garbage collection keeps a block that was put, or found by contains(), whatever
    // its caller says: as long as the caller may need to write down that it relies on the block
    // (with some room: what is kept for certain is three quarters of this).
    Duration garbage_grace = std::chrono::hours(24);
    const Clock* clock =
        nullptr;  // tells the age of what garbage collection looks at; null: system
};

struct Statistics {
    std::uint64_t frames = 0;        // in the index
    std::uint64_t plain_bytes = 0;   // of those frames
    std::uint64_t stored_bytes = 0;  // of those frames, headers included
    std::uint64_t segments = 0;
};

struct Damage {
    std::string segment;       // the object's name
    std::uint64_t offset = 0;  // of the frame in it
    BlockId id{};              // of the frame; zeroes when it is the segment that is damaged
    std::string what;
};

// As a FrameStore it is the plain domain: a frame's id is the SHA-256 of its content. Frames that
// were sealed under a key lie beside the plain ones, under the ids of their domain.
class BlockStore : public FrameStore {
  public:
    BlockId id_of(const Digest& digest) const final { return digest; }
    Reference reference_to(const Digest& digest) const final { return Reference(digest); }
    Result<Digest> digest_of(const Reference& reference) const final;

    virtual Result<Statistics> statistics() = 0;

    // Reads every segment and checks the frames that the index points at (checksum and content),
    // that each of them is there, and that the index knows every segment. What lies in a sealed
    // frame only its key shows: `check_sealed` says what is wrong with it. Calls `progress` with
    // bytes done and bytes in all. Either may be empty. Safe beside everything else.
    using OnProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;
    using CheckSealed = std::function<Status(const Frame&)>;
    virtual Result<std::vector<Damage>> verify(const OnProgress& progress,
                                               const CheckSealed& check_sealed) = 0;

    // Drops what `is_live` does not want and gives the space back; the bytes given back. A block
    // put or found by contains() less than Options::garbage_grace ago, or after the sweep began, is
    // kept, whatever `is_live` says. Manifest nodes go before blocks. May be interrupted anywhere.
    virtual Result<std::uint64_t> collect_garbage(
        const std::function<bool(const BlockId&)>& is_live) = 0;
};

// Opens the store, replays what a crash left unindexed, and cuts a torn tail off. The index lives
// in `catalog`, which must outlive the store; so must `objects`.
Result<std::unique_ptr<BlockStore>> open_block_store(storage::ObjectStore& objects,
                                                     catalog::Database& catalog,
                                                     Options options = {});

}  // namespace amicast::blocks
