// Arbitrary bytes as a segment: header, trailer, footer and frames. Beyond "does not crash": what
// is accepted encodes to the same bytes again, and lies where it says.
//
// Rooms: blocks
#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "blocks/frame.h"
#include "blocks/segment.h"

namespace {

using namespace amicast;
using namespace amicast::blocks;

void try_header(ByteView bytes) {
    auto id = parse_segment_header(bytes.first(std::min(bytes.size(), segment_header_bytes)));
    if (!id) return;
    const SegmentHeader again = encode_segment_header(*id);
    auto id_again = parse_segment_header(again);
    check(id_again && *id_again == *id, "a header that is written can be read");
    // Headers of older versions are read too, and never written.
    const bool is_current = std::equal(again.begin() + 8, again.begin() + 12, bytes.begin() + 8);
    check(!is_current || std::equal(again.begin(), again.end(), bytes.begin()),
          "a header has one form");
}

void try_frame(ByteView bytes) {
    auto entry = parse_frame_header(bytes.first(std::min(bytes.size(), frame_header_bytes)), 0);
    if (!entry || entry->bytes() > bytes.size()) return;
    const ByteView whole = bytes.first(entry->bytes());
    auto frame = parse_frame(whole);
    if (frame) {
        const FrameHeader again = encode_frame_header(*frame);
        check(std::equal(again.begin(), again.end(), bytes.begin()), "a frame has one form");
    }
    // Whatever the checksum says: a payload must never break the decoder.
    const Frame unchecked{.id = entry->id,
                          .kind = entry->kind,
                          .codec = entry->codec,
                          .plain_bytes = entry->plain_bytes,
                          .payload = to_bytes(whole.subspan(frame_header_bytes))};
    auto plain = decode_frame(unchecked);
    check(!plain || plain->size() == unchecked.plain_bytes, "decoded length");
}

void try_footer(ByteView bytes) {
    if (bytes.size() < segment_trailer_bytes) return;
    auto trailer = parse_trailer(bytes.last(segment_trailer_bytes), bytes.size());
    if (!trailer) return;
    auto entries =
        parse_footer(bytes.subspan(trailer->footer_offset, trailer->footer_bytes()), *trailer);
    if (!entries) return;
    for (const FrameEntry& entry : *entries)
        check(entry.offset >= segment_header_bytes && entry.end() <= trailer->footer_offset,
              "an entry lies between header and footer");
    const Bytes again = encode_footer(*entries, trailer->footer_offset);
    check(std::equal(again.begin(), again.end(), bytes.end() - std::ssize(again)),
          "a footer has one form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    try_header(bytes);
    try_frame(bytes);
    if (size > segment_header_bytes) try_frame(bytes.subspan(segment_header_bytes));
    try_footer(bytes);
    return 0;
}
