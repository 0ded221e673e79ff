// Two digests at once against one at a time, which digest_test.cc compares with published answers.
#include "crypto/sha256_each.h"

#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/random.h"
#include "crypto/digest.h"

namespace amicast::crypto {
namespace {

std::vector<Digest> digests_of(std::initializer_list<ByteView> texts) {
    std::vector<Digest> digests(texts.size());
    sha256_each(std::span(texts.begin(), texts.size()), digests);
    return digests;
}

void expect_digests(ByteView first, ByteView second) {
    const auto digests = digests_of({first, second});
    EXPECT_EQ(digests[0], sha256(first)) << first.size() << " bytes, first";
    EXPECT_EQ(digests[1], sha256(second)) << second.size() << " bytes, second";
}

TEST(Sha256Each, KnownAnswers) {
    const auto digests = digests_of({as_bytes("abc"), as_bytes("abd")});
    EXPECT_EQ(to_hex(digests[0]),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(digests[1], sha256("abd"));
}

TEST(Sha256Each, EveryLengthAroundTheChunksAndTheirPadding) {
    SeededRandom random(1);
    Bytes first(260);
    Bytes second(260);
    random.fill(first);
    random.fill(second);
    for (std::size_t size = 0; size <= first.size(); ++size)
        expect_digests(ByteView(first).first(size), ByteView(second).first(size));
}

TEST(Sha256Each, WholeBlocksAtAnyAlignment) {
    constexpr std::size_t block_bytes = 512 << 10;
    SeededRandom random(2);
    Bytes bytes(2 * block_bytes + 3);
    random.fill(bytes);
    expect_digests(ByteView(bytes).subspan(1, block_bytes),
                   ByteView(bytes).subspan(block_bytes + 3, block_bytes));
}

TEST(Sha256Each, LengthsThatDiffer) {
    expect_digests(as_bytes("short"), as_bytes(std::string(1000, 'x')));
    expect_digests(as_bytes(std::string(64, 'x')), {});
}

TEST(Sha256Each, AnyNumberOfTexts) {
    EXPECT_TRUE(digests_of({}).empty());
    EXPECT_EQ(digests_of({as_bytes("a")}), std::vector{sha256("a")});
    EXPECT_EQ(
        digests_of({as_bytes("a"), as_bytes("b"), as_bytes("c"), as_bytes("dd"), as_bytes("e")}),
        (std::vector{sha256("a"), sha256("b"), sha256("c"), sha256("dd"), sha256("e")}));
}

}  // namespace
}  // namespace amicast::crypto
