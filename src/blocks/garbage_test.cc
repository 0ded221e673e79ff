// Garbage collection: what is dead goes, what somebody relies on stays, at any moment.
#include "blocks/garbage.h"

#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

std::uint64_t stored_bytes(TestStore& test) {
    std::uint64_t bytes = 0;
    const auto objects = test.memory.list("segments/").value();
    for (const auto& object : objects)
        bytes += object.bytes;
    return bytes;
}

std::function<bool(const BlockId&)> only(std::span<const Frame> frames) {
    const auto ids = ids_of(frames);
    return [live = std::set<BlockId>(ids.begin(), ids.end())](const BlockId& id) {
        return live.contains(id);
    };
}

const Options small_segments{.segment_bytes_max = 20'000, .garbage_grace = std::chrono::hours(1)};

TEST(Garbage, DropsWhatIsDeadAndGivesTheSpaceBack) {
    TestStore test(small_segments);
    const auto live = sample_frames(1, 10);
    const auto dead = sample_frames(101, 30);
    for (std::size_t i = 0; i < dead.size(); ++i) {
        ASSERT_TRUE(test.store->put({&dead[i], 1}));
        if (i % 3 == 0) {
            ASSERT_TRUE(test.store->put({&live[i / 3], 1}));
        }
    }
    test.open();
    test.clock.advance(std::chrono::hours(2));
    const std::uint64_t before = stored_bytes(test);
    auto freed = test.store->collect_garbage(only(live));
    ASSERT_TRUE(freed);
    EXPECT_GT(*freed, before / 2);
    EXPECT_LT(stored_bytes(test), before / 2);
    test.expect_holds(live);
    for (const Frame& frame : dead)
        EXPECT_FALSE(test.has(frame.id));
    test.expect_sound();
    test.reopen_after_kill();
    test.expect_holds(live);
    EXPECT_EQ(test.store->statistics()->frames, live.size());
    test.expect_sound();
    // Once more there is nothing to do.
    EXPECT_EQ(test.store->collect_garbage(only(live)).value(), 0U);
}

TEST(Garbage, AllDeadLeavesNothing) {
    TestStore test(small_segments);
    ASSERT_TRUE(test.store->put(sample_frames(1, 20)));
    test.open();
    test.clock.advance(std::chrono::hours(2));
    ASSERT_TRUE(test.store->collect_garbage([](const BlockId&) { return false; }));
    EXPECT_TRUE(test.memory.list("")->empty());
    EXPECT_EQ(test.store->statistics()->segments, 0U);
}

TEST(Garbage, MergesSmallSegments) {
    TestStore test(Options{.segment_bytes_max = 1'000'000});
    std::vector<Frame> frames;
    for (std::uint64_t i = 0; i < 6; ++i) {
        frames.push_back(sample_frame(i));
        ASSERT_TRUE(test.store->put({&frames.back(), 1}));
        test.open();
    }
    EXPECT_EQ(test.memory.list("")->size(), 6U);
    ASSERT_TRUE(test.store->collect_garbage(only(frames)));
    EXPECT_EQ(test.memory.list("")->size(), 1U);
    ASSERT_TRUE(test.store->collect_garbage(only(frames)));
    EXPECT_EQ(test.memory.list("")->front().name, "segments/0000000000000007.seg");
    test.expect_holds(frames);
    test.expect_sound();
}

TEST(Garbage, KeepsWhatWasPutOrFoundRecently) {
    TestStore test(small_segments);
    const auto old = sample_frames(1, 4);
    const auto found = sample_frames(11, 4);
    const auto put_again = sample_frames(21, 4);
    const auto fresh = sample_frames(31, 4);
    for (const auto& frames : {old, found, put_again})
        ASSERT_TRUE(test.store->put(frames));
    test.clock.advance(std::chrono::hours(2));
    ASSERT_TRUE(test.store->contains(ids_of(found)));
    ASSERT_TRUE(test.store->put(put_again));
    ASSERT_TRUE(test.store->put(fresh));
    test.clock.advance(std::chrono::minutes(40));
    ASSERT_TRUE(test.store->collect_garbage([](const BlockId&) { return false; }));
    for (const Frame& frame : old)
        EXPECT_FALSE(test.has(frame.id));
    for (const auto& frames : {found, put_again, fresh})
        test.expect_holds(frames);
    test.expect_sound();
}

// The sweep asks whether a block is live, and while it asks, somebody finds the block.
TEST(Garbage, KeepsWhatIsFoundWhileItSweeps) {
    TestStore test(small_segments);
    const auto frames = sample_frames(1, 10);
    ASSERT_TRUE(test.store->put(frames));
    test.clock.advance(std::chrono::hours(2));
    bool asked = false;
    ASSERT_TRUE(test.store->collect_garbage([&](const BlockId&) {
        if (!asked) {
            EXPECT_TRUE(test.has(frames[4].id));
        }
        asked = true;
        return false;
    }));
    EXPECT_TRUE(asked);
    test.expect_holds(std::span(frames).subspan(4, 1));
    EXPECT_FALSE(test.has(frames[5].id));
    test.expect_sound();
}

// A segment with a rotten live frame is not given up: the rest of it may still be healed.
TEST(Garbage, LeavesDamagedSegmentsAlone) {
    TestStore test(Options{.segment_bytes_max = 1'000'000, .garbage_grace = std::chrono::hours(1)});
    const auto frames = sample_frames(1, 10);
    ASSERT_TRUE(test.store->put(frames));
    test.open();
    test.memory.flip("segments/0000000000000001.seg", 40 + 56 + 1);
    test.clock.advance(std::chrono::hours(2));
    ASSERT_TRUE(test.store->collect_garbage(only(std::span(frames).first(2))));
    EXPECT_EQ(test.store->get(frames[0].id).error().kind, ErrorKind::corrupt);
    test.expect_holds(std::span(frames).subspan(1, 1));
}

// A segment that was lost keeps the space of the others from nobody.
TEST(Garbage, GoesOnBesideALostSegment) {
    TestStore test(Options{.segment_bytes_max = 1'000'000, .garbage_grace = std::chrono::hours(1)});
    const auto lost = sample_frames(1, 4);
    const auto kept = sample_frames(11, 4);
    ASSERT_TRUE(test.store->put(lost));
    test.open();
    ASSERT_TRUE(test.store->put(kept));
    test.open();
    ASSERT_TRUE(test.memory.remove("segments/0000000000000001.seg"));
    test.clock.advance(std::chrono::hours(2));
    auto live = ids_of(std::span(kept).first(1));
    live.push_back(lost.front().id);
    auto given_back = test.store->collect_garbage(
        [&](const BlockId& id) { return std::find(live.begin(), live.end(), id) != live.end(); });
    ASSERT_TRUE(given_back);
    EXPECT_GT(*given_back, 0U);
    test.expect_holds(std::span(kept).first(1));
}

TEST(Garbage, SafeUnderConcurrentPutsAndGets) {
    TestStore test(Options{.segment_bytes_max = 20'000, .garbage_grace = Duration(0)});
    const auto pinned = sample_frames(1, 12);
    ASSERT_TRUE(test.store->put(pinned));
    std::atomic<bool> stop{false};
    std::atomic<int> failures{0};
    std::vector<std::thread> workers;
    for (std::uint64_t t = 0; t < 3; ++t) {
        workers.emplace_back([&, t] {
            for (std::uint64_t i = 0; !stop; ++i) {
                const auto frames = sample_frames(10'000 * (t + 1) + i % 50, 2);
                if (!test.store->put(frames)) ++failures;
                auto back = test.store->get(ids_of(pinned));
                if (!back || back->front().payload != pinned.front().payload) ++failures;
            }
        });
    }
    const auto live = only(pinned);
    for (int i = 0; i < 15; ++i) {
        test.clock.advance(std::chrono::seconds(1));
        if (!test.store->collect_garbage(live)) ++failures;
    }
    stop = true;
    for (std::thread& worker : workers)
        worker.join();
    EXPECT_EQ(failures, 0);
    test.expect_holds(pinned);
    test.expect_sound();
}

// Interrupted at any call of storage or database: nothing live is lost, and doing it again ends
// where an undisturbed run ends.
TEST(Garbage, FailureAtAnyPointLosesNothing) {
    const auto live = sample_frames(1, 6);
    const auto dead = sample_frames(101, 12);
    for (const bool database : {false, true}) {
        for (const bool for_good : {false, true}) {
            bool reached = true;
            for (std::int64_t n = 1; reached; ++n) {
                SCOPED_TRACE(n);
                ASSERT_LT(n, 500);
                TestStore test(small_segments);
                for (std::size_t i = 0; i < dead.size(); ++i) {
                    ASSERT_TRUE(test.store->put({&dead[i], 1}));
                    if (i % 2 == 0) {
                        ASSERT_TRUE(test.store->put({&live[i / 2], 1}));
                    }
                }
                test.open();
                test.clock.advance(std::chrono::hours(2));
                if (database && for_good) test.catalog->fail_from(n);
                if (database && !for_good) test.catalog->fail_at(n);
                if (!database)
                    test.objects.arm({.at_call = static_cast<std::uint64_t>(n),
                                      .from_then_on = for_good,
                                      .torn_bytes = 100});
                auto collected = test.store->collect_garbage(only(live));
                reached = database ? test.catalog->failed() : test.objects.fired();
                if (!reached) {
                    EXPECT_TRUE(collected);
                }
                test.catalog->fail_at(0);
                test.objects.disarm();
                test.expect_holds(live);
                test.reopen_after_kill();
                test.expect_holds(live);
                ASSERT_TRUE(test.store->collect_garbage(only(live)));
                test.expect_holds(live);
                test.expect_sound();
                EXPECT_EQ(test.store->statistics()->frames, live.size());
            }
        }
    }
}

}  // namespace
}  // namespace amicast::blocks
