// The walk: a manifest's nodes from the root down, each level's nodes before what is below them;
// then back up, storing a node after everything under it.
//
// A node that is here is read here instead of fetched, but nothing is concluded from it: garbage
// collection may keep a node that was touched lately and drop what hung on it. So every node and
// every block is looked up, which also keeps it from being collected until the copy is written
// down (BlockStore::contains). That costs some microseconds per block and no data.
#include "transfer/copy_snapshot.h"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "snapshots/node.h"
#include "transfer/block_pipeline.h"
#include "transfer/fetch_verified.h"
#include "transfer/missing_blocks.h"
#include "transfer/progress_meter.h"

namespace amicast::transfer {
namespace {

using blocks::Frame;
using snapshots::NodeContent;

// Root node, inner nodes down from the highest level, leaf.
constexpr int depth_max = 2 + snapshots::node_level_max;

tl::unexpected<Error> not_a_manifest(std::string detail) {
    return failure(ErrorKind::corrupt, "The source region sent a manifest that makes no sense.",
                   std::move(detail));
}

// Some nodes of one level.
struct Nodes {
    std::vector<NodeContent> contents;  // in the order asked
    std::vector<Frame> missing;         // those that came from the source, to be stored
};

class SnapshotCopy {
  public:
    SnapshotCopy(Source& source, blocks::FrameStore& destination, const CopyOptions& options,
                 const OnProgress& on_progress)
        : source_(source),
          destination_(destination),
          meter_(on_progress),
          pipeline_(source, destination, options, meter_),
          missing_(destination, pipeline_, meter_) {}

    Result<Progress> run(const snapshots::Root& root) {
        Status copied = copy_nodes({&root, 1}, 1);
        if (copied) copied = missing_.finish();
        if (!copied) return failure(copied.error());
        Progress total = meter_.total();
        if (total.blocks_done != total.blocks_all) {
            return not_a_manifest(fmt::format("{} blocks where the root says {}", total.blocks_done,
                                              total.blocks_all));
        }
        return total;
    }

  private:
    // Brings these nodes and everything under them here.
    Status copy_nodes(std::span<const Digest> ids, int depth) {
        if (depth > depth_max) return not_a_manifest("a tree too deep");
        auto nodes = load(ids, depth == 1);
        if (!nodes) return failure(nodes.error());
        for (const NodeContent& node : nodes->contents) {
            Status copied =
                node.is_leaf ? missing_.add(node.entries) : copy_nodes(node.children, depth + 1);
            if (!copied) return copied;
        }
        if (nodes->missing.empty()) return {};
        if (Status finished = missing_.finish(); !finished) return finished;
        return destination_.put(nodes->missing);
    }

    Result<Nodes> load(std::span<const Digest> ids, bool are_root) {
        auto frames = read_or_fetch(ids);
        if (!frames) return failure(frames.error());
        Nodes nodes;
        for (auto& [frame, is_here] : *frames) {
            auto bytes = blocks::decode_and_verify(frame);
            if (!bytes) return failure(bytes.error());
            if (are_root) {
                if (Status counted = count_blocks(*bytes); !counted) {
                    return failure(counted.error());
                }
            }
            auto content = snapshots::parse_node(*bytes);
            if (!content) return failure(content.error());
            nodes.contents.push_back(std::move(*content));
            if (!is_here) nodes.missing.push_back(std::move(frame));
        }
        return nodes;
    }

    // Frames in the order asked, and whether each is in the destination.
    Result<std::vector<std::pair<Frame, bool>>> read_or_fetch(std::span<const Digest> ids) {
        auto present = destination_.contains(ids);
        if (!present) return failure(present.error());
        std::vector<Digest> here;
        std::vector<Digest> there;
        for (std::size_t i = 0; i < ids.size(); ++i)
            ((*present)[i] ? here : there).push_back(ids[i]);
        auto read = read_here(here);
        if (!read) return failure(read.error());
        auto fetched = fetch_nodes(there);
        if (!fetched) return failure(fetched.error());
        std::vector<std::pair<Frame, bool>> frames;
        auto next_here = read->begin();
        auto next_there = fetched->begin();
        for (bool is_here : *present)
            frames.emplace_back(std::move(is_here ? *next_here++ : *next_there++), is_here);
        return frames;
    }

    Result<std::vector<Frame>> read_here(std::span<const Digest> ids) {
        if (ids.empty()) return std::vector<Frame>{};
        return destination_.get(ids);
    }

    Result<std::vector<Frame>> fetch_nodes(std::span<const Digest> ids) {
        if (ids.empty()) return std::vector<Frame>{};
        auto frames = fetch_frames(source_, ids, blocks::FrameKind::manifest_node);
        if (!frames) return frames;
        Status told = meter_.add({.bytes_moved = payload_bytes(*frames)});
        if (!told) return failure(told.error());
        return frames;
    }

    Status count_blocks(ByteView root_bytes) {
        auto node = snapshots::decode_node(root_bytes);
        if (!node) return failure(node.error());
        const auto* root = std::get_if<snapshots::RootNode>(&*node);
        if (root == nullptr) return not_a_manifest("the root is another kind of node");
        return meter_.add({.blocks_all = root->present_blocks});
    }

    Source& source_;
    blocks::FrameStore& destination_;
    ProgressMeter meter_;
    BlockPipeline pipeline_;
    MissingBlocks missing_;
};

}  // namespace

Result<Progress> copy_snapshot(Source& source, blocks::FrameStore& destination,
                               const snapshots::Root& root, const CopyOptions& options,
                               const OnProgress& on_progress) {
    return SnapshotCopy(source, destination, options, on_progress).run(root);
}

}  // namespace amicast::transfer
