#include "images/garbage.h"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <vector>

#include "blocks/frame.h"
#include "images/snapshot.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"

namespace amicast::images {
namespace {

// Nodes read at once: at most 256 KiB of them.
constexpr std::size_t batch_nodes = 32;

using LiveBlocks = std::unordered_set<blocks::BlockId, DigestHash>;

// What the catalog says is in use, read in one transaction so that no snapshot slips from
// "uploading" to "completed" between two looks.
struct Roots {
    std::vector<snapshots::Root> manifests;
    LiveBlocks uploaded;
    bool long_copy = false;
};

Status read_roots(catalog::Transaction& tx, Time copies_since, Roots& roots) {
    Status listed = each_snapshot(tx, {}, [&](const Snapshot& snapshot) {
        if (snapshot.root) roots.manifests.push_back(*snapshot.root);
        bool is_copying = snapshot.state == SnapshotState::pending && snapshot.source_region;
        if (is_copying && snapshot.start_time < copies_since) roots.long_copy = true;
        return true;
    });
    if (!listed) return listed;
    Status bases = snapshots::each_pending_base(
        tx, [&](const snapshots::Root& base) { roots.manifests.push_back(base); });
    if (!bases) return bases;
    return snapshots::each_pending_digest(
        tx, [&](const Digest& digest) { roots.uploaded.insert(digest); });
}

class Marker {
  public:
    Marker(blocks::BlockStore& blocks, LiveBlocks live) : blocks_(blocks), live_(std::move(live)) {}

    // Every node below these roots and every block they name.
    Status mark(const std::vector<snapshots::Root>& roots) {
        for (const snapshots::Root& root : roots)
            add_node(root);
        while (!waiting_.empty()) {
            std::size_t count = std::min(batch_nodes, waiting_.size());
            std::vector<blocks::BlockId> batch(waiting_.end() - static_cast<std::ptrdiff_t>(count),
                                               waiting_.end());
            waiting_.resize(waiting_.size() - count);
            Status marked = mark_batch(batch);
            if (!marked) return marked;
        }
        return {};
    }

    LiveBlocks take() { return std::move(live_); }

  private:
    void add_node(const Digest& node) {
        if (live_.insert(node).second) waiting_.push_back(node);
    }

    Status mark_batch(const std::vector<blocks::BlockId>& ids) {
        auto frames = blocks_.get(ids);
        if (!frames) return failure(frames.error());
        for (const blocks::Frame& frame : *frames) {
            auto bytes = blocks::decode_frame(frame);
            if (!bytes) return failure(bytes.error());
            auto content = snapshots::parse_node(*bytes);
            if (!content) return failure(content.error());
            for (const Digest& child : content->children)
                add_node(child);
            for (const snapshots::Entry& entry : content->entries)
                if (!entry.is_zero()) live_.insert(entry.digest);
        }
        return {};
    }

    blocks::BlockStore& blocks_;
    LiveBlocks live_;
    std::vector<Digest> waiting_;
};

}  // namespace

Result<std::optional<std::uint64_t>> collect_garbage(Region& region, Time now,
                                                     Duration copy_age_max) {
    Roots roots;
    Status read = region.catalog.read([&](catalog::Transaction& tx) {
        roots = {};
        return read_roots(tx, now - copy_age_max, roots);
    });
    if (!read) return failure(read.error());
    if (roots.long_copy) return std::nullopt;
    Marker marker(region.blocks, std::move(roots.uploaded));
    Status marked = marker.mark(roots.manifests);
    if (!marked) return failure(marked.error());
    const LiveBlocks live = marker.take();
    auto freed =
        region.blocks.collect_garbage([&](const blocks::BlockId& id) { return live.contains(id); });
    if (!freed) return failure(freed.error());
    return *freed;
}

}  // namespace amicast::images
