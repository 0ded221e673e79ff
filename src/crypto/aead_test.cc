// Known answers for AES-GCM, HKDF and scrypt, and everything that open() must refuse.
#include "crypto/aead.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::crypto {
namespace {

// Gives the bytes it was made with: fixes the nonce for known answers.
class FixedRandom final : public Random {
  public:
    explicit FixedRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
    void fill(std::span<std::uint8_t> out) override {
        std::copy_n(bytes_.begin(), out.size(), out.begin());
    }

  private:
    Bytes bytes_;
};

// Test case 16 of the GCM submission (McGrew, Viega): AES-256 with additional data.
TEST(Seal, KnownAnswer) {
    Key key = *digest_from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    Bytes plain = *from_hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    Bytes context = *from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    FixedRandom random(*from_hex("cafebabefacedbaddecaf888"));
    EXPECT_EQ(to_hex(seal(key, plain, context, random)),
              "cafebabefacedbaddecaf888"
              "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
              "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
              "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(Seal, OpensAgainAlsoWhenEmpty) {
    SeededRandom random(1);
    Key key = sha256("key");
    for (std::string_view plain :
         {"", "x", "a longer text that spans several AES blocks of data"}) {
        for (std::string_view context : {"", "context"}) {
            Bytes sealed = seal(key, as_bytes(plain), as_bytes(context), random);
            EXPECT_EQ(sealed.size(), plain.size() + 28);
            auto opened = open(key, sealed, as_bytes(context));
            ASSERT_TRUE(opened);
            EXPECT_EQ(as_text(*opened), plain);
        }
    }
}

TEST(Seal, TwiceTheSameGivesDifferentBytes) {
    SeededRandom random(1);
    EXPECT_NE(seal(sha256("key"), as_bytes("x"), {}, random),
              seal(sha256("key"), as_bytes("x"), {}, random));
}

TEST(Open, RefusesEveryFlippedBit) {
    SeededRandom random(1);
    Key key = sha256("key");
    Bytes sealed = seal(key, as_bytes("plain"), as_bytes("context"), random);
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes changed = sealed;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        auto opened = open(key, changed, as_bytes("context"));
        ASSERT_FALSE(opened) << "bit " << bit;
        EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
    }
}

TEST(Open, RefusesEveryTruncationAnotherKeyAndAnotherContext) {
    SeededRandom random(1);
    Key key = sha256("key");
    Bytes sealed = seal(key, as_bytes("plain"), as_bytes("context"), random);
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_FALSE(open(key, ByteView(sealed).first(size), as_bytes("context")));
    }
    EXPECT_FALSE(open(sha256("other"), sealed, as_bytes("context")));
    EXPECT_FALSE(open(key, sealed, as_bytes("contexT")));
    EXPECT_FALSE(open(key, sealed, {}));
    EXPECT_TRUE(open(key, sealed, as_bytes("context")));
}

// HKDF by its definition in RFC 5869 (no salt, one output block), since the RFC's own vectors use
// keys of other lengths.
TEST(DeriveKey, FollowsTheDefinition) {
    Key key = sha256("key");
    Digest pseudo_random_key = hmac_sha256(Digest{}, key);
    std::string block = "access-key\x01";
    EXPECT_EQ(derive_key(key, "access-key"), hmac_sha256(pseudo_random_key, as_bytes(block)));
}

TEST(DeriveKey, EachInfoAndEachKeyGivesItsOwn) {
    Key key = sha256("key");
    EXPECT_NE(derive_key(key, "a"), derive_key(key, "b"));
    EXPECT_NE(derive_key(key, "a"), derive_key(sha256("other"), "a"));
    EXPECT_NE(derive_key(key, ""), key);
    EXPECT_EQ(derive_key(key, "a"), derive_key(key, "a"));
}

// Computed with Python's hashlib.scrypt(b"pleaseletmein", salt=b"SodiumChloride", n=2**15, r=8,
// p=1).
TEST(KeyFromPassphrase, KnownAnswer) {
    EXPECT_EQ(to_hex(key_from_passphrase("pleaseletmein", as_bytes("SodiumChloride"))),
              "f72cbc204bdcfc3ff5b115d8508aec1566ff0ef3f658388601a3933078ef7ac8");
}

}  // namespace
}  // namespace amicast::crypto
