#include "transfer/missing_blocks.h"

#include <utility>

#include "base/limits.h"

namespace amicast::transfer {
namespace {

// Looked up at once: enough to spread the cost of a transaction, few enough for the first batch to
// start early.
constexpr std::size_t lookup_ids = 1'024;

// Bounds what is remembered of blocks under way, some ten MiB.
constexpr std::size_t known_ids_max = 128 * 1'024;

constexpr auto block_bytes = static_cast<std::int64_t>(limits::block_bytes);

}  // namespace

Status MissingBlocks::add(std::span<const snapshots::Entry> entries) {
    Progress found;
    for (const snapshots::Entry& entry : entries) {
        if (entry.is_zero()) {
            ++found.blocks_done;  // a fact of the manifest: nothing is stored for it
        } else if (!known_.insert(entry.digest).second) {
            ++found.blocks_done;
            found.bytes_skipped += block_bytes;
        } else {
            unchecked_.push_back(entry.digest);
        }
    }
    if (found.blocks_done > 0) {
        if (Status told = meter_.add(found); !told) return told;
    }
    if (unchecked_.size() >= lookup_ids) {
        if (Status looked = look_up(); !looked) return looked;
    }
    return known_.size() < known_ids_max ? Status{} : finish();
}

Status MissingBlocks::look_up() {
    auto present = destination_.contains(unchecked_);
    if (!present) return failure(present.error());
    Progress found;
    for (std::size_t i = 0; i < unchecked_.size(); ++i) {
        if ((*present)[i]) {
            ++found.blocks_done;
            found.bytes_skipped += block_bytes;
            continue;
        }
        batch_.push_back(unchecked_[i]);
        if (batch_.size() < pipeline_.batch_count()) continue;
        if (Status taken = pipeline_.submit(std::exchange(batch_, {})); !taken) return taken;
    }
    unchecked_.clear();
    return meter_.add(found);
}

Status MissingBlocks::finish() {
    if (!unchecked_.empty()) {
        if (Status looked = look_up(); !looked) return looked;
    }
    if (Status taken = pipeline_.submit(std::exchange(batch_, {})); !taken) return taken;
    if (Status drained = pipeline_.drain(); !drained) return drained;
    known_.clear();
    return {};
}

}  // namespace amicast::transfer
