// Node bytes: golden files, and that nothing but the canonical form is accepted.
#include "snapshots/node.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "crypto/digest.h"
#include "snapshots/manifest.h"

namespace amicast::snapshots {
namespace {

Bytes read_golden(const std::string& name) {
    const auto path = std::filesystem::path(__FILE__).parent_path() / "../../docs/formats/golden";
    std::ifstream file(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

LeafNode sample_leaf() {
    return {.blocks = {{0, crypto::sha256("a")},
                       {1, zero_block_digest()},
                       {7, crypto::sha256("b")},
                       {8, crypto::sha256("c")},
                       {255, zero_block_digest()}}};
}
InnerNode sample_inner() {
    return {.level = 2, .children = {{3, crypto::sha256("x")}, {255, crypto::sha256("y")}}};
}
RootNode sample_root() {
    return {.block_count = 16'384,
            .present_blocks = 700,
            .zero_blocks = 2,
            .top = crypto::sha256("top")};
}

TEST(Node, GoldenFilesOfVersion1) {
    EXPECT_EQ(read_golden("manifest-leaf-v1.bin"), encode_node(sample_leaf()));
    EXPECT_EQ(read_golden("manifest-inner-v1.bin"), encode_node(sample_inner()));
    EXPECT_EQ(read_golden("manifest-root-v1.bin"), encode_node(sample_root()));
}

TEST(Node, RoundTrips) {
    EXPECT_EQ(std::get<LeafNode>(decode_node(encode_node(sample_leaf())).value()), sample_leaf());
    EXPECT_EQ(std::get<InnerNode>(decode_node(encode_node(sample_inner())).value()),
              sample_inner());
    EXPECT_EQ(std::get<RootNode>(decode_node(encode_node(sample_root())).value()), sample_root());
    RootNode empty{.block_count = 1};
    EXPECT_EQ(std::get<RootNode>(decode_node(encode_node(empty)).value()), empty);
    LeafNode full;
    for (int slot = 0; slot < node_slots; ++slot)
        full.blocks.emplace_back(slot, crypto::sha256(std::to_string(slot)));
    EXPECT_EQ(encode_node(full).size(), 72U + 256 * 32);
    EXPECT_EQ(std::get<LeafNode>(decode_node(encode_node(full)).value()), full);
}

// Whatever the decoder accepts encodes to the same bytes: there is no second form of anything.
TEST(Node, OnlyOneFormIsAccepted) {
    for (const Node& node : {Node(sample_leaf()), Node(sample_inner()), Node(sample_root())}) {
        const Bytes good = encode_node(node);
        for (std::size_t i = 0; i < good.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                Bytes changed = good;
                changed[i] ^= static_cast<std::uint8_t>(1U << bit);
                auto decoded = decode_node(changed);
                if (decoded) {
                    EXPECT_EQ(encode_node(*decoded), changed);
                } else {
                    EXPECT_EQ(decoded.error().kind, ErrorKind::corrupt);
                }
            }
        }
        for (std::size_t size = 0; size < good.size(); ++size)
            EXPECT_FALSE(decode_node(ByteView(good).first(size))) << size;
        Bytes longer = good;
        longer.push_back(0);
        EXPECT_FALSE(decode_node(longer));
    }
}

TEST(Node, RefusesImpossibleNodes) {
    auto refused = [](const Node& node, const std::function<void(Bytes&)>& change) {
        Bytes bytes = encode_node(node);
        change(bytes);
        return !decode_node(bytes).has_value();
    };
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[4] = 0; }));
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[4] = 4; }));
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[5] += 1; }));     // level
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[12] = 1; }));     // 2^32 blocks
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[18] = 1; }));     // more than all present
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b[25] = 9; }));     // more zero than present
    EXPECT_TRUE(refused(sample_root(), [](Bytes& b) { b.resize(32); }));  // no top
    EXPECT_TRUE(refused(sample_inner(), [](Bytes& b) { b[5] = 0; }));
    EXPECT_TRUE(refused(sample_inner(), [](Bytes& b) { b[5] = 4; }));
    EXPECT_TRUE(refused(sample_leaf(), [](Bytes& b) { b[5] = 1; }));
    EXPECT_TRUE(refused(sample_leaf(), [](Bytes& b) { b[40] |= 4; }));  // absent, yet zero
    EXPECT_TRUE(refused(sample_leaf(), [](Bytes& b) {                   // spelt-out zero block
        const Digest& zero = zero_block_digest();
        std::copy(zero.begin(), zero.end(), b.begin() + 72);
    }));
    Bytes nothing = encode_node(sample_inner());
    std::fill(nothing.begin() + 8, nothing.end(), std::uint8_t{0});
    nothing.resize(40);
    EXPECT_FALSE(decode_node(nothing));
}

TEST(Node, LevelsFollowFromTheVolume) {
    EXPECT_EQ(top_level(1), 0);
    EXPECT_EQ(top_level(256), 0);
    EXPECT_EQ(top_level(257), 1);
    EXPECT_EQ(top_level(65'536), 1);
    EXPECT_EQ(top_level(65'537), 2);
    EXPECT_EQ(top_level(16'777'216), 2);
    EXPECT_EQ(top_level(16'777'217), 3);
    EXPECT_EQ(top_level(limits::volume_gib_max * limits::blocks_per_gib), 3);
}

TEST(ParseNode, SaysWhatANodeRefersTo) {
    auto leaf = parse_node(encode_node(sample_leaf())).value();
    EXPECT_TRUE(leaf.is_leaf);
    ASSERT_EQ(leaf.entries.size(), 5U);
    EXPECT_EQ(leaf.entries[1], (Entry{1, zero_block_digest()}));
    EXPECT_EQ(leaf.entries[3], (Entry{8, crypto::sha256("c")}));
    auto inner = parse_node(encode_node(sample_inner())).value();
    EXPECT_FALSE(inner.is_leaf);
    EXPECT_EQ(inner.children, (std::vector<Digest>{crypto::sha256("x"), crypto::sha256("y")}));
    EXPECT_EQ(parse_node(encode_node(sample_root()))->children,
              (std::vector<Digest>{crypto::sha256("top")}));
    EXPECT_TRUE(parse_node(encode_node(RootNode{.block_count = 1}))->children.empty());
    EXPECT_EQ(parse_node(as_bytes("nonsense")).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace amicast::snapshots
