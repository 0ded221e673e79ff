// Copies into, out of and between the domains of keys: what moves, in which form, what is asked for
// twice, and what failures do to it.
#include <set>

#include "transfer/test_copy.h"

namespace amicast::transfer {
namespace {

constexpr crypto::Key source_key{1};
constexpr crypto::Key destination_key{2};

// A small volume: each failure means two copies.
const std::map<std::int64_t, std::uint64_t> small_volume{{0, 2}, {1, 4}, {300, 6}};

// From plain content to a key's.
class EncryptingCopyTest : public CopySnapshotTest {
  protected:
    using CopySnapshotTest::CopySnapshotTest;

    blocks::SealedFrames sealed(TestStore& destination) {
        return {*destination.store, destination_key, random_};
    }
};

// From one key's content to another's.
class ReencryptingCopyTest : public EncryptingCopyTest {
  protected:
    ReencryptingCopyTest() : EncryptingCopyTest(source_key) {}
};

TEST_F(EncryptingCopyTest, BringsTheSameTreeUnderTheKey) {
    Root root = write(sample_volume);
    blocks::SealedFrames frames = sealed(destination_);
    auto progress = copy(root, frames);
    ASSERT_TRUE(progress) << progress.error().detail;
    EXPECT_EQ(progress->blocks_done, 9);
    EXPECT_EQ(progress->bytes_moved, peer_.bytes);
    expect_whole(root, frames);
    // Nothing of it can be found under its plain name, nor under another key.
    blocks::SealedFrames other(*destination_.store, crypto::Key{9}, random_);
    for (const auto& [digest, times] : peer_.sent) {
        EXPECT_FALSE(destination_.has(digest));
        EXPECT_FALSE(other.contains({&digest, 1})->front());
        EXPECT_TRUE(destination_.store->get(frames.id_of(digest))->sealed);
    }
}

TEST_F(EncryptingCopyTest, WhatIsHereUnderAnotherNameIsMoved) {
    Root root = write(sample_volume);
    ASSERT_TRUE(copy(root));  // plain
    peer_.forget();
    blocks::SealedFrames frames = sealed(destination_);
    auto progress = copy(root, frames);
    ASSERT_TRUE(progress);
    EXPECT_EQ(progress->bytes_moved, peer_.bytes);
    EXPECT_GT(peer_.calls, 0);
    expect_whole(root, frames);
    expect_whole(root, *destination_.store);
}

TEST_F(ReencryptingCopyTest, BringsEverythingOnce) {
    Root root = write(sample_volume);
    blocks::SealedFrames frames = sealed(destination_);
    auto progress = copy(root, frames);
    ASSERT_TRUE(progress) << progress.error().detail;
    EXPECT_EQ(progress->blocks_all, 9);
    for (const auto& [digest, times] : peer_.sent)
        EXPECT_EQ(times, 1);
    expect_whole(root, frames);
}

// The destination's names are computed from the manifest: nothing is asked for, and no block is
// read.
TEST_F(ReencryptingCopyTest, FindsOutWhatIsHereWithoutReadingBlocks) {
    Root root = write(sample_volume);
    blocks::SealedFrames frames = sealed(destination_);
    ASSERT_TRUE(copy(root, frames));
    peer_.forget();
    destination_.objects.arm({});
    auto progress = copy(root, frames);
    ASSERT_TRUE(progress);
    EXPECT_EQ(peer_.calls, 0);
    EXPECT_EQ(progress->bytes_moved, 0);
    EXPECT_EQ(progress->bytes_skipped, 8 * block_bytes);
    EXPECT_LE(destination_.objects.calls(), 8U);  // root, 4 leaves and 3 inner nodes at most
}

TEST_F(ReencryptingCopyTest, AChangeCostsItsBlocksAndTheirNodes) {
    Root first = write(sample_volume);
    blocks::SealedFrames frames = sealed(destination_);
    ASSERT_TRUE(copy(first, frames));
    peer_.forget();
    Root second = write({{300, 40}, {301, 2}}, 100'000, first);
    ASSERT_TRUE(copy(second, frames));
    EXPECT_EQ(blocks_sent(), 5U);  // a block, a leaf, two inner nodes, the root
    expect_whole(second, frames);
    expect_whole(first, frames);
}

// Content that would compress was stored raw by some other version of the program.
TEST_F(ReencryptingCopyTest, NothingIsCompressedAgain) {
    const Bytes content = blocks::sample_content(2, limits::block_bytes);
    Frame raw = blocks::sample_frame(2, limits::block_bytes);
    ASSERT_EQ(raw.codec, blocks::Codec::zstd);
    raw.codec = blocks::Codec::raw;
    raw.payload = content;
    ASSERT_TRUE(source_frames_.put({&raw, 1}));
    Root root = write({{0, 2}});
    blocks::SealedFrames frames = sealed(destination_);
    ASSERT_TRUE(copy(root, frames));
    const Frame arrived = frames.get(raw.id).value();
    EXPECT_EQ(arrived.codec, blocks::Codec::raw);
    EXPECT_EQ(arrived.payload, content);
}

TEST_F(ReencryptingCopyTest, ADamagedSourceIsNotCopied) {
    Root root = write(small_volume);
    blocks::SealedFrames frames = sealed(destination_);
    source_.memory.flip("segments/0000000000000001.seg", 300);
    EXPECT_EQ(copy(root, frames).error().kind, ErrorKind::corrupt);
    EXPECT_FALSE(frames.contains({&root, 1})->front());
}

TEST_F(ReencryptingCopyTest, ADeadLineAtEachCallIsResumedWithoutAskingTwice) {
    Root root = write(small_volume);
    options_.threads = 1;
    blocks::SealedFrames whole = sealed(destination_);
    ASSERT_TRUE(copy(root, whole));
    const int calls = peer_.calls;
    for (int n = 1; n <= calls; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        blocks::SealedFrames frames = sealed(destination);
        peer_.forget();
        peer_.fail_at = n;
        EXPECT_EQ(copy(root, frames).error().kind, ErrorKind::unavailable);
        std::set<Digest> stored;
        for (const auto& [digest, times] : peer_.sent) {
            if (frames.contains({&digest, 1})->front()) stored.insert(digest);
        }
        peer_.forget();
        ASSERT_TRUE(copy(root, frames));
        for (const Digest& digest : stored)
            EXPECT_FALSE(peer_.sent.contains(digest));
        expect_whole(root, frames);
    }
}

TEST_F(ReencryptingCopyTest, EveryFailureOfTheDestinationsDatabaseIsResumed) {
    Root root = write(small_volume);
    bool failed = true;
    for (int n = 1; failed; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        blocks::SealedFrames frames = sealed(destination);
        destination.catalog->fail_at(n);
        auto first = copy(root, frames);
        failed = destination.catalog->failed();
        destination.catalog->fail_at(0);
        EXPECT_TRUE(first || failed);
        ASSERT_TRUE(copy(root, frames));
        expect_whole(root, frames);
        ASSERT_LT(n, 500);
    }
}

TEST_F(ReencryptingCopyTest, EveryFailureOfTheDestinationsStorageIsResumed) {
    Root root = write(small_volume);
    bool failed = true;
    for (std::uint64_t n = 1; failed; ++n) {
        SCOPED_TRACE(n);
        TestStore destination;
        blocks::SealedFrames frames = sealed(destination);
        destination.objects.arm({.at_call = n, .torn_bytes = 100});
        auto first = copy(root, frames);
        failed = destination.objects.fired();
        destination.objects.disarm();
        EXPECT_TRUE(first || failed);
        ASSERT_TRUE(copy(root, frames));
        expect_whole(root, frames);
        ASSERT_LT(n, 500U);
    }
}

}  // namespace
}  // namespace amicast::transfer
