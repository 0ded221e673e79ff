// A disk's content into a block store.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "formats/disk_source.h"
#include "snapshots/manifest.h"

namespace amicast::imports {

struct StoredDisk {
    snapshots::Root root{};
    std::int64_t volume_gib = 0;      // the disk, rounded up
    std::int64_t present_blocks = 0;  // that hold anything but zeroes
};

// Stores every block that holds anything but zeroes, and the manifest of all. `between` is called
// every few MiB with the offset reached; its error ends the work and is returned.
Result<StoredDisk> store_disk(blocks::FrameStore& frames, const formats::DiskSource& disk,
                              const std::function<Status(std::uint64_t)>& between);

}  // namespace amicast::imports
