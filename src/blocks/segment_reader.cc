// Joined reads, scans, and loading a segment's entries.
#include "blocks/segment_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/limits.h"
#include "telemetry/log.h"

namespace amicast::blocks {
namespace {

constexpr std::string_view segment_suffix = ".seg";
constexpr std::size_t number_digits = 16;

// Reading over a gap of this size costs less than a further read.
constexpr std::uint64_t gap_bytes_max = 32U << 10;
// Bounds the buffer of one joined read; a single frame always fits.
constexpr std::uint64_t joined_bytes_max = 4U << 20;
constexpr std::uint64_t scan_buffer_bytes = 4U << 20;
static_assert(scan_buffer_bytes > limits::block_bytes + frame_header_bytes + sealing_bytes);

// How many of `wanted` one read covers.
std::size_t joined_count(std::span<const Location> wanted) {
    const Location& first = wanted.front();
    std::uint64_t end = first.entry.end();
    std::size_t count = 1;
    for (; count < wanted.size(); ++count) {
        const Location& next = wanted[count];
        const bool near = next.segment == first.segment &&
                          next.entry.offset >= first.entry.offset &&
                          next.entry.offset <= end + gap_bytes_max;
        if (!near || next.entry.end() - first.entry.offset > joined_bytes_max) break;
        end = std::max(end, next.entry.end());
    }
    return count;
}

Result<Frame> parse_wanted(ByteView bytes, const Location& wanted) {
    auto frame = parse_frame(bytes);
    if (frame && frame->id == wanted.entry.id) return frame;
    const std::string why = frame ? "the frame of another block" : frame.error().detail;
    telemetry::log_error(
        "block_damaged",
        {{"segment", segment_name(wanted.segment)}, {"offset", wanted.entry.offset}, {"why", why}});
    return failure(ErrorKind::corrupt, "a stored block is damaged",
                   segment_name(wanted.segment) + ": " + why);
}

}  // namespace

std::string segment_name(SegmentNumber number) {
    return fmt::format("{}{:016x}{}", segment_prefix, number, segment_suffix);
}

std::optional<SegmentNumber> segment_number(std::string_view name) {
    if (name.size() != segment_prefix.size() + number_digits + segment_suffix.size() ||
        !name.starts_with(segment_prefix) || !name.ends_with(segment_suffix))
        return std::nullopt;
    std::string_view digits = name.substr(segment_prefix.size(), number_digits);
    SegmentNumber number = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (error != std::errc() || end != digits.data() + digits.size() || number <= 0)
        return std::nullopt;
    return number;
}

Status read_frames(storage::ObjectStore& objects, std::span<const Location> wanted,
                   const std::function<Status(std::size_t position, Frame frame)>& take) {
    Bytes buffer;
    for (std::size_t first = 0; first < wanted.size();) {
        const std::size_t count = joined_count(wanted.subspan(first));
        const std::uint64_t start = wanted[first].entry.offset;
        std::uint64_t end = start;
        for (std::size_t i = first; i < first + count; ++i)
            end = std::max(end, wanted[i].entry.end());
        buffer.resize(end - start);
        Status read = objects.read(segment_name(wanted[first].segment), start, buffer);
        if (!read) return read;
        for (std::size_t i = first; i < first + count; ++i) {
            const FrameEntry& entry = wanted[i].entry;
            auto frame = parse_wanted(ByteView(buffer).subspan(entry.offset - start, entry.bytes()),
                                      wanted[i]);
            if (!frame) return failure(frame.error());
            Status taken = take(i, std::move(*frame));
            if (!taken) return taken;
        }
        first += count;
    }
    return {};
}

Result<std::uint64_t> scan_frames(storage::ObjectStore& objects, const std::string& name,
                                  std::uint64_t from, std::uint64_t to,
                                  const std::function<Status(const ScannedFrame&)>& visit) {
    Bytes buffer;
    std::uint64_t buffer_start = from;
    std::uint64_t at = from;
    // Makes [at, at + count) available; count never passes `to`.
    auto provide = [&](std::uint64_t count) -> Result<ByteView> {
        if (at + count > buffer_start + buffer.size()) {
            buffer_start = at;
            buffer.resize(std::min(scan_buffer_bytes, to - at));
            Status read = objects.read(name, at, buffer);
            if (!read) return failure(read.error());
        }
        return ByteView(buffer).subspan(at - buffer_start, count);
    };
    while (at < to && to - at >= frame_header_bytes) {
        auto header = provide(frame_header_bytes);
        if (!header) return failure(header.error());
        auto entry = parse_frame_header(*header, at);
        if (!entry || to - at < entry->bytes()) break;
        auto bytes = provide(entry->bytes());
        if (!bytes) return failure(bytes.error());
        Status visited = visit({*entry, *bytes, frame_checksum_fits(*bytes)});
        if (!visited) return failure(visited.error());
        at += entry->bytes();
    }
    return at;
}

namespace {

// `corrupt` when there is no good footer.
Result<std::vector<FrameEntry>> load_footer(storage::ObjectStore& objects, const std::string& name,
                                            std::uint64_t bytes, std::uint64_t& end) {
    if (bytes < segment_header_bytes + segment_trailer_bytes)
        return failure(ErrorKind::corrupt, "too short for a trailer");
    Bytes tail(segment_trailer_bytes);
    Status read = objects.read(name, bytes - segment_trailer_bytes, tail);
    if (!read) return failure(read.error());
    auto trailer = parse_trailer(tail, bytes);
    if (!trailer) return failure(trailer.error());
    Bytes footer(trailer->footer_bytes());
    read = objects.read(name, trailer->footer_offset, footer);
    if (!read) return failure(read.error());
    end = trailer->footer_offset;
    return parse_footer(footer, *trailer);
}

// Only a version from the future is an error: frames prove themselves, whatever the header says.
Status check_version(storage::ObjectStore& objects, const std::string& name, std::uint64_t bytes) {
    if (bytes < segment_header_bytes) return {};
    Bytes header(segment_header_bytes);
    Status read = objects.read(name, 0, header);
    if (!read) return read;
    auto id = parse_segment_header(header);
    if (!id && id.error().kind == ErrorKind::unsupported) return failure(id.error());
    return {};
}

}  // namespace

Result<Run> load_entries(storage::ObjectStore& objects, SegmentNumber number, std::uint64_t bytes,
                         std::uint64_t from) {
    const std::string name = segment_name(number);
    Status known = check_version(objects, name, bytes);
    if (!known) return failure(known.error());
    Run run{.segment = number};
    if (from == 0) {
        auto entries = load_footer(objects, name, bytes, run.end);
        if (entries) {
            run.entries = std::move(*entries);
            return run;
        }
        if (entries.error().kind != ErrorKind::corrupt) return failure(entries.error());
    }
    auto end = scan_frames(objects, name, std::max<std::uint64_t>(from, segment_header_bytes),
                           bytes, [&](const ScannedFrame& frame) -> Status {
                               if (frame.intact) run.entries.push_back(frame.entry);
                               return {};
                           });
    if (!end) return failure(end.error());
    run.end = run.entries.empty() ? from : run.entries.back().end();
    return run;
}

}  // namespace amicast::blocks
