// Encoding and strict parsing of the segment format.
#include "blocks/segment.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include <xxhash.h>

#include "base/check.h"
#include "base/limits.h"

namespace amicast::blocks {
namespace {

constexpr std::string_view segment_magic = "AMISEG\r\n";
constexpr std::string_view frame_magic = "AMFR";
constexpr std::string_view footer_magic = "AMIX";
constexpr std::string_view trailer_magic = "AMIEND\r\n";
// Version 1 had no sealed frames and is otherwise the same.
constexpr std::uint32_t segment_version = 2;
constexpr std::uint32_t segment_version_min = 1;
constexpr std::size_t footer_head_bytes = 8;
constexpr std::size_t footer_entry_bytes = 56;
constexpr std::size_t frame_checked_bytes = 48;  // of the header, before the checksum

void store(std::uint8_t* at, std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i)
        at[i] = static_cast<std::uint8_t>(value >> 8 * i);
}

std::uint64_t load(ByteView bytes, std::size_t offset, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;)
        value = value << 8 | bytes[offset + i];
    return value;
}

void store_text(std::uint8_t* at, std::string_view text) {
    std::memcpy(at, text.data(), text.size());
}

bool starts_with(ByteView bytes, std::string_view text) {
    return bytes.size() >= text.size() && as_text(bytes.first(text.size())) == text;
}

bool is_zero(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

std::uint64_t checksum(ByteView bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

// Header and payload need not lie side by side: the one seeds the other.
std::uint64_t frame_checksum(ByteView header, ByteView payload) {
    return XXH3_64bits_withSeed(payload.data(), payload.size(),
                                checksum(header.first(frame_checked_bytes)));
}

tl::unexpected<Error> damaged(const std::string& what) {
    return failure(ErrorKind::corrupt, "stored data is damaged", "segment: " + what);
}

tl::unexpected<Error> newer(const std::string& what) {
    return failure(ErrorKind::unsupported,
                   "stored data was written by a newer version of this program",
                   "segment: " + what);
}

// Kind, codec, sealing and sizes as header and footer hold them.
Status check_fields(const FrameEntry& entry) {
    if (entry.kind != FrameKind::block && entry.kind != FrameKind::manifest_node)
        return damaged("unknown kind of frame");
    if (entry.plain_bytes == 0 || entry.plain_bytes > limits::block_bytes)
        return damaged("a frame's content of " + std::to_string(entry.plain_bytes) + " bytes");
    const std::uint32_t sealing = entry.sealed ? sealing_bytes : 0;
    if (entry.stored_bytes <= sealing) return damaged("a frame without a payload");
    const std::uint32_t encoded_bytes = entry.stored_bytes - sealing;
    const bool fits = (entry.codec == Codec::raw && encoded_bytes == entry.plain_bytes) ||
                      (entry.codec == Codec::zstd && encoded_bytes < entry.plain_bytes);
    if (!fits) return damaged("a frame's codec and sizes do not belong together");
    return {};
}

}  // namespace

std::uint64_t Trailer::footer_bytes() const {
    return footer_head_bytes + entries * footer_entry_bytes;
}

SegmentHeader encode_segment_header(const SegmentId& id) {
    SegmentHeader header{};
    store_text(header.data(), segment_magic);
    store(header.data() + 8, segment_version, 4);
    std::copy(id.begin(), id.end(), header.begin() + 16);
    store(header.data() + 32, checksum(ByteView(header).first(32)), 8);
    return header;
}

Result<SegmentId> parse_segment_header(ByteView bytes) {
    if (bytes.size() != segment_header_bytes) return damaged("the header is cut short");
    if (!starts_with(bytes, segment_magic)) return damaged("not a segment");
    if (load(bytes, 32, 8) != checksum(bytes.first(32)))
        return damaged("the header's checksum does not fit");
    if (load(bytes, 8, 4) < segment_version_min || load(bytes, 8, 4) > segment_version)
        return newer("version " + std::to_string(load(bytes, 8, 4)));
    if (load(bytes, 12, 4) != 0) return newer("flags that are not known here");
    SegmentId id{};
    std::copy_n(bytes.begin() + 16, id.size(), id.begin());
    return id;
}

FrameHeader encode_frame_header(const Frame& frame) {
    FrameHeader header{};
    store_text(header.data(), frame_magic);
    header[4] = static_cast<std::uint8_t>(frame.kind);
    header[5] = static_cast<std::uint8_t>(frame.codec);
    header[6] = frame.sealed ? 1 : 0;
    store(header.data() + 8, frame.plain_bytes, 4);
    store(header.data() + 12, frame.payload.size(), 4);
    std::copy(frame.id.begin(), frame.id.end(), header.begin() + 16);
    store(header.data() + frame_checked_bytes, frame_checksum(header, frame.payload), 8);
    return header;
}

Result<FrameEntry> parse_frame_header(ByteView bytes, std::uint64_t offset) {
    if (bytes.size() != frame_header_bytes) return damaged("a frame's header is cut short");
    if (!starts_with(bytes, frame_magic) || load(bytes, 6, 2) > 1)
        return damaged("no frame where one should be");
    FrameEntry entry{.offset = offset,
                     .plain_bytes = static_cast<std::uint32_t>(load(bytes, 8, 4)),
                     .stored_bytes = static_cast<std::uint32_t>(load(bytes, 12, 4)),
                     .kind = static_cast<FrameKind>(bytes[4]),
                     .codec = static_cast<Codec>(bytes[5]),
                     .sealed = bytes[6] == 1};
    std::copy_n(bytes.begin() + 16, entry.id.size(), entry.id.begin());
    Status valid = check_fields(entry);
    if (!valid) return failure(valid.error());
    return entry;
}

bool frame_checksum_fits(ByteView bytes) {
    return bytes.size() >= frame_header_bytes &&
           load(bytes, frame_checked_bytes, 8) ==
               frame_checksum(bytes.first(frame_header_bytes), bytes.subspan(frame_header_bytes));
}

Result<Frame> parse_frame(ByteView bytes) {
    auto entry = parse_frame_header(bytes.first(std::min(bytes.size(), frame_header_bytes)), 0);
    if (!entry) return failure(entry.error());
    if (bytes.size() != entry->bytes()) return damaged("a frame of another length than it says");
    if (!frame_checksum_fits(bytes)) return damaged("a frame's checksum does not fit");
    return Frame{.id = entry->id,
                 .kind = entry->kind,
                 .codec = entry->codec,
                 .plain_bytes = entry->plain_bytes,
                 .payload = to_bytes(bytes.subspan(frame_header_bytes)),
                 .sealed = entry->sealed};
}

Bytes encode_footer(std::span<const FrameEntry> entries, std::uint64_t footer_offset) {
    check(entries.size() <= segment_frames_max, "frames of a segment");
    Trailer trailer{.footer_offset = footer_offset, .entries = entries.size()};
    Bytes bytes(trailer.footer_bytes() + segment_trailer_bytes);
    store_text(bytes.data(), footer_magic);
    std::uint8_t* at = bytes.data() + footer_head_bytes;
    for (const FrameEntry& entry : entries) {
        std::copy(entry.id.begin(), entry.id.end(), at);
        store(at + 32, entry.offset, 8);
        store(at + 40, entry.plain_bytes, 4);
        store(at + 44, entry.stored_bytes, 4);
        at[48] = static_cast<std::uint8_t>(entry.kind);
        at[49] = static_cast<std::uint8_t>(entry.codec);
        at[50] = entry.sealed ? 1 : 0;
        at += footer_entry_bytes;
    }
    store(at, footer_offset, 8);
    store(at + 8, entries.size(), 8);
    store(at + 16, checksum(ByteView(bytes).first(trailer.footer_bytes())), 8);
    store(at + 24, checksum({at, 24}), 8);
    store_text(at + 32, trailer_magic);
    return bytes;
}

Result<Trailer> parse_trailer(ByteView bytes, std::uint64_t segment_bytes) {
    if (bytes.size() != segment_trailer_bytes || as_text(bytes.subspan(32)) != trailer_magic)
        return damaged("no trailer");
    if (load(bytes, 24, 8) != checksum(bytes.first(24)))
        return damaged("the trailer's checksum does not fit");
    Trailer trailer{.footer_offset = load(bytes, 0, 8),
                    .entries = load(bytes, 8, 8),
                    .footer_checksum = load(bytes, 16, 8)};
    const std::uint64_t room = segment_bytes - segment_trailer_bytes;
    if (trailer.entries > segment_frames_max || trailer.footer_offset < segment_header_bytes ||
        trailer.footer_offset > room || room - trailer.footer_offset != trailer.footer_bytes())
        return damaged("the trailer does not fit the segment's length");
    return trailer;
}

Result<std::vector<FrameEntry>> parse_footer(ByteView bytes, const Trailer& trailer) {
    if (bytes.size() != trailer.footer_bytes() || !starts_with(bytes, footer_magic) ||
        load(bytes, 4, 4) != 0 || checksum(bytes) != trailer.footer_checksum)
        return damaged("the footer does not fit its trailer");
    std::vector<FrameEntry> entries;
    entries.reserve(trailer.entries);
    std::uint64_t end = segment_header_bytes;
    for (std::size_t i = 0; i < trailer.entries; ++i) {
        ByteView at = bytes.subspan(footer_head_bytes + i * footer_entry_bytes, footer_entry_bytes);
        FrameEntry entry{.offset = load(at, 32, 8),
                         .plain_bytes = static_cast<std::uint32_t>(load(at, 40, 4)),
                         .stored_bytes = static_cast<std::uint32_t>(load(at, 44, 4)),
                         .kind = static_cast<FrameKind>(at[48]),
                         .codec = static_cast<Codec>(at[49]),
                         .sealed = at[50] == 1};
        std::copy_n(at.begin(), entry.id.size(), entry.id.begin());
        Status valid = check_fields(entry);
        if (!valid) return failure(valid.error());
        // Subtracting on the safe side: `offset` comes from a file and could wrap the sum.
        const bool fits = entry.offset >= end && entry.offset <= trailer.footer_offset &&
                          trailer.footer_offset - entry.offset >= entry.bytes();
        if (!fits || at[50] > 1 || !is_zero(at.subspan(51)))
            return damaged("the footer's entries do not lie between header and footer");
        end = entry.end();
        entries.push_back(entry);
    }
    return entries;
}

}  // namespace amicast::blocks
