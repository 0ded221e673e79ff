// Known answers from FIPS 180-4 and RFC 4231, and the cases where a kept context could go wrong.
#include "crypto/digest.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace amicast::crypto {
namespace {

std::string hmac_hex(ByteView key, std::string_view data) {
    return to_hex(hmac_sha256(key, as_bytes(data)));
}

TEST(Sha256, KnownAnswers) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, PiecesGiveTheSameDigestAndTheObjectStartsAfresh) {
    Sha256 hash;
    hash.update(as_bytes("ab"));
    hash.update({});
    hash.update(as_bytes("c"));
    EXPECT_EQ(hash.finish(), sha256("abc"));
    EXPECT_EQ(hash.finish(), sha256(""));
    hash.update(as_bytes("x"));
    EXPECT_EQ(sha256("unrelated"), sha256("unrelated"));  // must not disturb the open digest
    EXPECT_EQ(hash.finish(), sha256("x"));
}

TEST(Sha256, MovedObjectGoesOn) {
    Sha256 first;
    first.update(as_bytes("ab"));
    Sha256 second(std::move(first));
    second.update(as_bytes("c"));
    EXPECT_EQ(second.finish(), sha256("abc"));
}

TEST(HmacSha256, KnownAnswers) {
    Bytes key(20, 0x0B);
    EXPECT_EQ(hmac_hex(key, "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac_hex(as_bytes("Jefe"), "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Bytes long_key(131, 0xAA);  // longer than SHA-256's block: hashed first
    EXPECT_EQ(hmac_hex(long_key, "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, EmptyKeyIsNotTheKeyOfTheCallBefore) {
    hmac_hex(as_bytes("Jefe"), "x");
    EXPECT_EQ(hmac_hex({}, ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Sha256, ThreadsDoNotDisturbEachOther) {
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t) {
        threads.emplace_back([t, &wrong] {
            std::string text(100 + t, static_cast<char>('a' + t));
            Digest hash = sha256(text);
            Digest mac = hmac_sha256(hash, as_bytes(text));
            for (int i = 0; i < 500; ++i) {
                if (sha256(text) != hash || hmac_sha256(hash, as_bytes(text)) != mac) ++wrong[t];
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace amicast::crypto
