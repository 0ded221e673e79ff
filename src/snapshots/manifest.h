// A manifest: what a volume's snapshot is, as a Merkle tree over block indices.
//
// Leaves cover 256 consecutive block indices, inner nodes 256 children; every node is
// content-addressed and stored as a frame, so snapshots share unchanged nodes. Comparing two
// manifests costs what differs. The root hash is the receipt: same root, same volume size and same
// bits, whatever key they are sealed under: nodes hold plain digests in every domain.
// docs/formats/manifest.md has the bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "blocks/frame_store.h"

namespace amicast::snapshots {

// SHA-256 of 524,288 zero bytes: such a block is a fact in the manifest and stores nothing.
const Digest& zero_block_digest();

// One present block. Absent indices simply have no entry; a present block of zeroes has this digest
// equal to zero_block_digest(). In the unencrypted domain a block's id is its digest.
struct Entry {
    std::int64_t index = 0;
    Digest digest{};

    bool is_zero() const { return digest == zero_block_digest(); }
    friend bool operator==(const Entry&, const Entry&) = default;
};

// One index at which two manifests differ: absent there, or another digest.
struct Difference {
    std::int64_t index = 0;
    std::optional<Digest> first;
    std::optional<Digest> second;
};

using Root = Digest;

class Manifests {
  public:
    explicit Manifests(blocks::FrameStore& store) : store_(store) {}

    // Writes the manifest that is `parent` (if any) overlaid with `entries`, which are in ascending
    // order of index, each once, and all below `block_count`. The parent's volume is not larger.
    // Durable when it returns; the root node is stored last, after everything below it. The same
    // content gives the same root. Touches only the paths that change.
    Result<Root> write(std::optional<Root> parent, std::int64_t block_count,
                       std::span<const Entry> entries);

    // The entries at `start` and after it, in order, at most `count`.
    Result<std::vector<Entry>> list(const Root& root, std::int64_t start, std::size_t count);
    // Calls `visit` for every entry in order until it returns false.
    Status each(const Root& root, const std::function<bool(const Entry&)>& visit);
    // The entry at one index, if present.
    Result<std::optional<Entry>> find(const Root& root, std::int64_t index);
    // Where they differ, at `start` and after it, in order, at most `count`. The second may lie in
    // another domain.
    Result<std::vector<Difference>> compare(const Root& first, const Root& second,
                                            std::int64_t start, std::size_t count) {
        return compare(first, *this, second, start, count);
    }
    Result<std::vector<Difference>> compare(const Root& first, const Manifests& others,
                                            const Root& second, std::int64_t start,
                                            std::size_t count);

    struct Summary {
        std::int64_t block_count = 0;     // of the volume
        std::int64_t present_blocks = 0;  // entries
        std::int64_t zero_blocks = 0;     // of those, zeroes
    };
    Result<Summary> summarize(const Root& root);

  private:
    blocks::FrameStore& store_;
};

// What a node refers to, for a transfer that walks a manifest without having it: the child nodes of
// an inner node, or the entries of a leaf. Nodes do not know their place in the tree, so a leaf's
// entries count from 0 to 255. `corrupt` when the bytes are not a node in its one canonical form.
struct NodeContent {
    bool is_leaf = false;
    std::vector<Digest> children;  // of an inner node (the root node included)
    std::vector<Entry> entries;    // of a leaf
};
Result<NodeContent> parse_node(ByteView node);

}  // namespace amicast::snapshots
