// Texts hashed for each other: everybody gets the digest of their own, and nobody is left waiting.
#include "crypto/paired_sha256.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "crypto/digest.h"

namespace amicast::crypto {
namespace {

using std::chrono::microseconds;

Bytes noise(std::uint64_t seed, std::size_t bytes) {
    Bytes text(bytes);
    SeededRandom(seed).fill(text);
    return text;
}

TEST(PairedSha256, AFewVisitorsDoNotWait) {
    PairedSha256 host(std::chrono::hours(1), 2);
    PairedSha256::Visitor alone(host);
    EXPECT_EQ(alone.sha256(noise(1, 5000)), sha256(noise(1, 5000)));
}

TEST(PairedSha256, WhoWaitsInVainHashesAlone) {
    PairedSha256 host(microseconds(1), 1);
    PairedSha256::Visitor alone(host);
    for (std::uint64_t seed = 0; seed < 3; ++seed)
        EXPECT_EQ(alone.sha256(noise(seed, 5000)), sha256(noise(seed, 5000)));
}

// The patience is endless, so this ends only if the two find each other.
TEST(PairedSha256, TwoAreHashedTogether) {
    PairedSha256 host(std::chrono::hours(1), 1);
    auto visit = [&](std::uint64_t seed) {
        PairedSha256::Visitor visitor(host);
        EXPECT_EQ(visitor.sha256(noise(seed, 5000)), sha256(noise(seed, 5000)));
    };
    std::thread other(visit, 1);
    visit(2);
    other.join();
}

TEST(PairedSha256, ManyThreadsAndLengths) {
    PairedSha256 host(microseconds(200), 2);
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&host, thread] {
            for (std::uint64_t round = 0; round < 200; ++round) {
                const Bytes text = noise(thread * 1000 + round, round % 7 == 0 ? 999 : 3000);
                PairedSha256::Visitor visitor(host);
                ASSERT_EQ(visitor.sha256(text), sha256(text));
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
}

}  // namespace
}  // namespace amicast::crypto
