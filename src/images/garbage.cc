#include "images/garbage.h"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "blocks/frame.h"
#include "images/contents.h"
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
    // By the key they are sealed under; none: the plain domain.
    std::map<std::optional<std::string>, std::vector<blocks::Reference>> manifests;
    LiveBlocks uploaded;
    bool long_copy = false;
};

Status read_bases(catalog::Transaction& tx, Roots& roots) {
    std::vector<std::pair<std::string, blocks::Reference>> bases;
    Status listed = snapshots::each_pending_base(
        tx, [&](std::string_view snapshot_id, const blocks::Reference& base) {
            bases.emplace_back(snapshot_id, base);
        });
    if (!listed) return listed;
    for (const auto& [snapshot_id, base] : bases) {
        auto snapshot = find_snapshot(tx, snapshot_id);
        // Nobody can complete what has no row.
        if (!snapshot && snapshot.error().kind == ErrorKind::not_found) continue;
        if (!snapshot) return failure(snapshot.error());
        roots.manifests[snapshot->kms_key_arn].push_back(base);
    }
    return {};
}

Status read_roots(catalog::Transaction& tx, Time copies_since, Roots& roots) {
    Status listed = each_snapshot(tx, {}, [&](const Snapshot& snapshot) {
        if (snapshot.root) roots.manifests[snapshot.kms_key_arn].push_back(*snapshot.root);
        bool is_copying = snapshot.state == SnapshotState::pending && snapshot.source_region;
        if (is_copying && snapshot.start_time < copies_since) roots.long_copy = true;
        return true;
    });
    if (!listed) return listed;
    Status bases = read_bases(tx, roots);
    if (!bases) return bases;
    return snapshots::each_pending_block(tx, [&](std::string_view, const blocks::Reference& block) {
        roots.uploaded.insert(block.id());
    });
}

// Walks the manifests of one domain; `live` gets the ids that all domains share.
class Marker {
  public:
    Marker(blocks::FrameStore& frames, LiveBlocks& live) : frames_(frames), live_(live) {}

    // Every node below these roots and every block they name.
    Status mark(const std::vector<blocks::Reference>& roots) {
        for (const blocks::Reference& root : roots) {
            auto digest = frames_.digest_of(root);
            if (!digest) return failure(digest.error());
            add_node(*digest);
        }
        while (!waiting_.empty()) {
            std::size_t count = std::min(batch_nodes, waiting_.size());
            std::vector<Digest> batch(waiting_.end() - static_cast<std::ptrdiff_t>(count),
                                      waiting_.end());
            waiting_.resize(waiting_.size() - count);
            Status marked = mark_batch(batch);
            if (!marked) return marked;
        }
        return {};
    }

  private:
    void add_node(const Digest& node) {
        if (live_.insert(frames_.id_of(node)).second) waiting_.push_back(node);
    }

    Status mark_batch(const std::vector<Digest>& nodes) {
        auto frames = frames_.get(nodes);
        if (!frames) return failure(frames.error());
        for (const blocks::Frame& frame : *frames) {
            auto bytes = blocks::decode_frame(frame);
            if (!bytes) return failure(bytes.error());
            auto content = snapshots::parse_node(*bytes);
            if (!content) return failure(content.error());
            for (const Digest& child : content->children)
                add_node(child);
            for (const snapshots::Entry& entry : content->entries)
                if (!entry.is_zero()) live_.insert(frames_.id_of(entry.digest));
        }
        return {};
    }

    blocks::FrameStore& frames_;
    LiveBlocks& live_;
    std::vector<Digest> waiting_;
};

// Content whose key was destroyed is lost for everybody and marks nothing.
Result<LiveBlocks> mark_all(Region& region, Roots roots) {
    LiveBlocks live = std::move(roots.uploaded);
    for (const auto& [kms_key_arn, manifests] : roots.manifests) {
        auto domain = open_domain_for_upkeep(region, kms_key_arn);
        if (!domain) return failure(domain.error());
        if (!*domain) continue;
        Status marked = Marker((*domain)->frames(), live).mark(manifests);
        if (!marked) return failure(marked.error());
    }
    return live;
}

}  // namespace

Result<std::optional<std::uint64_t>> collect_garbage(Region& region, Time now,
                                                     Duration copy_age_max,
                                                     const StillRead& still_read) {
    Roots roots;
    Status read = region.catalog.read([&](catalog::Transaction& tx) {
        roots = {};
        return read_roots(tx, now - copy_age_max, roots);
    });
    if (!read) return failure(read.error());
    if (roots.long_copy) return std::nullopt;
    auto live = mark_all(region, std::move(roots));
    if (!live) return failure(live.error());
    if (still_read) {
        auto read_elsewhere = still_read();
        if (!read_elsewhere) return failure(read_elsewhere.error());
        if (*read_elsewhere) return std::nullopt;
    }
    auto freed = region.blocks.collect_garbage(
        [&](const blocks::BlockId& id) { return live->contains(id); });
    if (!freed) return failure(freed.error());
    return *freed;
}

Result<bool> copies_read_deleted(Region& source, std::span<Region* const> destinations) {
    std::vector<std::string> copied;
    for (Region* destination : destinations) {
        Status listed = destination->catalog.read([&](catalog::Transaction& tx) {
            return tx.query(
                "SELECT DISTINCT source_snapshot_id FROM snapshots "
                "WHERE state = 'pending' AND source_region = $1",
                {source.name}, [&](const catalog::Row& row) { copied.push_back(row.string(0)); });
        });
        if (!listed) return failure(listed.error());
    }
    return source.catalog.read_value([&](catalog::Transaction& tx) -> Result<bool> {
        for (const std::string& id : copied) {
            auto exists = snapshot_exists(tx, id);
            if (!exists) return exists;
            if (!*exists) return true;
        }
        return false;
    });
}

}  // namespace amicast::images
