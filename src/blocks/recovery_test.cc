// What a crash, a power cut or a lost index leaves behind, and that nothing acknowledged is gone.
#include "blocks/recovery.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include "blocks/segment_reader.h"
#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

TEST(Recovery, AnUnsealedSegmentIsClosedAndNeverAppendedTo) {
    TestStore test;
    const auto before = sample_frames(0, 3);
    ASSERT_TRUE(test.store->put(before));
    test.reopen_after_kill();
    const auto bytes = test.memory.size(segment_name(1)).value();
    const auto after = sample_frames(10, 3);
    ASSERT_TRUE(test.store->put(after));
    EXPECT_EQ(test.memory.size(segment_name(1)).value(), bytes);
    EXPECT_TRUE(test.memory.size(segment_name(2)));
    test.expect_holds(before);
    test.expect_holds(after);
    test.expect_sound();
}

TEST(Recovery, OpeningWithoutWritingMakesNoSegments) {
    TestStore test;
    for (int i = 0; i < 3; ++i)
        test.reopen_after_kill();
    EXPECT_TRUE(test.memory.list("")->empty());
}

TEST(Recovery, ACleanEndSealsTheSegment) {
    TestStore test;
    ASSERT_TRUE(test.store->put(sample_frames(0, 3)));
    test.store.reset();
    const auto bytes = test.memory.size(segment_name(1)).value();
    Bytes tail(segment_trailer_bytes);
    ASSERT_TRUE(test.memory.read(segment_name(1), bytes - tail.size(), tail));
    EXPECT_EQ(parse_trailer(tail, bytes)->entries, 3U);
}

// The index transaction of the second put fails after its frames are durable: not acknowledged, but
// there, and found by the next start.
TEST(Recovery, ATailOutsideTheIndexIsIndexed) {
    TestStore test;
    const auto first = sample_frames(0, 3);
    const auto second = sample_frames(10, 3);
    ASSERT_TRUE(test.store->put(first));
    test.catalog->fail_at(6);
    while (test.store->put(second)) {
        FAIL() << "the fault was not reached";
    }
    test.reopen_after_kill();
    test.expect_holds(first);
    test.expect_holds(second);
    test.expect_sound();
}

TEST(Recovery, TheIndexIsRebuiltFromSegmentsAlone) {
    TestStore test(Options{.segment_bytes_max = 10'000});
    auto frames = sample_frames(0, 20);
    ASSERT_TRUE(test.store->put(frames));
    const Frame node = sample_frame(77, 500, FrameKind::manifest_node);
    ASSERT_TRUE(test.store->put({&node, 1}));
    frames.push_back(node);
    const Statistics before = test.store->statistics().value();
    test.lose_index();  // after a clean end: footers are read
    test.open();
    test.expect_holds(frames);
    EXPECT_EQ(test.store->statistics()->stored_bytes, before.stored_bytes);
    EXPECT_EQ(test.store->statistics()->plain_bytes, before.plain_bytes);
    test.expect_sound();

    test.objects.arm({.at_call = 1, .from_then_on = true});
    test.lose_index();
    test.objects.disarm();
    test.open();
    test.expect_holds(frames);
    test.expect_sound();
}

TEST(Recovery, ADamagedFooterIsReplacedByScanning) {
    TestStore test;
    const auto frames = sample_frames(0, 5);
    ASSERT_TRUE(test.store->put(frames));
    test.lose_index();
    test.memory.flip(segment_name(1), test.memory.size(segment_name(1)).value() - 100);
    test.open();
    test.expect_holds(frames);
}

TEST(Recovery, ARottenFrameDoesNotHideItsNeighbours) {
    TestStore test;
    const auto frames = sample_frames(0, 3);
    ASSERT_TRUE(test.store->put(frames));
    test.objects.arm({.at_call = 1, .from_then_on = true});
    test.lose_index();
    test.objects.disarm();
    test.memory.flip(segment_name(1), 40 + 56 + 1);
    test.open();
    EXPECT_FALSE(test.has(frames[0].id));
    test.expect_holds(std::span(frames).subspan(1));
}

TEST(Recovery, ATornTailIsIgnored) {
    TestStore test;
    const auto kept = sample_frames(0, 2);
    ASSERT_TRUE(test.store->put(kept));
    for (std::uint64_t torn : {1U, 55U, 56U, 57U, 3000U}) {
        test.objects.arm({.at_call = 1, .torn_bytes = torn});
        const auto lost = sample_frames(1001 + 2 * torn, 1);
        EXPECT_FALSE(test.store->put(lost));
        test.reopen_after_kill();
        EXPECT_FALSE(test.has(lost[0].id));
        test.expect_holds(kept);
        ASSERT_TRUE(test.store->put(lost));
        test.expect_holds(lost);
        test.expect_sound();
    }
}

TEST(Recovery, SegmentsThatNeverGotAFrameGo) {
    TestStore test;
    ASSERT_TRUE(test.memory.put(segment_name(1), {}));
    ASSERT_TRUE(test.memory.put(segment_name(2), as_bytes("AMI")));
    ASSERT_TRUE(test.memory.put(segment_name(3), encode_segment_header({})));
    ASSERT_TRUE(test.memory.put("segments/readme", as_bytes("not ours")));
    test.open();
    ASSERT_EQ(test.memory.list("")->size(), 1U);
    EXPECT_EQ(test.memory.list("")->front().name, "segments/readme");
    ASSERT_TRUE(test.store->put(sample_frames(0, 1)));
    test.expect_sound();
}

TEST(Recovery, RefusesSegmentsOfANewerProgram) {
    TestStore test;
    SegmentHeader header = encode_segment_header({});
    header[8] += 1;
    const std::uint64_t checksum = XXH3_64bits(header.data(), 32);
    for (std::size_t i = 0; i < 8; ++i)
        header[32 + i] = static_cast<std::uint8_t>(checksum >> 8 * i);
    ASSERT_TRUE(test.memory.put(segment_name(9), header));
    EXPECT_EQ(test.try_open().error().kind, ErrorKind::unsupported);
}

// Random puts and power cuts: what was acknowledged before a cut is there after it.
TEST(Recovery, PowerCutsLoseNothingAcknowledged) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(seed);
        SeededRandom random(seed);
        TestStore test(Options{.segment_bytes_max = 12'000});
        std::vector<Frame> acknowledged;
        std::uint64_t next = seed * 1000;
        for (int life = 0; life < 3; ++life) {
            test.objects.arm({.at_call = 1 + random.next() % 30,
                              .from_then_on = true,
                              .torn_bytes = random.next() % 8000});
            for (int i = 0; i < 12; ++i) {
                const auto frames = sample_frames(next, 1 + random.next() % 4);
                next += frames.size();
                if (test.store->put(frames))
                    acknowledged.insert(acknowledged.end(), frames.begin(), frames.end());
            }
            test.store.reset();
            test.memory.crash(random);
            test.objects.disarm();
            if (random.next() % 4 == 0) test.lose_index();
            test.open();
            test.expect_holds(acknowledged);
            test.expect_sound();
        }
    }
}

}  // namespace
}  // namespace amicast::blocks
