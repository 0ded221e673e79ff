// Encoding and strict decoding of manifest nodes.
#include "snapshots/node.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/limits.h"
#include "crypto/digest.h"
#include "snapshots/manifest.h"

namespace amicast::snapshots {
namespace {

constexpr std::string_view node_magic = "AMN1";
constexpr std::size_t head_bytes = 8;
constexpr std::size_t bitmap_bytes = node_slots / 8;
constexpr std::size_t root_bytes = head_bytes + 24;
constexpr std::int64_t block_count_max = limits::volume_gib_max * limits::blocks_per_gib;

enum class NodeType : std::uint8_t { root = 1, inner = 2, leaf = 3 };

using Bitmap = std::array<std::uint8_t, bitmap_bytes>;

bool has(ByteView bitmap, int slot) {
    return (bitmap[static_cast<std::size_t>(slot) / 8] >> (slot % 8) & 1) != 0;
}
void set(Bitmap& bitmap, int slot) {
    bitmap[static_cast<std::size_t>(slot) / 8] |= static_cast<std::uint8_t>(1U << (slot % 8));
}
std::size_t count(ByteView bitmap) {
    std::size_t ones = 0;
    for (std::uint8_t byte : bitmap)
        ones += static_cast<std::size_t>(std::popcount(byte));
    return ones;
}

void append(Bytes& bytes, ByteView more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}
void append(Bytes& bytes, std::int64_t value) {
    for (int i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}
std::uint64_t load(ByteView bytes, std::size_t offset) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8 | bytes[offset + i];
    return value;
}
Digest load_digest(ByteView bytes, std::size_t offset) {
    Digest digest{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), digest.size(), digest.begin());
    return digest;
}

Bytes start_node(NodeType type, int level) {
    Bytes bytes = to_bytes(as_bytes(node_magic));
    bytes.push_back(static_cast<std::uint8_t>(type));
    bytes.push_back(static_cast<std::uint8_t>(level));
    bytes.resize(head_bytes);
    return bytes;
}

void check_slots(const Slots& slots) {
    check(!slots.empty() && slots.front().first >= 0 && slots.back().first < node_slots,
          "slots of a node");
    check(std::adjacent_find(slots.begin(), slots.end(),
                             [](const auto& left, const auto& right) {
                                 return left.first >= right.first;
                             }) == slots.end(),
          "slots in order");
}

Bytes encode(const RootNode& node) {
    check(node.top.has_value() == (node.present_blocks > 0), "a root has a tree or is empty");
    Bytes bytes = start_node(NodeType::root, top_level(node.block_count));
    append(bytes, node.block_count);
    append(bytes, node.present_blocks);
    append(bytes, node.zero_blocks);
    if (node.top) append(bytes, *node.top);
    return bytes;
}

Bytes encode(const InnerNode& node) {
    check_slots(node.children);
    check(node.level >= 1 && node.level <= node_level_max, "level of an inner node");
    Bytes bytes = start_node(NodeType::inner, node.level);
    Bitmap present{};
    for (const auto& [slot, digest] : node.children)
        set(present, slot);
    append(bytes, present);
    for (const auto& [slot, digest] : node.children)
        append(bytes, digest);
    return bytes;
}

Bytes encode(const LeafNode& node) {
    check_slots(node.blocks);
    Bytes bytes = start_node(NodeType::leaf, 0);
    Bitmap present{};
    Bitmap zero{};
    for (const auto& [slot, digest] : node.blocks) {
        set(present, slot);
        if (digest == zero_block_digest()) set(zero, slot);
    }
    append(bytes, present);
    append(bytes, zero);
    for (const auto& [slot, digest] : node.blocks) {
        if (!has(zero, slot)) append(bytes, digest);
    }
    return bytes;
}

tl::unexpected<Error> not_a_node(std::string_view why) {
    return failure(ErrorKind::corrupt, "a manifest is damaged",
                   "manifest node: " + std::string(why));
}

Result<Node> decode_root(ByteView bytes, int level) {
    if (bytes.size() < root_bytes) return not_a_node("the root is cut short");
    const std::uint64_t blocks = load(bytes, 8);
    const std::uint64_t present = load(bytes, 16);
    const std::uint64_t zero = load(bytes, 24);
    if (blocks == 0 || blocks > static_cast<std::uint64_t>(block_count_max) || present > blocks ||
        zero > present)
        return not_a_node("the root's counts are impossible");
    RootNode root{.block_count = static_cast<std::int64_t>(blocks),
                  .present_blocks = static_cast<std::int64_t>(present),
                  .zero_blocks = static_cast<std::int64_t>(zero),
                  .top = std::nullopt};
    if (level != top_level(root.block_count)) return not_a_node("the root's level is wrong");
    if (bytes.size() != root_bytes + (present > 0 ? sizeof(Digest) : 0))
        return not_a_node("the root has the wrong length");
    if (present > 0) root.top = load_digest(bytes, root_bytes);
    return root;
}

Result<Node> decode_inner(ByteView bytes, int level) {
    if (level < 1 || level > node_level_max) return not_a_node("an inner node of impossible level");
    if (bytes.size() < head_bytes + bitmap_bytes) return not_a_node("an inner node is cut short");
    const ByteView present = bytes.subspan(head_bytes, bitmap_bytes);
    const std::size_t children = count(present);
    std::size_t at = head_bytes + bitmap_bytes;
    if (children == 0 || bytes.size() != at + children * sizeof(Digest))
        return not_a_node("an inner node has the wrong length");
    InnerNode node{.level = level, .children = {}};
    node.children.reserve(children);
    for (int slot = 0; slot < node_slots; ++slot) {
        if (!has(present, slot)) continue;
        node.children.emplace_back(slot, load_digest(bytes, at));
        at += sizeof(Digest);
    }
    return node;
}

Result<Node> decode_leaf(ByteView bytes, int level) {
    if (level != 0) return not_a_node("a leaf of impossible level");
    if (bytes.size() < head_bytes + 2 * bitmap_bytes) return not_a_node("a leaf is cut short");
    const ByteView present = bytes.subspan(head_bytes, bitmap_bytes);
    const ByteView zero = bytes.subspan(head_bytes + bitmap_bytes, bitmap_bytes);
    for (std::size_t i = 0; i < bitmap_bytes; ++i) {
        if ((zero[i] & ~present[i]) != 0) return not_a_node("a leaf has zeroes that are absent");
    }
    std::size_t at = head_bytes + 2 * bitmap_bytes;
    if (count(present) == 0 || bytes.size() != at + (count(present) - count(zero)) * sizeof(Digest))
        return not_a_node("a leaf has the wrong length");
    LeafNode node;
    node.blocks.reserve(count(present));
    for (int slot = 0; slot < node_slots; ++slot) {
        if (!has(present, slot)) continue;
        if (has(zero, slot)) {
            node.blocks.emplace_back(slot, zero_block_digest());
            continue;
        }
        node.blocks.emplace_back(slot, load_digest(bytes, at));
        if (node.blocks.back().second == zero_block_digest())
            return not_a_node("a leaf spells out a block of zeroes");
        at += sizeof(Digest);
    }
    return node;
}

}  // namespace

int top_level(std::int64_t block_count) {
    check(block_count >= 1 && block_count <= block_count_max, "blocks of a volume");
    int level = 0;
    while (slot_span(level + 1) < block_count)
        ++level;
    return level;
}

std::int64_t slot_span(int level) {
    check(level >= 0 && level <= node_level_max + 1, "level of a node");
    return std::int64_t{1} << 8 * level;
}

Bytes encode_node(const Node& node) {
    return std::visit([](const auto& any) { return encode(any); }, node);
}

Result<Node> decode_node(ByteView bytes) {
    if (bytes.size() < head_bytes || as_text(bytes.first(node_magic.size())) != node_magic)
        return not_a_node("no node at all");
    if (bytes[6] != 0 || bytes[7] != 0) return not_a_node("reserved bytes are not zero");
    const int level = bytes[5];
    switch (static_cast<NodeType>(bytes[4])) {
        case NodeType::root:
            return decode_root(bytes, level);
        case NodeType::inner:
            return decode_inner(bytes, level);
        case NodeType::leaf:
            return decode_leaf(bytes, level);
    }
    return not_a_node("unknown type");
}

const Digest& zero_block_digest() {
    static const Digest digest = crypto::sha256(Bytes(limits::block_bytes));
    return digest;
}

Result<NodeContent> parse_node(ByteView bytes) {
    auto node = decode_node(bytes);
    if (!node) return failure(node.error());
    NodeContent content;
    if (const auto* root = std::get_if<RootNode>(&*node)) {
        if (root->top) content.children.push_back(*root->top);
    } else if (const auto* inner = std::get_if<InnerNode>(&*node)) {
        for (const auto& [slot, digest] : inner->children)
            content.children.push_back(digest);
    } else if (const auto* leaf = std::get_if<LeafNode>(&*node)) {
        content.is_leaf = true;
        for (const auto& [slot, digest] : leaf->blocks)
            content.entries.push_back({slot, digest});
    }
    return content;
}

}  // namespace amicast::snapshots
