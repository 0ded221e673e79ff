// Frames: what goes in comes out, compression only where it pays, and damage is noticed.
#include "blocks/frame.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/random.h"
#include "blocks/test_store.h"
#include "crypto/digest.h"

namespace amicast::blocks {
namespace {

TEST(Frame, CompressesTextAndKeepsNoiseRaw) {
    const Bytes text(limits::block_bytes, 'a');
    Frame frame = encode_frame(FrameKind::block, crypto::sha256(text), text);
    EXPECT_EQ(frame.codec, Codec::zstd);
    EXPECT_LT(frame.payload.size(), 1000U);
    EXPECT_EQ(decode_and_verify(frame).value(), text);

    Bytes noise(limits::block_bytes);
    SeededRandom(1).fill(noise);
    frame = encode_frame(FrameKind::manifest_node, crypto::sha256(noise), noise);
    EXPECT_EQ(frame.codec, Codec::raw);
    EXPECT_EQ(frame.kind, FrameKind::manifest_node);
    EXPECT_EQ(decode_and_verify(frame).value(), noise);
}

// Noise of all but `compressible` bytes: around one part in sixteen, the codec changes.
TEST(Frame, StaysRawWhenLessThanASixteenthIsSaved) {
    auto encode_with = [](std::size_t compressible) {
        Bytes content(160'000);
        SeededRandom(2).fill(content);
        std::fill_n(content.begin(), compressible, std::uint8_t{0});
        return encode_frame(FrameKind::block, {}, content);
    };
    EXPECT_EQ(encode_with(9'800).codec, Codec::raw);
    const Frame kept = encode_with(10'400);
    EXPECT_EQ(kept.codec, Codec::zstd);
    EXPECT_LE(kept.payload.size(), 150'000U);
}

TEST(Frame, SizesFromOneByteToAWholeBlock) {
    for (std::size_t size :
         {std::size_t{1}, std::size_t{2}, std::size_t{100}, limits::block_bytes}) {
        const Bytes content = sample_content(2, size);
        const Frame frame = encode_frame(FrameKind::block, crypto::sha256(content), content);
        EXPECT_EQ(frame.plain_bytes, size);
        EXPECT_EQ(decode_and_verify(frame).value(), content);
    }
}

TEST(Frame, NoticesWhatCannotBe) {
    const Frame good = sample_frame(2);
    ASSERT_EQ(good.codec, Codec::zstd);
    auto expect_corrupt = [](const Frame& frame) {
        EXPECT_EQ(decode_frame(frame).error().kind, ErrorKind::corrupt);
    };
    Frame bad = good;
    bad.payload.pop_back();
    expect_corrupt(bad);
    bad = good;
    bad.payload.push_back(0);  // something after the zstd frame
    expect_corrupt(bad);
    bad = good;
    bad.payload.clear();
    expect_corrupt(bad);
    for (std::uint32_t size : {0U, good.plain_bytes - 1, good.plain_bytes + 1,
                               static_cast<std::uint32_t>(limits::block_bytes) + 1, ~0U}) {
        bad = good;
        bad.plain_bytes = size;
        expect_corrupt(bad);
    }
    bad = good;
    bad.codec = Codec::raw;
    expect_corrupt(bad);
    bad.codec = static_cast<Codec>(7);
    expect_corrupt(bad);
}

TEST(Frame, NoticesAnIdOfOtherContent) {
    Frame frame = sample_frame(3);
    EXPECT_TRUE(decode_and_verify(frame));
    frame.id[5] ^= 1;
    EXPECT_TRUE(decode_frame(frame));
    EXPECT_EQ(decode_and_verify(frame).error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace amicast::blocks
