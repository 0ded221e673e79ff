#include "http/turns.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace amicast::http {
namespace {

using testing::ElementsAre;

TEST(Turns, AreHandedOnInOrder) {
    Turns turns(1, 2);
    std::vector<int> ran;
    EXPECT_TRUE(turns.try_take());
    EXPECT_FALSE(turns.try_take());
    for (int i : {1, 2})
        turns.take([&ran, i](bool granted) { ran.push_back(granted ? i : -i); });
    EXPECT_THAT(ran, ElementsAre());
    turns.leave();
    EXPECT_THAT(ran, ElementsAre(1));
    EXPECT_FALSE(turns.try_take()) << "the turn is handed on, not free";
    turns.leave();
    EXPECT_THAT(ran, ElementsAre(1, 2));
    turns.leave();
    EXPECT_TRUE(turns.try_take());
}

TEST(Turns, RefuseWhenTheLineIsFull) {
    Turns turns(1, 1);
    std::vector<int> ran;
    for (int i : {1, 2, 3})
        turns.take([&ran, i](bool granted) { ran.push_back(granted ? i : -i); });
    EXPECT_THAT(ran, ElementsAre(1, -3)) << "one has the turn, one waits, one is refused at once";
    turns.leave();
    EXPECT_THAT(ran, ElementsAre(1, -3, 2));
}

TEST(Turns, WithoutALineRefuseAtOnce) {
    Turns turns(1, 0);
    ASSERT_TRUE(turns.try_take());
    bool granted = true;
    turns.take([&granted](bool yes) { granted = yes; });
    EXPECT_FALSE(granted);
}

}  // namespace
}  // namespace amicast::http
