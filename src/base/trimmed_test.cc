#include "base/trimmed.h"

#include <gtest/gtest.h>

namespace amicast {
namespace {

TEST(Trimmed, TakesOffBothEndsAndNothingBetween) {
    EXPECT_EQ(trimmed(" \ta b\t ", " \t"), "a b");
    EXPECT_EQ(trimmed("a", " "), "a");
    EXPECT_EQ(trimmed("\ta ", " "), "\ta");
    EXPECT_EQ(trimmed("   ", " "), "");
    EXPECT_EQ(trimmed("", " "), "");
}

}  // namespace
}  // namespace amicast
