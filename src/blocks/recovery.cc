// Recovery at start.
#include "blocks/recovery.h"

#include <algorithm>
#include <map>

#include "blocks/segment_reader.h"
#include "telemetry/log.h"

namespace amicast::blocks {
namespace {

// Indexes what the object holds from `from` on. An object without any frame is of a crash between
// its creation and the first write; it goes.
Status adopt(storage::ObjectStore& objects, BlockIndex& index, SegmentNumber number,
             std::uint64_t bytes, std::uint64_t from) {
    auto run = load_entries(objects, number, bytes, from);
    if (!run) return failure(run.error());
    if (run->entries.empty() && from == 0) {
        telemetry::log_info("empty_segment_removed", {{"segment", segment_name(number)}});
        return objects.remove(segment_name(number));
    }
    if (!run->entries.empty()) {
        telemetry::log_info("segment_recovered",
                            {{"segment", segment_name(number)}, {"frames", run->entries.size()}});
        Status added = index.add({&*run, 1});
        if (!added) return added;
    }
    return index.close_segment(number);
}

Status recover_one(storage::ObjectStore& objects, BlockIndex& index, SegmentNumber number,
                   std::uint64_t bytes, const SegmentRow* row) {
    if (row == nullptr) return adopt(objects, index, number, bytes, 0);
    if (row->state == SegmentState::dropping) {
        Status removed = objects.remove(segment_name(number));
        return removed ? index.finish_drop(number) : removed;
    }
    if (bytes < row->data_bytes) {
        telemetry::log_error("segment_cut_short", {{"segment", segment_name(number)},
                                                   {"bytes", bytes},
                                                   {"expected_bytes", row->data_bytes}});
    }
    if (row->state == SegmentState::closed) return {};
    if (bytes <= row->data_bytes) return index.close_segment(number);
    return adopt(objects, index, number, bytes, row->data_bytes);
}

}  // namespace

Result<SegmentNumber> recover(storage::ObjectStore& objects, BlockIndex& index) {
    auto rows = index.segments();
    if (!rows) return failure(rows.error());
    auto listed = objects.list(segment_prefix);
    if (!listed) return failure(listed.error());
    std::map<SegmentNumber, const SegmentRow*> without_object;
    SegmentNumber last = 0;
    for (const SegmentRow& row : *rows) {
        without_object.emplace(row.number, &row);
        last = std::max(last, row.number);
    }
    for (const storage::ObjectInfo& object : *listed) {
        const auto number = segment_number(object.name);
        if (!number) {
            telemetry::log_warning("not_a_segment", {{"object", object.name}});
            continue;
        }
        last = std::max(last, *number);
        auto found = without_object.find(*number);
        const SegmentRow* row = found == without_object.end() ? nullptr : found->second;
        Status done = recover_one(objects, index, *number, object.bytes, row);
        if (!done) return failure(done.error());
        if (row != nullptr) without_object.erase(found);
    }
    for (const auto& [number, row] : without_object) {
        if (row->state == SegmentState::dropping) {
            Status dropped = index.finish_drop(number);
            if (!dropped) return failure(dropped.error());
        } else {
            telemetry::log_error("segment_missing", {{"segment", segment_name(number)}});
        }
    }
    return last + 1;
}

}  // namespace amicast::blocks
