// Reading segments: chosen frames with joined reads, and whole segments front to back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "blocks/index.h"
#include "blocks/segment.h"
#include "storage/object_store.h"

namespace amicast::blocks {

// All segments are objects with this prefix.
inline constexpr std::string_view segment_prefix = "segments/";

std::string segment_name(SegmentNumber number);
std::optional<SegmentNumber> segment_number(std::string_view name);

// Reads the frames at `wanted`, which are in order of segment and offset, and hands each over with
// its position in `wanted`. Neighbours are read together. Errors: not_found (the segment is gone),
// corrupt (a checksum, or a frame of another block), unavailable.
Status read_frames(storage::ObjectStore& objects, std::span<const Location> wanted,
                   const std::function<Status(std::size_t position, Frame frame)>& take);

struct ScannedFrame {
    FrameEntry entry;
    ByteView bytes;       // header and payload; valid during the visit only
    bool intact = false;  // the checksum fits
};

// Visits every frame from offset `from` to `to`, where scanning ends at the latest; it ends earlier
// where no frame starts. Returns that end. A frame whose payload rotted is visited as not intact.
Result<std::uint64_t> scan_frames(storage::ObjectStore& objects, const std::string& name,
                                  std::uint64_t from, std::uint64_t to,
                                  const std::function<Status(const ScannedFrame&)>& visit);

// What a segment of `bytes` bytes holds from offset `from` on: by its footer when it has one and
// `from` is 0, else by scanning for intact frames. `end` is that of the last frame. Errors:
// unsupported (made by a newer program), unavailable.
Result<Run> load_entries(storage::ObjectStore& objects, SegmentNumber number, std::uint64_t bytes,
                         std::uint64_t from);

}  // namespace amicast::blocks
