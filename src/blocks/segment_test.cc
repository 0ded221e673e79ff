// The segment format: the golden file, round trips, and every single flipped byte.
#include "blocks/segment.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <numeric>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "blocks/domain_seal.h"
#include "blocks/test_store.h"

namespace amicast::blocks {
namespace {

Bytes read_golden(const std::string& name) {
    const auto path = std::filesystem::path(__FILE__).parent_path() / "../../docs/formats/golden";
    std::ifstream file(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void append(Bytes& bytes, ByteView more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

// A sealed segment of the given frames.
Bytes make_segment(const SegmentId& id, std::span<const Frame> frames) {
    Bytes bytes = to_bytes(encode_segment_header(id));
    std::vector<FrameEntry> entries;
    for (const Frame& frame : frames) {
        const FrameHeader header = encode_frame_header(frame);
        entries.push_back(parse_frame_header(header, bytes.size()).value());
        append(bytes, header);
        append(bytes, frame.payload);
    }
    append(bytes, encode_footer(entries, bytes.size()));
    return bytes;
}

Result<std::vector<FrameEntry>> read_footer(const Bytes& segment) {
    if (segment.size() < segment_trailer_bytes) return failure(ErrorKind::corrupt, "short");
    auto trailer = parse_trailer(ByteView(segment).last(segment_trailer_bytes), segment.size());
    if (!trailer) return failure(trailer.error());
    return parse_footer(ByteView(segment).subspan(trailer->footer_offset, trailer->footer_bytes()),
                        *trailer);
}

// Id and frames of a golden file.
void read_segment(const Bytes& segment, SegmentId& id, std::vector<Frame>& frames) {
    ASSERT_FALSE(segment.empty());
    auto header = parse_segment_header(ByteView(segment).first(segment_header_bytes));
    ASSERT_TRUE(header) << header.error().detail;
    id = *header;
    auto entries = read_footer(segment);
    ASSERT_TRUE(entries) << entries.error().detail;
    for (const FrameEntry& entry : *entries) {
        auto frame = parse_frame(ByteView(segment).subspan(entry.offset, entry.bytes()));
        ASSERT_TRUE(frame) << frame.error().detail;
        frames.push_back(std::move(*frame));
    }
}

TEST(Segment, GoldenFileOfVersion1) {
    const Bytes golden = read_golden("segment-v1.seg");
    SegmentId id{};
    std::vector<Frame> frames;
    read_segment(golden, id, frames);
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_EQ(to_hex(id), "000102030405060708090a0b0c0d0e0f");
    EXPECT_EQ(frames[0].codec, Codec::raw);
    EXPECT_EQ(to_text(decode_and_verify(frames[0]).value()), "a block that is not compressed");
    EXPECT_EQ(frames[1].codec, Codec::zstd);
    EXPECT_EQ(decode_and_verify(frames[1]).value(), Bytes(4096, 'A'));
    EXPECT_EQ(frames[2].kind, FrameKind::manifest_node);
    EXPECT_EQ(to_text(decode_and_verify(frames[2]).value()), "a manifest node");
    // Nothing but the header's version has changed for plain frames.
    const Bytes today = make_segment(id, frames);
    EXPECT_TRUE(std::equal(today.begin() + segment_header_bytes, today.end(),
                           golden.begin() + segment_header_bytes, golden.end()));
}

TEST(Segment, GoldenFileOfVersion2) {
    const Bytes golden = read_golden("segment-v2.seg");
    SegmentId id{};
    std::vector<Frame> frames;
    read_segment(golden, id, frames);
    ASSERT_EQ(frames.size(), 4U);
    EXPECT_EQ(to_hex(id), "101112131415161718191a1b1c1d1e1f");
    EXPECT_EQ(to_text(decode_and_verify(frames[0]).value()), "a plain block");
    crypto::Key key{};
    std::iota(key.begin(), key.end(), 0);  // 00 01 02 … 1f
    const DomainSeal seal(key);
    auto opened = [&](std::size_t i, const Digest& digest) {
        EXPECT_TRUE(frames[i].sealed);
        EXPECT_EQ(seal.prove(frames[i]).value(), digest);
        return decode_and_verify(seal.open(frames[i], digest).value()).value();
    };
    const std::string raw = "a sealed block, not compressed";
    EXPECT_EQ(frames[1].codec, Codec::raw);
    EXPECT_EQ(to_text(opened(1, crypto::sha256(raw))), raw);
    EXPECT_EQ(frames[2].codec, Codec::zstd);
    EXPECT_EQ(opened(2, crypto::sha256(Bytes(4096, 'A'))), Bytes(4096, 'A'));
    const std::string node = "a sealed manifest node";
    EXPECT_EQ(frames[3].kind, FrameKind::manifest_node);
    EXPECT_EQ(to_text(opened(3, crypto::sha256(node))), node);
    EXPECT_EQ(make_segment(id, frames), golden);
}

TEST(Segment, HeaderRefusesEveryChange) {
    const SegmentHeader good = encode_segment_header({1, 2, 3});
    EXPECT_EQ(parse_segment_header(good).value(), (SegmentId{1, 2, 3}));
    for (std::size_t i = 0; i < good.size(); ++i) {
        SegmentHeader bad = good;
        bad[i] ^= 1;
        EXPECT_EQ(parse_segment_header(bad).error().kind, ErrorKind::corrupt) << i;
    }
    EXPECT_FALSE(parse_segment_header(ByteView(good).first(good.size() - 1)));
    EXPECT_FALSE(parse_segment_header({}));
}

class SegmentFrame : public ::testing::TestWithParam<bool> {
  protected:
    // Sealed or not, as the parameter says.
    static Frame frame(std::uint64_t number, std::size_t size) {
        SeededRandom random(number);
        const Frame plain = sample_frame(number, size);
        return GetParam() ? DomainSeal(crypto::Key{}).seal(plain, random) : plain;
    }
};
INSTANTIATE_TEST_SUITE_P(PlainAndSealed, SegmentFrame, ::testing::Bool());

TEST_P(SegmentFrame, RefusesEveryChange) {
    const Frame frame = SegmentFrame::frame(4, 100);
    Bytes good = to_bytes(encode_frame_header(frame));
    append(good, frame.payload);
    EXPECT_EQ(parse_frame(good)->payload, frame.payload);
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (std::uint8_t change : {0x01, 0x80}) {
            Bytes bad = good;
            bad[i] ^= change;
            EXPECT_EQ(parse_frame(bad).error().kind, ErrorKind::corrupt) << i;
        }
    }
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(parse_frame(ByteView(good).first(size))) << size;
    good.push_back(0);
    EXPECT_FALSE(parse_frame(good));
}

// Fields that a checksum alone would not catch, since whoever made the frame computed it.
TEST_P(SegmentFrame, HeaderRefusesImpossibleFields) {
    auto refuses = [](const std::function<void(Frame&)>& change) {
        Frame frame = SegmentFrame::frame(2, 200);
        EXPECT_EQ(frame.codec, Codec::zstd);
        change(frame);
        return !parse_frame_header(encode_frame_header(frame), 0).has_value();
    };
    EXPECT_FALSE(refuses([](Frame&) {}));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.kind = static_cast<FrameKind>(0); }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.kind = static_cast<FrameKind>(3); }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.codec = static_cast<Codec>(2); }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.codec = Codec::raw; }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.plain_bytes = 0; }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.plain_bytes = limits::block_bytes + 1; }));
    EXPECT_FALSE(refuses([](Frame& frame) { frame.plain_bytes = limits::block_bytes; }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.payload.clear(); }));
    EXPECT_TRUE(refuses([](Frame& frame) {
        frame.payload.resize(frame.plain_bytes + (frame.sealed ? sealing_bytes : 0));
    }));
    EXPECT_TRUE(refuses([](Frame& frame) { frame.payload.resize(frame.sealed ? 28 : 0); }));
    EXPECT_FALSE(refuses([](Frame& frame) { frame.payload.resize(frame.sealed ? 29 : 1); }));
}

TEST(Segment, FrameHeaderRefusesUnknownSealing) {
    FrameHeader header = encode_frame_header(sample_frame(2, 200));
    EXPECT_TRUE(parse_frame_header(header, 0));
    header[6] = 2;
    EXPECT_FALSE(parse_frame_header(header, 0));
    header[6] = 0;
    header[7] = 1;
    EXPECT_FALSE(parse_frame_header(header, 0));
}

TEST(Segment, FooterRefusesEveryChange) {
    std::vector<Frame> frames = sample_frames(0, 3, 50);
    SeededRandom random(1);
    frames[1] = DomainSeal(crypto::Key{}).seal(frames[1], random);
    const Bytes good = make_segment({}, frames);
    ASSERT_EQ(read_footer(good)->size(), 3U);
    EXPECT_TRUE(read_footer(good)->at(1).sealed);
    const std::size_t footer =
        parse_trailer(ByteView(good).last(segment_trailer_bytes), good.size())->footer_offset;
    for (std::size_t i = footer; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= 0x10;
        EXPECT_FALSE(read_footer(bad)) << i;
    }
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(read_footer(to_bytes(ByteView(good).first(size)))) << size;
}

TEST(Segment, FooterRefusesEntriesOutOfPlace) {
    const Bytes good = make_segment({}, sample_frames(0, 3, 50));
    const std::vector<FrameEntry> entries = read_footer(good).value();
    auto refuses = [&](const std::function<void(std::vector<FrameEntry>&)>& change) {
        std::vector<FrameEntry> changed = entries;
        change(changed);
        Bytes segment(entries.back().end());
        append(segment, encode_footer(changed, segment.size()));
        return !read_footer(segment).has_value();
    };
    EXPECT_FALSE(refuses([](auto&) {}));
    EXPECT_FALSE(refuses([](auto& list) { list.clear(); }));
    EXPECT_TRUE(refuses([](auto& list) { std::swap(list[0], list[1]); }));
    EXPECT_TRUE(refuses([](auto& list) { list[0].offset = segment_header_bytes - 1; }));
    EXPECT_TRUE(refuses([](auto& list) { list[2].offset += 1; }));
    EXPECT_TRUE(refuses([](auto& list) { list[2].offset = ~std::uint64_t{0} - 10; }));
    EXPECT_TRUE(refuses([](auto& list) { list[1] = list[0]; }));
    EXPECT_TRUE(refuses([](auto& list) { list[0].plain_bytes = 0; }));
    EXPECT_TRUE(refuses([](auto& list) { list[0].sealed = true; }));
}

}  // namespace
}  // namespace amicast::blocks
