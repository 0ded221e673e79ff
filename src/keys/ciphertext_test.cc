// The blob's form: one made by the first version opens for ever, and nothing of it can be changed.
#include "keys/ciphertext.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::keys {
namespace {

Key test_key() {
    Key key;
    key.id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    key.account_id = "111122223333";
    key.region = "us-east-1";
    return key;
}

Material test_material(std::string_view name = "material") {
    return {1, crypto::sha256("id of " + std::string(name)), crypto::sha256(name)};
}

const EncryptionContext context = {{"aws:ebs:id", "snap-0123456789abcdef0"}, {"b", ""}};

Bytes sealed() {
    SeededRandom random(1);
    return seal_ciphertext(test_key(), test_material(), as_bytes("a data key"), context, random);
}

TEST(Ciphertext, OpensWithKeyMaterialAndContext) {
    Bytes blob = sealed();
    auto header = read_ciphertext_header(blob);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->key_id, test_key().id);
    EXPECT_EQ(header->material_id, test_material().id());
    auto plain = open_ciphertext(test_key(), test_material(), blob, context);
    ASSERT_TRUE(plain);
    EXPECT_EQ(as_text(*plain), "a data key");
}

// Written down when the format was made, and opened then by another implementation of HKDF and GCM
// as docs/formats/ciphertext.md says. If this fails, ciphertexts that users keep are lost.
TEST(Ciphertext, OfTheFirstVersionOpensForEver) {
    auto blob = from_hex(
        "01001234abcd12ab34cd56ef1234567890abed2cfebca79fc28761b351a5a4df7e58bc8adc027fb8389b"
        "d6af18915362b11e684e9a8e3849b4090010001b6563dc99c1bae3e8cf67445b631a4b3113a4aab2478b"
        "dec753d3fede542ef6fcc507984d18194a9c399c");
    ASSERT_TRUE(blob);
    auto plain = open_ciphertext(test_key(), test_material(), *blob, context);
    ASSERT_TRUE(plain);
    EXPECT_EQ(as_text(*plain), "a data key");
}

TEST(Ciphertext, EqualMessagesLookDifferent) {
    SeededRandom random(2);
    auto once = seal_ciphertext(test_key(), test_material(), as_bytes("x"), {}, random);
    auto twice = seal_ciphertext(test_key(), test_material(), as_bytes("x"), {}, random);
    EXPECT_NE(once, twice);
}

TEST(Ciphertext, RefusesEveryFlippedBit) {
    Bytes blob = sealed();
    for (std::size_t at = 0; at < blob.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            Bytes changed = blob;
            changed[at] ^= static_cast<std::uint8_t>(1 << bit);
            auto plain = open_ciphertext(test_key(), test_material(), changed, context);
            ASSERT_FALSE(plain) << at << " " << bit;
            EXPECT_EQ(plain.error().kind, ErrorKind::invalid);
        }
    }
}

TEST(Ciphertext, RefusesEveryOtherLength) {
    Bytes blob = sealed();
    for (std::size_t size = 0; size < blob.size(); ++size)
        EXPECT_FALSE(
            open_ciphertext(test_key(), test_material(), ByteView(blob).first(size), context))
            << size;
    blob.push_back(0);
    EXPECT_FALSE(open_ciphertext(test_key(), test_material(), blob, context));
}

TEST(Ciphertext, IsBoundToAccountRegionMaterialAndContext) {
    Bytes blob = sealed();
    Key other = test_key();
    other.account_id = "999999999999";
    EXPECT_FALSE(open_ciphertext(other, test_material(), blob, context));
    other = test_key();
    other.region = "eu-west-1";
    EXPECT_FALSE(open_ciphertext(other, test_material(), blob, context));
    EXPECT_FALSE(open_ciphertext(test_key(), test_material("other"), blob, context));
    for (const EncryptionContext& wrong :
         {EncryptionContext{}, EncryptionContext{{"aws:ebs:id", "snap-0123456789abcdef0"}},
          EncryptionContext{{"aws:ebs:id", "snap-0123456789abcdef0"}, {"B", ""}},
          EncryptionContext{{"aws:ebs:id", "snap-0123456789abcdef0b"}}})
        EXPECT_FALSE(open_ciphertext(test_key(), test_material(), blob, wrong));
}

// The borders between names and values count.
TEST(Fields, DifferentPairsHaveDifferentEncodings) {
    std::vector<Pairs> all = {{},
                              {{"", ""}},
                              {{"a", ""}},
                              {{"", "a"}},
                              {{"a", "b"}},
                              {{"ab", ""}},
                              {{"a", "bc"}, {"d", ""}},
                              {{"a", "b"}, {"cd", ""}},
                              {{"a", "b"}, {"c", "d"}}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        Bytes encoded = FieldWriter().pairs(all[i]).encoded();
        EXPECT_EQ(read_pairs(encoded), all[i]);
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_NE(encoded, FieldWriter().pairs(all[j]).encoded()) << i << j;
        for (std::size_t size = 0; size < encoded.size(); ++size)
            EXPECT_FALSE(read_pairs(ByteView(encoded).first(size)));
    }
}

}  // namespace
}  // namespace amicast::keys
