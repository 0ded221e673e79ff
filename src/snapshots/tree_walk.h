// Reading manifest trees: nodes fetched from a store in batches, one tree visited in order,
// two trees compared without descending where they are equal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "blocks/frame_store.h"
#include "snapshots/manifest.h"
#include "snapshots/node.h"

namespace amicast::snapshots {

// A subtree: the node and the level it stands at. A tree of a smaller volume takes part in a walk
// at a higher level as slot 0 of what would be above it, so `level` may be below the walk's.
struct Subtree {
    Digest digest{};
    int level = 0;

    friend bool operator==(const Subtree&, const Subtree&) = default;
};

class TreeReader {
  public:
    explicit TreeReader(blocks::FrameStore& store) : store_(store) {}

    Result<RootNode> root(const Root& root);
    // What stands in the slots of a node, as digests: children of an inner node, blocks of a leaf.
    // `corrupt` when the node is not of that level.
    Result<Slots> slots(const Subtree& subtree);
    // Children of one node, fetched together: to be called before the slots of each.
    Status prefetch(std::span<const Subtree> subtrees);

    // Every block at `start` and after it in order, until `visit` returns false.
    Status visit(const Subtree& top, std::int64_t start,
                 const std::function<bool(const Entry&)>& visit);

  private:
    class Visitor;

    Result<Slots> load(const Subtree& subtree);

    blocks::FrameStore& store_;
    std::unordered_map<Digest, Slots, DigestHash> prefetched_;  // taken out by slots()
};

// Every index at `start` and after it at which the trees differ, until `visit` returns false. Each
// reader reads its own tree; both may be one.
Status compare_trees(TreeReader& first_reader, const std::optional<Subtree>& first,
                     TreeReader& second_reader, const std::optional<Subtree>& second,
                     std::int64_t start, const std::function<bool(Difference)>& visit);

}  // namespace amicast::snapshots
