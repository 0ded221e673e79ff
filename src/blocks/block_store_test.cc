// The block store from outside: stored once, found again, also from many threads.
#include "blocks/block_store.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

TEST(BlockStore, GivesBackWhatWasPutInTheOrderAsked) {
    TestStore test;
    const auto frames = sample_frames(0, 10);
    ASSERT_TRUE(test.store->put(frames));
    test.expect_holds(frames);
    const std::vector<BlockId> mixed = {frames[7].id, frames[0].id, frames[7].id};
    auto found = test.store->get(mixed);
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)[0].payload, frames[7].payload);
    EXPECT_EQ((*found)[1].payload, frames[0].payload);
    EXPECT_EQ((*found)[2].payload, frames[7].payload);
    EXPECT_EQ(test.store->get(frames[3].id)->payload, frames[3].payload);
    test.expect_sound();
}

TEST(BlockStore, NothingInNothingOut) {
    TestStore test;
    EXPECT_TRUE(test.store->put({}));
    EXPECT_TRUE(test.store->get(std::span<const BlockId>())->empty());
    EXPECT_TRUE(test.store->contains({})->empty());
    EXPECT_EQ(test.store->statistics()->segments, 0U);
    EXPECT_EQ(test.memory.list("")->size(), 0U);
}

TEST(BlockStore, SaysWhichAreHere) {
    TestStore test;
    const auto frames = sample_frames(0, 4);
    ASSERT_TRUE(test.store->put(std::span(frames).first(2)));
    EXPECT_EQ(test.store->contains(ids_of(frames)).value(),
              (std::vector<bool>{true, true, false, false}));
    EXPECT_EQ(test.store->get(ids_of(frames)).error().kind, ErrorKind::not_found);
    EXPECT_EQ(test.store->get(frames[3].id).error().kind, ErrorKind::not_found);
}

TEST(BlockStore, StoresEqualBlocksOnce) {
    TestStore test;
    auto frames = sample_frames(0, 3);
    frames.push_back(frames[1]);
    ASSERT_TRUE(test.store->put(frames));
    const Statistics once = test.store->statistics().value();
    EXPECT_EQ(once.frames, 3U);
    EXPECT_EQ(once.plain_bytes, 9000U);
    const auto bytes = test.memory.list("")->front().bytes;
    ASSERT_TRUE(test.store->put(frames));
    EXPECT_EQ(test.store->statistics()->stored_bytes, once.stored_bytes);
    EXPECT_EQ(test.memory.list("")->front().bytes, bytes);
    EXPECT_EQ(bytes, 40 + once.stored_bytes);
}

TEST(BlockStore, BeginsANewSegmentWhenOneIsFull) {
    TestStore test(Options{.segment_bytes_max = 10'000});
    const auto frames = sample_frames(1, 40);
    for (const Frame& frame : frames)
        ASSERT_TRUE(test.store->put({&frame, 1}));
    EXPECT_GT(test.store->statistics()->segments, 3U);
    test.expect_holds(frames);
    const auto many = sample_frames(100, 40);  // one put over several segments
    ASSERT_TRUE(test.store->put(many));
    test.expect_holds(many);
    test.expect_sound();
    test.open();
    test.expect_holds(frames);
    test.expect_holds(many);
    test.expect_sound();
}

TEST(BlockStore, WholeBlocksAcrossJoinedReads) {
    TestStore test;
    const auto frames = sample_frames(1, 20, limits::block_bytes);
    ASSERT_TRUE(test.store->put(frames));
    test.expect_holds(frames);
    std::vector<Frame> sparse = {frames[19], frames[3], frames[4], frames[11]};
    test.expect_holds(sparse);
}

// Many threads put overlapping sets; each frame must be stored once and readable by whoever was
// told it is stored.
TEST(BlockStore, ConcurrentPutsOfOverlappingBlocks) {
    TestStore test(Options{.segment_bytes_max = 60'000});
    constexpr int threads = 8;
    constexpr std::size_t rounds = 40;
    std::atomic<int> failures{0};
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            for (std::size_t round = 0; round < rounds; ++round) {
                const auto frames = sample_frames(round * 3 + static_cast<std::size_t>(t % 2), 4);
                if (!test.store->put(frames)) ++failures;
                auto back = test.store->get(ids_of(frames));
                if (!back || back->back().payload != frames.back().payload) ++failures;
                if (test.store->contains(ids_of(frames)).value() != std::vector<bool>(4, true))
                    ++failures;
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();
    EXPECT_EQ(failures, 0);
    EXPECT_EQ(test.store->statistics()->frames, rounds * 3 + 2);
    std::uint64_t bytes = 0;
    const auto objects = test.memory.list("segments/").value();
    for (const auto& object : objects)
        bytes += object.bytes;
    const Statistics statistics = test.store->statistics().value();
    EXPECT_LT(bytes, statistics.stored_bytes + statistics.stored_bytes / 2);
    test.expect_sound();
}

TEST(BlockStore, RotIsNoticedByGetAndVerify) {
    TestStore test;
    const auto frames = sample_frames(0, 3);
    ASSERT_TRUE(test.store->put(frames));
    test.memory.flip("segments/0000000000000001.seg", 40 + 56 + 5);
    EXPECT_EQ(test.store->get(frames[0].id).error().kind, ErrorKind::corrupt);
    EXPECT_TRUE(test.store->get(frames[1].id));
    const auto damages = test.damages();
    ASSERT_EQ(damages.size(), 1U);
    EXPECT_EQ(damages[0].segment, "segments/0000000000000001.seg");
    EXPECT_EQ(damages[0].offset, 40U);
    EXPECT_EQ(damages[0].id, frames[0].id);
}

TEST(BlockStore, ARottenBlockIsHealedByTheNextPut) {
    TestStore test;
    const auto frames = sample_frames(0, 3);
    ASSERT_TRUE(test.store->put(frames));
    test.memory.flip("segments/0000000000000001.seg", 40 + 56 + 5);
    EXPECT_TRUE(test.has(frames[0].id)) << "nobody has looked yet";
    EXPECT_EQ(test.store->get(ids_of(frames)).error().kind, ErrorKind::corrupt);
    EXPECT_FALSE(test.has(frames[0].id)) << "so that a copy fetches it";
    EXPECT_TRUE(test.has(frames[1].id));
    EXPECT_EQ(test.store->get(frames[0].id).error().kind, ErrorKind::corrupt);

    ASSERT_TRUE(test.store->put(frames));
    EXPECT_TRUE(test.has(frames[0].id));
    test.expect_holds(frames);
    test.expect_sound();
    test.open();
    test.expect_holds(frames);
    EXPECT_EQ(test.store->statistics()->frames, 3U);
}

// Until the good copy is on disk the damaged one is neither trusted nor forgotten for good.
TEST(BlockStore, HealingThatFailsCanBeRepeated) {
    TestStore test;
    const auto frames = sample_frames(0, 1);
    ASSERT_TRUE(test.store->put(frames));
    test.memory.flip("segments/0000000000000001.seg", 40 + 56 + 5);
    EXPECT_FALSE(test.store->get(frames[0].id));
    for (std::int64_t event = 1;; ++event) {
        test.catalog->fail_at(event);
        const Status healed = test.store->put(frames);
        const bool reached = test.catalog->failed();
        test.catalog->fail_at(0);
        if (reached) continue;
        EXPECT_TRUE(healed);
        break;
    }
    test.expect_holds(frames);
}

TEST(BlockStore, VerifyChecksContentBehindTheChecksum) {
    TestStore test;
    auto frames = sample_frames(0, 2);
    frames[1].id = frames[0].id;
    frames[1].id[0] ^= 1;  // stored under an id that is not its content's
    ASSERT_TRUE(test.store->put(frames));
    EXPECT_TRUE(test.store->get(frames[1].id));
    ASSERT_EQ(test.damages().size(), 1U);
    EXPECT_EQ(test.damages()[0].id, frames[1].id);
}

TEST(BlockStore, VerifyNoticesWhatIsMissing) {
    TestStore test(Options{.segment_bytes_max = 3'000});
    const auto frames = sample_frames(1, 6);
    ASSERT_TRUE(test.store->put(frames));
    test.open();
    ASSERT_GE(test.store->statistics()->segments, 3U);
    ASSERT_TRUE(test.memory.remove("segments/0000000000000001.seg"));
    const auto damages = test.damages();
    ASSERT_FALSE(damages.empty());
    for (const Damage& damage : damages)
        EXPECT_EQ(damage.segment, "segments/0000000000000001.seg");
    EXPECT_EQ(test.store->get(frames[0].id).error().kind, ErrorKind::corrupt);
    EXPECT_TRUE(test.store->get(frames[5].id));
    ASSERT_TRUE(test.memory.put("segments/0000000000000001.seg", as_bytes("short")));
    EXPECT_FALSE(test.damages().empty());
}

TEST(BlockStore, VerifyReportsProgressUpToTheEnd) {
    TestStore test;
    ASSERT_TRUE(test.store->put(sample_frames(0, 5)));
    std::uint64_t last = 0;
    std::uint64_t whole = 0;
    auto watch = [&](std::uint64_t done, std::uint64_t all) {
        EXPECT_GE(done, last);
        last = done;
        whole = all;
    };
    ASSERT_TRUE(test.store->verify(watch, nullptr));
    EXPECT_EQ(last, whole);
    EXPECT_GT(whole, 5U * 56);
}

}  // namespace
}  // namespace amicast::blocks
