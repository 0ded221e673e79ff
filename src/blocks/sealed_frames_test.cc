// Sealed domains: what comes back, what is refused, what a store without the key shows and can do.
#include "blocks/sealed_frames.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "blocks/segment.h"
#include "blocks/segment_reader.h"
#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

crypto::Key key_of(std::uint8_t number) {
    return crypto::Key{number};
}

Frame frame_of(std::uint64_t number, std::size_t size = 3000) {
    return sample_frame(number, size);
}

class SealedFramesTest : public ::testing::Test {
  protected:
    BlockStore& store() { return *test_.store; }
    SealedFrames domain(std::uint8_t key = 1) { return {store(), key_of(key), random_}; }

    void expect_same(const Frame& found, const Frame& expected) {
        EXPECT_EQ(found.id, expected.id);
        EXPECT_EQ(found.kind, expected.kind);
        EXPECT_EQ(found.codec, expected.codec);
        EXPECT_EQ(found.plain_bytes, expected.plain_bytes);
        EXPECT_EQ(found.payload, expected.payload);
        EXPECT_FALSE(found.sealed);
    }

    SeededRandom random_{1};
    TestStore test_;
    const DomainSeal seal_{key_of(1)};
};

TEST_F(SealedFramesTest, WhatIsPutComesBackAsItWas) {
    SealedFrames frames = domain();
    const std::vector<Frame> all{frame_of(1),
                                 frame_of(2),
                                 frame_of(3, limits::block_bytes),
                                 frame_of(4, limits::block_bytes),
                                 frame_of(5, 1),
                                 sample_frame(6, 400, FrameKind::manifest_node)};
    EXPECT_EQ(all[2].codec, Codec::raw);
    EXPECT_EQ(all[3].codec, Codec::zstd);
    ASSERT_TRUE(frames.put(all));
    ASSERT_TRUE(frames.put(all));
    auto found = frames.get(ids_of(all));
    ASSERT_TRUE(found);
    for (std::size_t i = 0; i < all.size(); ++i)
        expect_same((*found)[i], all[i]);
    EXPECT_EQ(frames.contains(std::vector{all[1].id, Digest{9}}).value(),
              (std::vector<bool>{true, false}));
    EXPECT_EQ(frames.get(Digest{9}).error().kind, ErrorKind::not_found);
    EXPECT_EQ(store().statistics()->frames, all.size());
}

TEST_F(SealedFramesTest, EqualContentIsStoredOnceInEachDomain) {
    const Frame frame = frame_of(1);
    std::set<BlockId> ids{frame.id};
    ASSERT_TRUE(store().put({&frame, 1}));
    for (std::uint8_t key : {1, 2, 3}) {
        SealedFrames frames = domain(key);
        EXPECT_FALSE(frames.contains({&frame.id, 1})->front());
        ASSERT_TRUE(frames.put({&frame, 1}));
        ids.insert(frames.id_of(frame.id));
        SealedFrames again = domain(key);
        EXPECT_TRUE(again.contains({&frame.id, 1})->front());
        ASSERT_TRUE(again.put({&frame, 1}));
        expect_same(again.get(frame.id).value(), frame);
    }
    EXPECT_EQ(ids.size(), 4U);
    EXPECT_EQ(store().statistics()->frames, 4U);
}

TEST_F(SealedFramesTest, TheStoreHoldsNothingOfTheContent) {
    const Bytes content(4000, 'm');
    Frame raw = encode_frame(FrameKind::block, crypto::sha256(content), content);
    raw.codec = Codec::raw;
    raw.payload = content;
    ASSERT_TRUE(domain().put({&raw, 1}));
    const Frame stored = store().get(seal_.id_of(raw.id)).value();
    EXPECT_TRUE(stored.sealed);
    EXPECT_EQ(stored.payload.size(), content.size() + sealing_bytes);
    const std::string_view text = as_text(stored.payload);
    EXPECT_EQ(text.find("mmmm"), std::string_view::npos);
    EXPECT_EQ(text.find(as_text(raw.id)), std::string_view::npos);
    EXPECT_EQ(decode_frame(stored).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(decode_and_verify(stored).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store().get(raw.id).error().kind, ErrorKind::not_found);
}

TEST_F(SealedFramesTest, AnotherKeyOpensNothing) {
    const Frame frame = frame_of(1);
    Frame stored = seal_.seal(frame, random_);
    const DomainSeal other(key_of(2));
    EXPECT_EQ(other.open(stored, frame.id).error().kind, ErrorKind::corrupt);
    stored.id = other.id_of(frame.id);  // as if it were of the other domain
    EXPECT_EQ(other.open(stored, frame.id).error().kind, ErrorKind::corrupt);
}

// Whoever can write to the disk can make checksums fit; the seal holds all the same.
TEST_F(SealedFramesTest, EveryChangeOfAStoredFrameIsFound) {
    for (std::uint64_t number : {1, 2}) {  // raw, zstd
        const Frame frame = frame_of(number, 200);
        const Frame good = seal_.seal(frame, random_);
        auto refused = [&](const Frame& bad) {
            return !seal_.open(bad, frame.id) && !seal_.prove(bad);
        };
        ASSERT_FALSE(refused(good));
        for (std::size_t i = 0; i < good.payload.size(); ++i) {
            for (std::uint8_t bit : {0x01, 0x80}) {
                Frame bad = good;
                bad.payload[i] ^= bit;
                EXPECT_TRUE(refused(bad)) << i;
            }
        }
        Frame bad = good;
        bad.id[5] ^= 1;
        EXPECT_TRUE(refused(bad));
        bad = good;
        bad.kind = FrameKind::manifest_node;
        EXPECT_TRUE(refused(bad));
        bad = good;
        bad.codec = good.codec == Codec::raw ? Codec::zstd : Codec::raw;
        EXPECT_TRUE(refused(bad));
        bad = good;
        bad.plain_bytes += 1;
        EXPECT_TRUE(refused(bad));
        bad = good;
        bad.sealed = false;
        EXPECT_TRUE(refused(bad));
        for (std::size_t size = 0; size < good.payload.size(); ++size) {
            bad = good;
            bad.payload.resize(size);
            EXPECT_TRUE(refused(bad)) << size;
        }
    }
}

TEST_F(SealedFramesTest, SwappedPayloadsAreFound) {
    const Frame one = frame_of(1, 200);
    const Frame other = frame_of(3, 200);
    Frame stored_one = seal_.seal(one, random_);
    Frame stored_other = seal_.seal(other, random_);
    ASSERT_EQ(stored_one.payload.size(), stored_other.payload.size());
    std::swap(stored_one.payload, stored_other.payload);
    EXPECT_EQ(seal_.open(stored_one, one.id).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(seal_.open(stored_other, other.id).error().kind, ErrorKind::corrupt);
    std::swap(stored_one.id, stored_other.id);  // whole frames in each other's place
    EXPECT_EQ(seal_.open(stored_other, other.id).error().kind, ErrorKind::corrupt);
}

TEST_F(SealedFramesTest, DamageOnDiskIsAnErrorOfGet) {
    const std::vector<Frame> frames = sample_frames(1, 2);
    ASSERT_TRUE(domain().put(frames));
    test_.memory.flip(segment_name(1), segment_header_bytes + frame_header_bytes + 7);
    EXPECT_EQ(domain().get(frames[0].id).error().kind, ErrorKind::corrupt);
    expect_same(domain().get(frames[1].id).value(), frames[1]);
}

TEST_F(SealedFramesTest, NoncesDoNotRepeat) {
    SystemRandom random;
    const Frame frame = frame_of(1, 16);
    std::set<std::string> nonces;
    constexpr int sample = 10'000;
    for (int i = 0; i < sample; ++i) {
        const Frame stored = seal_.seal(frame, random);
        nonces.emplace(as_text(ByteView(stored.payload).subspan(16, crypto::nonce_bytes)));
    }
    EXPECT_EQ(nonces.size(), sample);
}

// Another version of the program may compress the same content to other bytes.
TEST_F(SealedFramesTest, TheSameContentEncodedOtherwiseIsTheSameFrame) {
    const Bytes content = sample_content(2);
    const Frame compressed = encode_frame(FrameKind::block, crypto::sha256(content), content);
    ASSERT_EQ(compressed.codec, Codec::zstd);
    Frame raw = compressed;
    raw.codec = Codec::raw;
    raw.payload = content;
    ASSERT_TRUE(domain().put({&compressed, 1}));
    ASSERT_TRUE(domain().put({&raw, 1}));
    EXPECT_EQ(store().statistics()->frames, 1U);
    EXPECT_EQ(decode_and_verify(domain().get(raw.id).value()).value(), content);
    expect_same(seal_.open(seal_.seal(raw, random_), raw.id).value(), raw);
}

TEST_F(SealedFramesTest, ProvingFindsContentUnderAForeignId) {
    Frame frame = frame_of(2);
    EXPECT_EQ(seal_.prove(seal_.seal(frame, random_)).value(), frame.id);
    frame.id = crypto::sha256("another content");
    EXPECT_EQ(seal_.prove(seal_.seal(frame, random_)).error().kind, ErrorKind::corrupt);
}

TEST_F(SealedFramesTest, ReferencesTellNothingAndComeBack) {
    const Digest digest = crypto::sha256("content");
    const Reference reference = seal_.reference_to(digest);
    EXPECT_EQ(reference, seal_.reference_to(digest));
    EXPECT_TRUE(reference.is_sealed());
    EXPECT_EQ(reference.id(), seal_.id_of(digest));
    EXPECT_NE(reference.id(), digest);
    EXPECT_NE(reference.masked_digest(), digest);
    EXPECT_EQ(seal_.digest_of(reference).value(), digest);
    EXPECT_EQ(Reference::from_bytes(reference.bytes()), reference);

    const DomainSeal other(key_of(2));
    EXPECT_NE(other.reference_to(digest).masked_digest(), reference.masked_digest());
    EXPECT_EQ(other.digest_of(reference).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(seal_.digest_of(Reference(digest)).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store().digest_of(reference).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(store().digest_of(Reference(digest)).value(), digest);
    for (std::size_t i = 0; i < 64; ++i) {
        Bytes bytes = to_bytes(reference.bytes());
        bytes[i] ^= 1;
        EXPECT_FALSE(seal_.digest_of(*Reference::from_bytes(bytes))) << i;
    }
    EXPECT_FALSE(Reference::from_bytes(Bytes(31)));
    EXPECT_FALSE(Reference::from_bytes(Bytes(33)));
    EXPECT_FALSE(Reference::from_bytes(Bytes(65)));
}

// Everything below the rules works without any key.
TEST_F(SealedFramesTest, TheIndexIsRebuiltWithoutTheKey) {
    const std::vector<Frame> frames = sample_frames(1, 5);
    ASSERT_TRUE(domain().put(frames));
    ASSERT_TRUE(store().put({&frames[0], 1}));
    test_.reopen_after_kill();
    test_.expect_sound();
    test_.lose_index();
    test_.open();
    test_.expect_sound();
    EXPECT_EQ(store().statistics()->frames, 6U);
    for (const Frame& frame : frames)
        expect_same(domain().get(frame.id).value(), frame);
}

TEST_F(SealedFramesTest, GarbageIsCollectedWithoutTheKey) {
    const std::vector<Frame> frames = sample_frames(1, 8);
    ASSERT_TRUE(domain().put(frames));
    test_.reopen_after_kill();
    test_.clock.advance(std::chrono::hours(48));
    const std::set<BlockId> live{domain().id_of(frames[1].id), domain().id_of(frames[6].id)};
    auto freed = store().collect_garbage([&](const BlockId& id) { return live.contains(id); });
    ASSERT_TRUE(freed);
    EXPECT_GT(*freed, 0U);
    EXPECT_EQ(store().statistics()->frames, 2U);
    expect_same(domain().get(frames[1].id).value(), frames[1]);
    expect_same(domain().get(frames[6].id).value(), frames[6]);
    test_.expect_sound();
}

}  // namespace
}  // namespace amicast::blocks
