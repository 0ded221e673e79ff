// Verification, segment by segment.
#include "blocks/verify.h"

#include <set>
#include <unordered_map>

#include "blocks/segment_reader.h"

namespace amicast::blocks {
namespace {

class SegmentVerifier {
  public:
    SegmentVerifier(storage::ObjectStore& objects, BlockIndex& index, const SegmentRow& row,
                    const BlockStore::CheckSealed& check_sealed, std::vector<Damage>& damages)
        : objects_(objects),
          index_(index),
          row_(row),
          check_sealed_(check_sealed),
          name_(segment_name(row.number)),
          damages_(damages) {}

    // Fails only when storage or index cannot be used; everything else is damage.
    Status run(const std::function<void(std::uint64_t bytes)>& advanced) {
        Status loaded = load_index();
        if (!loaded) return loaded;
        Status header = check_header();
        if (!header) return header;
        auto end = scan_frames(objects_, name_, segment_header_bytes, row_.data_bytes,
                               [&](const ScannedFrame& frame) -> Status {
                                   check_frame(frame);
                                   advanced(frame.entry.bytes());
                                   return {};
                               });
        if (!end && !is_damage(end.error())) return failure(end.error());
        if (!end) {
            note(0, {}, "the segment cannot be read: " + end.error().message);
        } else if (*end < row_.data_bytes) {
            note(*end, {}, "no frame where one should be");
        }
        for (const auto& [offset, entry] : indexed_)
            note(offset, entry.id, "the index names a frame that is not there");
        return {};
    }

  private:
    static bool is_damage(const Error& error) {
        return error.kind == ErrorKind::corrupt || error.kind == ErrorKind::not_found ||
               error.kind == ErrorKind::unsupported;
    }

    void note(std::uint64_t offset, const BlockId& id, std::string what) {
        damages_.push_back({name_, offset, id, std::move(what)});
    }

    Status load_index() {
        auto entries = index_.frames_in(row_.number);
        if (!entries) return failure(entries.error());
        // What was put since the row was read lies behind its data_bytes.
        for (const FrameEntry& entry : *entries) {
            if (entry.offset < row_.data_bytes) indexed_.emplace(entry.offset, entry);
        }
        return {};
    }

    Status check_header() {
        Bytes header(segment_header_bytes);
        Status read = objects_.read(name_, 0, header);
        if (!read && !is_damage(read.error())) return read;
        auto id = read ? parse_segment_header(header) : failure(read.error());
        if (!id) note(0, {}, "the segment's header: " + id.error().message);
        return {};
    }

    // A frame the index does not point at is of no use to anybody, damaged or not: a copy stored
    // elsewhere, garbage, or what a power cut left of an append that was never acknowledged.
    void check_frame(const ScannedFrame& scanned) {
        const FrameEntry& entry = scanned.entry;
        auto indexed = indexed_.find(entry.offset);
        if (indexed == indexed_.end()) return;
        const FrameEntry row = indexed->second;
        indexed_.erase(indexed);
        if (!scanned.intact) return note(entry.offset, row.id, "the checksum does not fit");
        if (row.id != entry.id || row.stored_bytes != entry.stored_bytes ||
            row.plain_bytes != entry.plain_bytes || row.kind != entry.kind)
            return note(entry.offset, row.id, "the index describes another frame");
        Status sound = check_content(scanned.bytes);
        if (!sound) note(entry.offset, entry.id, sound.error().detail);
    }

    Status check_content(ByteView bytes) {
        auto frame = parse_frame(bytes);
        if (!frame) return failure(frame.error());
        if (frame->sealed) return check_sealed_ ? check_sealed_(*frame) : Status();
        auto plain = decode_and_verify(*frame);
        if (!plain) return failure(plain.error());
        return {};
    }

    storage::ObjectStore& objects_;
    BlockIndex& index_;
    const SegmentRow& row_;
    const BlockStore::CheckSealed& check_sealed_;
    const std::string name_;
    std::vector<Damage>& damages_;
    std::unordered_map<std::uint64_t, FrameEntry> indexed_;  // by offset; what is not yet seen
};

}  // namespace

Result<std::vector<Damage>> verify_segments(storage::ObjectStore& objects, BlockIndex& index,
                                            SegmentNumber first_unsettled,
                                            const BlockStore::OnProgress& progress,
                                            const BlockStore::CheckSealed& check_sealed) {
    auto listed = objects.list(segment_prefix);
    if (!listed) return failure(listed.error());
    auto rows = index.segments();
    if (!rows) return failure(rows.error());
    std::uint64_t all = 0;
    std::uint64_t done = 0;
    std::set<SegmentNumber> known;
    for (const SegmentRow& row : *rows) {
        known.insert(row.number);
        if (row.state != SegmentState::dropping) all += row.data_bytes;
    }
    std::vector<Damage> damages;
    for (const storage::ObjectInfo& object : *listed) {
        const auto number = segment_number(object.name);
        if (number && *number < first_unsettled && !known.contains(*number))
            damages.push_back({object.name, 0, {}, "the index does not know this segment"});
    }
    for (const SegmentRow& row : *rows) {
        if (row.state == SegmentState::dropping) continue;
        const std::uint64_t before = done;
        SegmentVerifier verifier(objects, index, row, check_sealed, damages);
        Status ran = verifier.run([&](std::uint64_t bytes) {
            done += bytes;
            if (progress) progress(done, all);
        });
        if (!ran) return failure(ran.error());
        done = before + row.data_bytes;
        if (progress) progress(done, all);
    }
    return damages;
}

}  // namespace amicast::blocks
