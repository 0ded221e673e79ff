// Giving back the space of blocks that no snapshot, and no upload under way, refers to any more.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "base/clock.h"
#include "base/result.h"
#include "images/region.h"

namespace amicast::images {

// Marks from completed snapshots and unfinished uploads down, and drops what was not reached: the
// bytes given back. Safe beside uploads, copies and reads, because the block store keeps for its
// grace period whatever was put or found (blocks::Options::garbage_grace). Encrypted content is
// live in every state of its key but one: once the key is destroyed nobody can read it, and its
// space comes back.
//
// Does nothing, and returns nothing, while a copy into the region has been running for longer than
// `copy_age_max`: what it found at its beginning is protected by that period alone; nor when
// `still_read`, asked once everything is marked, says so. A manifest that cannot be read is an
// error, and then nothing is dropped: what is unknown may be live.
//
// Keeps 32 bytes and some for each live block in memory while it runs.
using StillRead = std::function<Result<bool>()>;
Result<std::optional<std::uint64_t>> collect_garbage(Region& region, Time now,
                                                     Duration copy_age_max,
                                                     const StillRead& still_read = {});

// Whether a copy under way into one of `destinations` reads a snapshot of `source` that was deleted
// after the copy began: nothing in `source` refers to its blocks any more.
Result<bool> copies_read_deleted(Region& source, std::span<Region* const> destinations);

}  // namespace amicast::images
