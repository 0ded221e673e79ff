// Token buckets: off, empty, refilled, capped, one for each account.
#include "gateway/throttle.h"

#include <gtest/gtest.h>

namespace amicast::gateway {
namespace {

const Time start = *from_iso8601("2024-05-06T07:08:09Z");

TEST(Throttle, IsOffWithoutARate) {
    Throttle throttle({});
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(throttle.admit("a", start));
}

TEST(Throttle, AdmitsTheBurstThenTheRate) {
    Throttle throttle({.requests_per_second = 2, .burst = 3});
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(throttle.admit("a", start));
    EXPECT_FALSE(throttle.admit("a", start));
    EXPECT_FALSE(throttle.admit("a", start + std::chrono::milliseconds(499)));
    EXPECT_TRUE(throttle.admit("a", start + std::chrono::milliseconds(500)));
    EXPECT_FALSE(throttle.admit("a", start + std::chrono::milliseconds(500)));
}

TEST(Throttle, AFullBucketHoldsNoMoreThanTheBurst) {
    Throttle throttle({.requests_per_second = 100, .burst = 2});
    EXPECT_TRUE(throttle.admit("a", start));
    Time later = start + std::chrono::hours(1);
    EXPECT_TRUE(throttle.admit("a", later));
    EXPECT_TRUE(throttle.admit("a", later));
    EXPECT_FALSE(throttle.admit("a", later));
}

TEST(Throttle, AccountsDoNotShareAndTimeNeverRunsBackwards) {
    Throttle throttle({.requests_per_second = 1});  // a burst of one at least
    EXPECT_TRUE(throttle.admit("a", start));
    EXPECT_TRUE(throttle.admit("b", start));
    EXPECT_FALSE(throttle.admit("a", start - std::chrono::hours(1)));
    EXPECT_FALSE(throttle.admit("b", start));
}

}  // namespace
}  // namespace amicast::gateway
