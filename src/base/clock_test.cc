#include "base/clock.h"

#include <gtest/gtest.h>

namespace amicast {
namespace {

constexpr std::int64_t example = 1'714'979'289'123'456;  // 2024-05-06T07:08:09.123456Z

TEST(Clock, WritesEveryForm) {
    Time time = from_microseconds(example);
    EXPECT_EQ(to_iso8601(time), "2024-05-06T07:08:09.123Z");
    EXPECT_EQ(to_iso8601_seconds(time), "2024-05-06T07:08:09Z");
    EXPECT_EQ(to_iso8601_basic(time), "20240506T070809Z");
    EXPECT_EQ(to_http_date(time), "Mon, 06 May 2024 07:08:09 GMT");
}

TEST(Clock, ReadsFractionsAndOffsets) {
    EXPECT_EQ(from_iso8601("2024-05-06T07:08:09.123456Z"), from_microseconds(example));
    EXPECT_EQ(from_iso8601("2024-05-06T09:08:09.123456789+02:00"), from_microseconds(example));
    EXPECT_EQ(from_iso8601("2024-05-06T02:38:09.123456-0430"), from_microseconds(example));
    EXPECT_EQ(from_iso8601("2024-05-06"), from_iso8601("2024-05-06T00:00:00Z"));
    EXPECT_EQ(from_iso8601_basic("20240506T070809Z"), from_iso8601("2024-05-06T07:08:09Z"));
}

TEST(Clock, RefusesWhatIsNoTime) {
    for (std::string_view text :
         {"", "2024", "2024-13-01", "2024-02-30", "2024-05-06T25:00:00Z", "2024-05-06T07:08:09.Z",
          "2024-05-06T07:08:09Zx", "20240506T070809Z"}) {
        EXPECT_FALSE(from_iso8601(text)) << text;
    }
    for (std::string_view text : {"", "20240506T070809", "20240506 070809Z", "20240506T070809ZZ"}) {
        EXPECT_FALSE(from_iso8601_basic(text)) << text;
    }
}

TEST(Clock, ManualClockMovesOnlyWhenTold) {
    ManualClock clock(from_microseconds(example));
    EXPECT_EQ(clock.now(), from_microseconds(example));
    clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(clock.now(), from_microseconds(example + 1'000'000));
}

}  // namespace
}  // namespace amicast
