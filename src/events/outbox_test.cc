// The outbox: events are there exactly when their transaction is, cursors move on their own, and
// what a sink has not had is never forgotten.
#include "events/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/event_json.h"
#include "events/schema.h"

namespace amicast::events {
namespace {

class OutboxTest : public testing::Test {
  protected:
    OutboxTest() { EXPECT_TRUE(migrate(*catalog_)); }

    void add(std::string resource, Time time = at) {
        EXPECT_TRUE(catalog_->write([&](catalog::Transaction& tx) {
            return record(tx, {.account_id = "111111111111",
                               .source = "aws.imagebuilder",
                               .detail_type = "EC2 Image Builder Image State Change",
                               .resource = std::move(resource),
                               .detail = R"({"state":{"status":"AVAILABLE"}})",
                               .time = time});
        }));
    }
    std::vector<Event> after(std::int64_t sequence, std::size_t limit = 100) {
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return read_after(tx, sequence, limit); });
        EXPECT_TRUE(found);
        return *found;
    }
    std::int64_t cursor(std::string_view sink, Beginning from) {
        auto at_sequence = catalog_->write_value(
            [&](catalog::Transaction& tx) { return open_cursor(tx, sink, from); });
        EXPECT_TRUE(at_sequence);
        return *at_sequence;
    }
    std::int64_t pruned(Time before) {
        auto count =
            catalog_->write_value([&](catalog::Transaction& tx) { return prune(tx, before); });
        EXPECT_TRUE(count);
        return *count;
    }

    static inline const Time at = from_microseconds(1'790'845'964'310'000);
    static inline const Time later = at + std::chrono::hours(1);
    std::unique_ptr<catalog::Database> catalog_ = *catalog::open_sqlite({.path = ":memory:"});
};

TEST_F(OutboxTest, AnEventOfATransactionThatFailedIsNotThere) {
    Status failed = catalog_->write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(record(tx, {.resource = "lost", .detail = "{}", .time = at}));
        return failure(ErrorKind::conflict, "no");
    });
    EXPECT_FALSE(failed);
    EXPECT_TRUE(after(0).empty());
    add("kept");
    EXPECT_EQ(after(0).at(0).resource, "kept");
}

TEST_F(OutboxTest, EventsComeInOrderBehindTheCursor) {
    for (const char* name : {"a", "b", "c"})
        add(name);
    auto first = after(0, 2);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[1].resource, "b");
    auto rest = after(first[1].sequence);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].resource, "c");
}

TEST_F(OutboxTest, ASinkBeginsWhereItSaysAndStaysWhereItWas) {
    add("before");
    EXPECT_EQ(cursor("file", Beginning::oldest_kept), 0);
    EXPECT_EQ(cursor("hook", Beginning::now), 1);
    add("after");
    EXPECT_EQ(cursor("hook", Beginning::now), 1);
    ASSERT_TRUE(
        catalog_->write([&](catalog::Transaction& tx) { return move_cursor(tx, "hook", 2); }));
    EXPECT_EQ(cursor("hook", Beginning::oldest_kept), 2);
}

TEST_F(OutboxTest, PruningLeavesWhatASinkHasNotHad) {
    add("a");
    add("b");
    EXPECT_EQ(cursor("slow", Beginning::oldest_kept), 0);
    EXPECT_EQ(pruned(later), 0);
    ASSERT_TRUE(
        catalog_->write([&](catalog::Transaction& tx) { return move_cursor(tx, "slow", 1); }));
    EXPECT_EQ(pruned(at), 0);  // not old enough
    EXPECT_EQ(pruned(later), 1);
    EXPECT_EQ(after(0).at(0).resource, "b");
    // A sink that is gone holds nothing.
    ASSERT_TRUE(catalog_->write([&](catalog::Transaction& tx) { return keep_cursors(tx, {}); }));
    EXPECT_EQ(pruned(later), 1);
    add("c");
    EXPECT_EQ(after(0).at(0).sequence, 3);  // numbers are not given twice
}

TEST_F(OutboxTest, AnEventHasTheFormOfEventBridge) {
    add("arn:aws:imagebuilder:us-east-1:111111111111:image/web/1.0.0/1");
    Event event = after(0).at(0);
    std::string text = to_json(event, "us-east-1");
    EXPECT_THAT(text,
                testing::HasSubstr(R"("detail-type":"EC2 Image Builder Image State Change")"));
    EXPECT_THAT(text, testing::HasSubstr(R"("time":"2026-10-01T09:12:44Z")"));
    EXPECT_THAT(text, testing::HasSubstr(R"("detail":{"state":{"status":"AVAILABLE"}})"));
    EXPECT_THAT(
        text, testing::HasSubstr(R"("resources":["arn:aws:imagebuilder:us-east-1:111111111111:)"));
    EXPECT_EQ(event_id(event, "us-east-1"), event_id(event, "us-east-1"));
    EXPECT_NE(event_id(event, "us-east-1"), event_id(event, "eu-west-1"));
    EXPECT_THAT(event_id(event, "us-east-1"),
                testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                      "[0-9a-f]{12}"));
}

}  // namespace
}  // namespace amicast::events
