// Appending frames to the current segment, and beginning the next one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "blocks/index.h"
#include "blocks/segment.h"
#include "storage/object_store.h"

namespace amicast::blocks {

// A frame with its 56 bytes, which its owner computes on its own thread. Views the frame.
struct PreparedFrame {
    explicit PreparedFrame(const Frame& f) : frame(&f), header(encode_frame_header(f)) {}

    std::uint64_t bytes() const { return header.size() + frame->payload.size(); }

    const Frame* frame;
    FrameHeader header;
};

// One caller at a time, but for first_number(). Never writes to a segment it did not begin. After
// any failure the current segment is left as it is, or removed when nothing in it was acknowledged,
// and the next append begins a new one.
class SegmentWriter {
  public:
    // `next_number` is shared by all writers of a store.
    SegmentWriter(storage::ObjectStore& objects, Random& random, std::uint64_t segment_bytes_max,
                  std::atomic<SegmentNumber>& next_number);
    ~SegmentWriter();

    // Appends and flushes all frames; where they are now, one run per segment. On failure some may
    // be stored all the same, at places nobody knows.
    Result<std::vector<Run>> append(std::span<const PreparedFrame* const> frames);

    // Writes the footer of the current segment and ends it. Failing costs nothing but the footer.
    void seal();

    // No smaller number will be written to any more.
    SegmentNumber first_number() const;

  private:
    Status begin_segment();
    Result<Run> append_some(std::span<const PreparedFrame* const>& frames);
    void abandon();
    void remove_unused(SegmentNumber number);

    storage::ObjectStore& objects_;
    Random& random_;
    const std::uint64_t segment_bytes_max_;
    std::atomic<SegmentNumber>& next_number_;
    std::unique_ptr<storage::AppendObject> object_;
    std::atomic<SegmentNumber> current_number_{0};  // 0: none
    std::vector<FrameEntry> entries_;               // of the current segment
};

}  // namespace amicast::blocks
