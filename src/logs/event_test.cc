// Places as digits, batches as bytes.
#include "logs/event.h"

#include <gtest/gtest.h>

#include "logs/batch.h"

namespace amicast::logs {
namespace {

TEST(LogPlace, DigitsKeepTheOrder) {
    const Place place{1'700'000'000'123, 7, 12, 3};
    const std::string digits = to_digits(place);
    EXPECT_EQ(digits.size(), 56U);
    EXPECT_EQ(from_digits(digits), place);
    EXPECT_LT(digits, to_digits(place_behind(place)));
    EXPECT_LT(digits, to_digits({1'700'000'000'123, 8, 0, 0}));
    EXPECT_LT(digits, to_digits({1'700'000'000'124, 0, 0, 0}));
    EXPECT_EQ(from_digits(to_digits(place_at(time_max))), place_at(time_max));
    for (const std::string& bad : {std::string(), digits + "0", digits.substr(1),
                                   "-" + digits.substr(1), digits.substr(1) + "x"})
        EXPECT_EQ(from_digits(bad), std::nullopt) << bad;
}

TEST(LogPlace, TimesAreClamped) {
    EXPECT_EQ(place_at(-1).time, 0);
    EXPECT_EQ(place_at(time_max + 1).time, time_max);
}

TEST(LogBatch, ComesBackAsItWas) {
    const std::string large(event_bytes_max, 'x');
    const std::vector<NewEvent> events = {{1000, "first"},
                                          {1000, "second"},
                                          {1000 + 900'000, std::string_view("\0\xff\n", 3)},
                                          {1000 + 900'000, large}};
    const Bytes content = encode_batch(1000, events);
    EXPECT_LT(content.size(), 1000U) << "lines compress";
    auto batch = decode_batch(1000, content);
    ASSERT_TRUE(batch) << batch.error().detail;
    ASSERT_EQ(batch->events.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(batch->events[i].time, events[i].time);
        EXPECT_EQ(batch->events[i].message, events[i].message);
    }
}

TEST(LogBatch, DamageIsSeen) {
    const std::vector<NewEvent> events = {{5, "some line of text"}, {9, "another line of text"}};
    const Bytes content = encode_batch(5, events);
    for (std::size_t i = 0; i < content.size(); ++i) {
        Bytes damaged = content;
        damaged[i] ^= 0x10;
        auto batch = decode_batch(5, damaged);
        if (batch) {
            // A bit of the frame header that says nothing of the content.
            EXPECT_EQ(batch->events.size(), 2U) << "byte " << i;
            EXPECT_EQ(batch->events[1].message, "another line of text") << "byte " << i;
        } else {
            EXPECT_EQ(batch.error().kind, ErrorKind::corrupt);
        }
    }
    for (std::size_t size = 0; size < content.size(); ++size) {
        auto batch = decode_batch(5, ByteView(content).first(size));
        ASSERT_FALSE(batch) << size;
        EXPECT_EQ(batch.error().kind, ErrorKind::corrupt);
    }
}

}  // namespace
}  // namespace amicast::logs
