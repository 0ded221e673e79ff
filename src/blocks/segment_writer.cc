// Appends with one flush per segment touched.
#include "blocks/segment_writer.h"

#include <algorithm>

#include "blocks/segment_reader.h"
#include "telemetry/log.h"

namespace amicast::blocks {
namespace {

// Names are taken only by a writer of another process, or by a crash this one has not seen.
constexpr int create_attempts_max = 16;

FrameEntry entry_of(const Frame& frame, std::uint64_t offset) {
    return {.id = frame.id,
            .offset = offset,
            .plain_bytes = frame.plain_bytes,
            .stored_bytes = static_cast<std::uint32_t>(frame.payload.size()),
            .kind = frame.kind,
            .codec = frame.codec,
            .sealed = frame.sealed};
}

}  // namespace

SegmentWriter::SegmentWriter(storage::ObjectStore& objects, Random& random,
                             std::uint64_t segment_bytes_max,
                             std::atomic<SegmentNumber>& next_number)
    : objects_(objects),
      random_(random),
      segment_bytes_max_(segment_bytes_max),
      next_number_(next_number) {}

SegmentWriter::~SegmentWriter() {
    seal();
}

SegmentNumber SegmentWriter::first_number() const {
    // In this order: a segment begun in between is caught by the second look.
    const SegmentNumber next = next_number_;
    const SegmentNumber current = current_number_;
    return current != 0 ? std::min(current, next) : next;
}

// A segment that never got a frame goes: a full disk would collect one with each failing put.
void SegmentWriter::abandon() {
    const SegmentNumber number = current_number_;
    const bool unused = entries_.empty();
    object_.reset();
    entries_.clear();
    current_number_ = 0;
    if (unused) remove_unused(number);
}

// What cannot be removed now goes with the next recovery.
void SegmentWriter::remove_unused(SegmentNumber number) {
    (void)objects_.remove(segment_name(number));
}

// The header is flushed before the first frame, so that a segment with frames always has one.
Status SegmentWriter::begin_segment() {
    for (int attempt = 0; attempt < create_attempts_max; ++attempt) {
        const SegmentNumber number = next_number_++;
        auto created = objects_.create(segment_name(number));
        if (!created && created.error().kind == ErrorKind::conflict) continue;
        if (!created) return failure(created.error());
        SegmentId id{};
        random_.fill(id);
        const SegmentHeader header = encode_segment_header(id);
        const ByteView piece(header);
        Status wrote = (*created)->append({&piece, 1});
        if (wrote) wrote = (*created)->sync();
        if (!wrote) {
            created->reset();
            remove_unused(number);
            return wrote;
        }
        object_ = std::move(*created);
        current_number_ = number;
        return {};
    }
    return failure(ErrorKind::unavailable, "the storage cannot be used now",
                   "every name for a new segment is taken");
}

// Takes from the front of `frames` what the current segment has room for.
Result<Run> SegmentWriter::append_some(std::span<const PreparedFrame* const>& frames) {
    Run run{.segment = current_number_};
    std::vector<ByteView> pieces;
    std::uint64_t offset = object_->size();
    std::size_t taken = 0;
    while (taken < frames.size() && offset < segment_bytes_max_ &&
           entries_.size() + taken < segment_frames_max) {
        const PreparedFrame& prepared = *frames[taken++];
        pieces.emplace_back(prepared.header);
        pieces.emplace_back(prepared.frame->payload);
        run.entries.push_back(entry_of(*prepared.frame, offset));
        offset += prepared.bytes();
    }
    Status wrote = object_->append(pieces);
    if (wrote) wrote = object_->sync();
    if (!wrote) return failure(wrote.error());
    run.end = offset;
    entries_.insert(entries_.end(), run.entries.begin(), run.entries.end());
    frames = frames.subspan(taken);
    return run;
}

Result<std::vector<Run>> SegmentWriter::append(std::span<const PreparedFrame* const> frames) {
    std::vector<Run> runs;
    while (!frames.empty()) {
        Status begun = object_ ? Status() : begin_segment();
        if (!begun) return failure(begun.error());
        auto run = append_some(frames);
        if (!run) {
            abandon();
            return failure(run.error());
        }
        runs.push_back(std::move(*run));
        if (object_->size() >= segment_bytes_max_ || entries_.size() >= segment_frames_max) seal();
    }
    return runs;
}

void SegmentWriter::seal() {
    if (!object_) return;
    const Bytes footer = encode_footer(entries_, object_->size());
    const ByteView piece(footer);
    Status sealed = object_->append({&piece, 1});
    if (sealed) sealed = object_->seal();
    if (!sealed) {
        telemetry::log_warning("segment_not_sealed", {{"segment", segment_name(current_number_)},
                                                      {"why", sealed.error().detail}});
    }
    abandon();
}

}  // namespace amicast::blocks
