// The bytes of a segment: its header, its frames, and the footer and trailer of a sealed one.
// docs/formats/segment.md is the reference. Pure functions; reading and writing are elsewhere.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "blocks/frame.h"

namespace amicast::blocks {

inline constexpr std::size_t segment_header_bytes = 40;
inline constexpr std::size_t frame_header_bytes = 56;
inline constexpr std::size_t segment_trailer_bytes = 40;
// Keeps the footer, and what a writer remembers for it, within a few MiB.
inline constexpr std::size_t segment_frames_max = 65'536;

using SegmentId = std::array<std::uint8_t, 16>;
using SegmentHeader = std::array<std::uint8_t, segment_header_bytes>;
using FrameHeader = std::array<std::uint8_t, frame_header_bytes>;

// A frame without its payload, and where in its segment it starts.
struct FrameEntry {
    BlockId id{};
    std::uint64_t offset = 0;
    std::uint32_t plain_bytes = 0;
    std::uint32_t stored_bytes = 0;  // of the payload
    FrameKind kind = FrameKind::block;
    Codec codec = Codec::raw;
    bool sealed = false;

    std::uint64_t bytes() const { return frame_header_bytes + stored_bytes; }
    std::uint64_t end() const { return offset + bytes(); }
    friend bool operator==(const FrameEntry&, const FrameEntry&) = default;
};

struct Trailer {
    std::uint64_t footer_offset = 0;
    std::uint64_t entries = 0;
    std::uint64_t footer_checksum = 0;

    std::uint64_t footer_bytes() const;
};

SegmentHeader encode_segment_header(const SegmentId& id);
// All parsers: `corrupt` with the reason in `detail`; nothing they return is out of its range. Here
// also `unsupported`: a good header of a newer version.
Result<SegmentId> parse_segment_header(ByteView bytes);

// The 56 bytes in front of the payload, checksum included.
FrameHeader encode_frame_header(const Frame& frame);
// The fields of a header without its payload; the checksum is not looked at.
Result<FrameEntry> parse_frame_header(ByteView bytes, std::uint64_t offset);
// True when header and payload (all of `bytes`) fit the checksum.
bool frame_checksum_fits(ByteView bytes);
// Header and payload, which are all of `bytes`, checked.
Result<Frame> parse_frame(ByteView bytes);

// Footer and trailer of a segment whose frames end at `footer_offset`.
Bytes encode_footer(std::span<const FrameEntry> entries, std::uint64_t footer_offset);
// The last 40 bytes of a segment that is `segment_bytes` long.
Result<Trailer> parse_trailer(ByteView bytes, std::uint64_t segment_bytes);
// Entries are checked to lie one behind the other between header and footer.
Result<std::vector<FrameEntry>> parse_footer(ByteView bytes, const Trailer& trailer);

}  // namespace amicast::blocks
