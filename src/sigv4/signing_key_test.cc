// The signing key of AWS's documentation, and the cache's promises: bounded, right after a change
// of secret, the same from every thread.
#include "sigv4/signing_key.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace amicast::sigv4 {
namespace {

const Scope scope{.date = "20150830", .region = "us-east-1", .service = "iam"};

TEST(SigningKey, KnownAnswer) {
    EXPECT_EQ(to_hex(derive_signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope)),
              "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

TEST(SigningKeyCache, GivesWhatDerivationGivesForEachPartOfTheScope) {
    SigningKeyCache cache;
    for (int round = 0; round < 2; ++round) {
        for (const Scope& other :
             {scope, Scope{"20150831", "us-east-1", "iam"}, Scope{"20150830", "eu-west-1", "iam"},
              Scope{"20150830", "us-east-1", "ec2"}}) {
            EXPECT_EQ(cache.get("AKID", "secret", other), derive_signing_key("secret", other));
        }
    }
    EXPECT_EQ(cache.size(), 4U);
}

TEST(SigningKeyCache, AChangedSecretGivesAChangedKey) {
    SigningKeyCache cache;
    cache.get("AKID", "old", scope);
    EXPECT_EQ(cache.get("AKID", "new", scope), derive_signing_key("new", scope));
    EXPECT_EQ(cache.get("AKID", "new", scope), derive_signing_key("new", scope));
    EXPECT_EQ(cache.size(), 1U);
}

TEST(SigningKeyCache, StaysBoundedAndKeepsWhatIsUsed) {
    SigningKeyCache cache(8);
    for (int i = 0; i < 100; ++i) {
        cache.get("often", "secret", scope);
        cache.get("AKID" + std::to_string(i), "secret", scope);
        EXPECT_LE(cache.size(), 17U);
    }
    EXPECT_EQ(cache.get("often", "secret", scope), derive_signing_key("secret", scope));
}

TEST(SigningKeyCache, IsSafeToShare) {
    SigningKeyCache cache(4);
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t) {
        threads.emplace_back([&cache, &wrong, t] {
            for (int i = 0; i < 300; ++i) {
                std::string id = "AKID" + std::to_string(i % 10);
                if (cache.get(id, id, scope) != derive_signing_key(id, scope)) ++wrong[t];
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace amicast::sigv4
