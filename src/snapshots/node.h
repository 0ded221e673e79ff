// One node of a manifest tree and its bytes; docs/formats/manifest.md is the reference.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace amicast::snapshots {

inline constexpr std::int64_t node_slots = 256;
// Of the largest volume's top node: 256^4 slots are more than its 2^27 blocks.
inline constexpr int node_level_max = 3;

struct RootNode {
    std::int64_t block_count = 0;
    std::int64_t present_blocks = 0;
    std::int64_t zero_blocks = 0;
    std::optional<Digest> top;  // absent exactly when no block is present

    friend bool operator==(const RootNode&, const RootNode&) = default;
};

// Slot number and what is there, in ascending order, never empty.
using Slots = std::vector<std::pair<int, Digest>>;

struct InnerNode {
    int level = 1;
    Slots children;

    friend bool operator==(const InnerNode&, const InnerNode&) = default;
};

struct LeafNode {
    Slots blocks;  // zero blocks have zero_block_digest()

    friend bool operator==(const LeafNode&, const LeafNode&) = default;
};

using Node = std::variant<RootNode, InnerNode, LeafNode>;

// Level of the top node of a volume of so many blocks.
int top_level(std::int64_t block_count);
// Block indices that one slot of a node of this level covers: 1, 256, 65,536, 16,777,216.
std::int64_t slot_span(int level);

Bytes encode_node(const Node& node);
// `corrupt` for everything but the canonical form.
Result<Node> decode_node(ByteView bytes);

}  // namespace amicast::snapshots
