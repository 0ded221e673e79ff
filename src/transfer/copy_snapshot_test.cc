// Copies between two real block stores in memory: what moves, what does not, what a lying or dying
// peer and a failing destination do to it.
#include "transfer/copy_snapshot.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "transfer/test_copy.h"

namespace amicast::transfer {
namespace {

// Passes on to a real store and checks that nodes come after everything under them.
class OrderedStore final : public blocks::BlockStore {
  public:
    explicit OrderedStore(blocks::BlockStore& inner) : inner_(inner) {}

    Result<std::vector<bool>> contains(std::span<const BlockId> ids) override {
        return inner_.contains(ids);
    }
    Status put(std::span<const Frame> frames) override {
        for (const Frame& frame : frames) {
            if (frame.kind == FrameKind::manifest_node) expect_children(frame);
        }
        return inner_.put(frames);
    }
    Result<std::vector<Frame>> get(std::span<const BlockId> ids) override {
        return inner_.get(ids);
    }
    Result<blocks::Statistics> statistics() override { return inner_.statistics(); }
    Result<std::vector<blocks::Damage>> verify(const OnProgress& progress,
                                               const CheckSealed& check_sealed) override {
        return inner_.verify(progress, check_sealed);
    }
    Result<std::uint64_t> collect_garbage(
        const std::function<bool(const BlockId&)>& is_live) override {
        return inner_.collect_garbage(is_live);
    }

  private:
    void expect_children(const Frame& frame) {
        auto node = snapshots::parse_node(blocks::decode_frame(frame).value()).value();
        std::vector<BlockId> ids = node.children;
        for (const Entry& entry : node.entries) {
            if (!entry.is_zero()) ids.push_back(entry.digest);
        }
        const std::vector<bool> all_present = inner_.contains(ids).value();
        for (bool present : all_present)
            EXPECT_TRUE(present);
    }

    blocks::BlockStore& inner_;
};

TEST_F(CopySnapshotTest, BringsEverythingOnce) {
    Root root = write(sample_volume);
    auto progress = copy(root);
    ASSERT_TRUE(progress) << progress.error().detail;
    EXPECT_EQ(progress->blocks_all, 9);
    EXPECT_EQ(progress->blocks_done, 9);
    EXPECT_EQ(progress->bytes_moved, peer_.bytes);
    EXPECT_EQ(progress->bytes_skipped, block_bytes);  // the repeated one
    for (const auto& [id, times] : peer_.sent)
        EXPECT_EQ(times, 1);
    EXPECT_FALSE(peer_.sent.contains(snapshots::zero_block_digest()));
    expect_whole(root, *destination_.store);
}

TEST_F(CopySnapshotTest, AnEmptyVolumeIsItsRootNode) {
    Root root = write({});
    auto progress = copy(root);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->blocks_all, 0);
    EXPECT_EQ(blocks_sent(), 1U);
    expect_whole(root, *destination_.store);
}

TEST_F(CopySnapshotTest, WhatIsHereIsNotAskedFor) {
    Root root = write(sample_volume);
    ASSERT_TRUE(copy(root));
    peer_.forget();
    auto progress = copy(root);
    ASSERT_TRUE(progress);
    EXPECT_EQ(peer_.calls, 0);
    EXPECT_EQ(progress->blocks_done, 9);
    EXPECT_EQ(progress->bytes_moved, 0);
    EXPECT_EQ(progress->bytes_skipped, 8 * block_bytes);
}

TEST_F(CopySnapshotTest, AChangeCostsItsBlocksAndTheirNodes) {
    Root first = write(sample_volume);
    ASSERT_TRUE(copy(first));
    peer_.forget();
    Root second = write({{300, 40}, {301, 2}}, 100'000, first);
    auto progress = copy(second);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->blocks_all, 10);
    EXPECT_EQ(progress->blocks_done, 10);
    // One block; a leaf, two inner nodes (100,000 blocks make two levels), the root.
    EXPECT_EQ(blocks_sent(), 5U);
    expect_whole(second, *destination_.store);
    expect_whole(first, *destination_.store);
}

TEST_F(CopySnapshotTest, NodesAreStoredAfterWhatIsUnderThem) {
    Root root = write(sample_volume);
    OrderedStore ordered(*destination_.store);
    ASSERT_TRUE(copy(root, ordered));
}

// Garbage collection may leave a node that was used lately without what is under it.
TEST_F(CopySnapshotTest, ANodeThatIsHereProvesNothing) {
    Root root = write(sample_volume);
    Frame root_frame = source_.store->get(root).value();
    ASSERT_TRUE(destination_.store->put({&root_frame, 1}));
    ASSERT_TRUE(copy(root));
    EXPECT_FALSE(peer_.sent.contains(root));
    expect_whole(root, *destination_.store);
}

TEST_F(CopySnapshotTest, ReportsProgressAndStopsWhenTold) {
    Root root = write(sample_volume);
    Progress last;
    std::atomic<int> inside = 0;
    auto watch = [&](const Progress& progress) -> Status {
        EXPECT_EQ(++inside, 1);
        EXPECT_GE(progress.blocks_done, last.blocks_done);
        EXPECT_GE(progress.bytes_moved, last.bytes_moved);
        last = progress;
        --inside;
        if (progress.blocks_done >= 4) return failure(ErrorKind::conflict, "the lease is lost");
        return {};
    };
    auto stopped = copy(root, *destination_.store, watch);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::conflict);
    EXPECT_FALSE(destination_.store->contains({&root, 1}).value()[0]);
}

TEST_F(CopySnapshotTest, ADeadLineAtEachCallIsResumedWithoutAskingTwice) {
    Root root = write(sample_volume);
    options_.threads = 1;
    ASSERT_TRUE(copy(root));
    const int calls = peer_.calls;
    const auto frames = peer_.sent.size();
    for (int n = 1; n <= calls; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        peer_.forget();
        peer_.fail_at = n;
        auto broken = copy(root, *destination.store);
        ASSERT_FALSE(broken);
        EXPECT_EQ(broken.error().kind, ErrorKind::unavailable);
        // Blocks that were stored are not sent again; nodes may be, and what was on its way.
        std::set<BlockId> stored;
        for (const auto& [id, times] : peer_.sent) {
            if (destination.store->contains({&id, 1}).value()[0]) stored.insert(id);
        }
        peer_.forget();
        ASSERT_TRUE(copy(root, *destination.store));
        for (const BlockId& id : stored)
            EXPECT_FALSE(peer_.sent.contains(id));
        EXPECT_EQ(stored.size() + peer_.sent.size(), frames);
        expect_whole(root, *destination.store);
    }
}

// A small volume: each failure means two copies.
const std::map<std::int64_t, std::uint64_t> small_volume{{0, 2}, {1, 4}, {300, 6}};

TEST_F(CopySnapshotTest, EveryFailureOfTheDestinationsDatabaseIsResumed) {
    Root root = write(small_volume);
    bool failed = true;
    for (int n = 1; failed; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        destination.catalog->fail_at(n);
        auto first = copy(root, *destination.store);
        failed = destination.catalog->failed();
        destination.catalog->fail_at(0);
        EXPECT_TRUE(first || failed);
        ASSERT_TRUE(copy(root, *destination.store));
        expect_whole(root, *destination.store);
        ASSERT_LT(n, 500);
    }
}

TEST_F(CopySnapshotTest, EveryFailureOfTheDestinationsStorageIsResumed) {
    Root root = write(small_volume);
    bool failed = true;
    for (std::uint64_t n = 1; failed; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        destination.objects.arm({.at_call = n, .torn_bytes = 100});
        auto first = copy(root, *destination.store);
        failed = destination.objects.fired();
        destination.objects.disarm();
        EXPECT_TRUE(first || failed);
        ASSERT_TRUE(copy(root, *destination.store));
        expect_whole(root, *destination.store);
        ASSERT_LT(n, 500U);
    }
}

struct Lie {
    const char* name;
    FrameKind kind;  // of the frames it is told about
    std::function<void(std::vector<Frame>&)> tell;
};

class LyingPeerTest : public CopySnapshotTest, public testing::WithParamInterface<Lie> {};

Frame other_content(Frame frame) {
    Frame other = blocks::sample_frame(99, frame.plain_bytes);
    other.id = frame.id;
    other.kind = frame.kind;
    return other;
}

Bytes plain_of(const Frame& frame) {
    return blocks::decode_frame(frame).value();
}

INSTANTIATE_TEST_SUITE_P(
    Lies, LyingPeerTest,
    testing::Values(
        Lie{"flipped_bit", FrameKind::block, [](auto& f) { f[0].payload[40] ^= 1; }},
        Lie{"other_content", FrameKind::block, [](auto& f) { f[0] = other_content(f[0]); }},
        Lie{"cut_payload", FrameKind::block, [](auto& f) { f[0].payload.resize(30); }},
        Lie{"empty_payload", FrameKind::block, [](auto& f) { f[0].payload.clear(); }},
        Lie{"long_payload", FrameKind::block,
            [](auto& f) { f[0].payload.resize(limits::block_bytes + 1); }},
        Lie{"short_block", FrameKind::block, [](auto& f) { f[0].plain_bytes -= 1; }},
        Lie{"long_block", FrameKind::block, [](auto& f) { f[0].plain_bytes += 1; }},
        Lie{"no_bytes", FrameKind::block, [](auto& f) { f[0].plain_bytes = 0; }},
        Lie{"wrong_codec", FrameKind::block,
            [](auto& f) { f[0].codec = static_cast<blocks::Codec>(7); }},
        Lie{"wrong_kind", FrameKind::block, [](auto& f) { f[0].kind = FrameKind::manifest_node; }},
        Lie{"sealed", FrameKind::block, [](auto& f) { f[0].sealed = true; }},
        Lie{"wrong_id", FrameKind::block, [](auto& f) { f[0].id[0] ^= 1; }},
        Lie{"too_few", FrameKind::block, [](auto& f) { f.pop_back(); }},
        Lie{"too_many", FrameKind::block, [](auto& f) { f.push_back(f[0]); }},
        Lie{"node_flipped", FrameKind::manifest_node,
            [](auto& f) {
                Bytes plain = plain_of(f[0]);
                plain.back() ^= 1;
                f[0] = blocks::encode_frame(f[0].kind, f[0].id, plain);
            }},
        Lie{"node_is_a_block", FrameKind::manifest_node,
            [](auto& f) { f[0].kind = FrameKind::block; }},
        Lie{"no_node", FrameKind::manifest_node, [](auto& f) { f.clear(); }}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_P(LyingPeerTest, IsFoundOutAndNothingOfItIsStored) {
    Root root = write(sample_volume);
    std::set<BlockId> lied_about;
    peer_.lie = [&](std::vector<Frame>& frames) {
        if (frames.empty() || frames[0].kind != GetParam().kind) return;
        for (const Frame& frame : frames)
            lied_about.insert(frame.id);
        GetParam().tell(frames);
    };
    auto refused = copy(root);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::corrupt) << refused.error().message;
    ASSERT_FALSE(lied_about.empty());
    for (const BlockId& id : lied_about)
        EXPECT_FALSE(destination_.store->contains({&id, 1}).value()[0]);
    peer_.lie = nullptr;
    ASSERT_TRUE(copy(root));
    expect_whole(root, *destination_.store);
}

// The root is trusted by its digest, what it says is not.
TEST_F(CopySnapshotTest, ARootThatIsNoRootIsRefused) {
    Root root = write(sample_volume);
    Bytes root_bytes = plain_of(source_.store->get(root).value());
    std::vector<BlockId> children = snapshots::parse_node(root_bytes).value().children;
    ASSERT_EQ(children.size(), 1U);
    EXPECT_EQ(copy(children[0]).error().kind, ErrorKind::corrupt);
    Bytes junk = blocks::sample_content(5, 900);
    Frame frame = blocks::encode_frame(FrameKind::manifest_node, crypto::sha256(junk), junk);
    ASSERT_TRUE(source_.store->put({&frame, 1}));
    EXPECT_EQ(copy(frame.id).error().kind, ErrorKind::corrupt);
}

TEST_F(CopySnapshotTest, ASourceThatLacksTheSnapshotSaysSo) {
    EXPECT_EQ(copy(Root{1, 2, 3}).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace amicast::transfer
