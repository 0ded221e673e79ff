#include "base/readable.h"

#include <gtest/gtest.h>

namespace amicast {
namespace {

TEST(Readable, BytesHaveThreeDigits) {
    EXPECT_EQ(readable_bytes(0), "0 B");
    EXPECT_EQ(readable_bytes(999), "999 B");
    EXPECT_EQ(readable_bytes(1024), "1.0 KiB");
    EXPECT_EQ(readable_bytes(1023.0 * 1024), "1.0 MiB");
    EXPECT_EQ(readable_bytes(17.0 * 1024 * 1024), "17 MiB");
    EXPECT_EQ(readable_bytes(2.5 * (1ULL << 40)), "2.5 TiB");
    EXPECT_EQ(readable_bytes(5000.0 * (1ULL << 40)), "5000 TiB");
}

TEST(Readable, ARateNeedsTime) {
    EXPECT_EQ(readable_rate(2048, std::chrono::seconds(2)), "1.0 KiB/s");
    EXPECT_EQ(readable_rate(2048, {}), "-");
}

TEST(Readable, DurationsChangeTheirUnits) {
    EXPECT_EQ(readable_duration(std::chrono::milliseconds(250)), "0.25 s");
    EXPECT_EQ(readable_duration(std::chrono::seconds(42)), "42 s");
    EXPECT_EQ(readable_duration(std::chrono::seconds(187)), "3 m 7 s");
    EXPECT_EQ(readable_duration(std::chrono::seconds(7500)), "2 h 5 m");
}

}  // namespace
}  // namespace amicast
