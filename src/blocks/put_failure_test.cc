// Failure loop over put(): the n-th call of storage or database fails, for every n.
#include <gtest/gtest.h>

#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

struct Way {
    bool database;
    bool for_good;
    std::uint64_t torn_bytes;
};

void arm(TestStore& test, const Way& way, std::int64_t n) {
    if (!way.database)
        test.objects.arm({.at_call = static_cast<std::uint64_t>(n),
                          .from_then_on = way.for_good,
                          .torn_bytes = way.torn_bytes});
    else if (way.for_good)
        test.catalog->fail_from(n);
    else
        test.catalog->fail_at(n);
}

void disarm(TestStore& test) {
    test.objects.disarm();
    test.catalog->fail_at(0);
}

// Three puts across several segments, then the invariant: what was acknowledged is there, the store
// is sound without a restart and after one, and putting again works.
void run_once(const Way& way, std::int64_t n, bool& reached) {
    TestStore test(Options{.segment_bytes_max = 8'000});
    const auto before = sample_frames(1, 2);
    ASSERT_TRUE(test.store->put(before));
    arm(test, way, n);
    std::vector<Frame> acknowledged = before;
    std::vector<Frame> all = before;
    for (std::uint64_t i = 0; i < 3; ++i) {
        const auto frames = sample_frames(11 + 10 * i, 3);
        all.insert(all.end(), frames.begin(), frames.end());
        if (test.store->put(frames))
            acknowledged.insert(acknowledged.end(), frames.begin(), frames.end());
    }
    reached = way.database ? test.catalog->failed() : test.objects.fired();
    disarm(test);
    test.expect_holds(acknowledged);
    test.expect_sound();
    ASSERT_TRUE(test.store->put(all));
    test.expect_holds(all);
    test.expect_sound();
    test.reopen_after_kill();
    test.expect_holds(all);
    test.expect_sound();
    EXPECT_EQ(test.store->statistics()->frames, all.size());
}

TEST(PutFailure, NothingAcknowledgedIsLost) {
    for (const Way way : {Way{false, false, 0}, Way{false, false, 100}, Way{false, true, 3100},
                          Way{true, false, 0}, Way{true, true, 0}}) {
        bool reached = true;
        for (std::int64_t n = 1; reached; ++n) {
            SCOPED_TRACE(n);
            ASSERT_LT(n, 300) << "the loop must end";
            run_once(way, n, reached);
            if (::testing::Test::HasFailure()) return;
        }
    }
}

// Creating, and writing and flushing header and frames: whichever fails, nothing stays behind.
TEST(PutFailure, ASegmentThatNeverGotAFrameGoes) {
    for (std::uint64_t n = 1; n <= 5; ++n) {
        SCOPED_TRACE(n);
        TestStore test;
        test.objects.arm({.at_call = n, .torn_bytes = 20});
        EXPECT_FALSE(test.store->put(sample_frames(1, 2)));
        EXPECT_TRUE(test.objects.fired());
        EXPECT_TRUE(test.memory.list("")->empty());
    }
}

// The n-th call fails while the store is being opened: opening fails or works, and works the next
// time.
TEST(PutFailure, OpeningCanBeRepeated) {
    for (const Way way : {Way{false, false, 0}, Way{true, false, 0}}) {
        bool reached = true;
        for (std::int64_t n = 1; reached; ++n) {
            ASSERT_LT(n, 300);
            TestStore test;
            const auto frames = sample_frames(1, 3);
            ASSERT_TRUE(test.store->put(frames));
            test.objects.arm({.at_call = 1, .from_then_on = true});
            test.lose_index();
            test.objects.disarm();
            arm(test, way, n);
            const Status opened = test.try_open();
            reached = way.database ? test.catalog->failed() : test.objects.fired();
            if (!reached) {
                EXPECT_TRUE(opened);
            }
            disarm(test);
            test.open();
            test.expect_holds(frames);
            test.expect_sound();
        }
    }
}

}  // namespace
}  // namespace amicast::blocks
