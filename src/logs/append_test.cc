// Writing events: what is accepted, how it is cut into rows, and that a failure leaves nothing half
// done.
#include "logs/append.h"

#include "catalog/faulty_database.h"
#include "logs/test_logs.h"

namespace amicast::logs {
namespace {

constexpr Milliseconds hour = 60LL * 60 * 1000;
constexpr Milliseconds day = 24 * hour;

class AppendTest : public LogsTest {
  protected:
    Result<Acceptance> accept(const std::vector<Line>& lines,
                              std::optional<std::int64_t> retention_days = {}) {
        lines_ = lines;
        events_ = views_of(lines_);
        return logs::accept(events_, retention_days, clock_.now());
    }
    void expect_invalid(const std::vector<Line>& lines, const std::string& part) {
        auto accepted = accept(lines);
        ASSERT_FALSE(accepted);
        EXPECT_EQ(accepted.error().kind, ErrorKind::invalid);
        EXPECT_NE(accepted.error().message.find(part), std::string::npos)
            << accepted.error().message;
    }

    std::vector<Line> lines_;  // what the events are views of
    std::vector<NewEvent> events_;
};

TEST_F(AppendTest, MakesGroupAndStreamOnce) {
    append("1.0.0/1", {{start, "a"}});
    append("1.0.0/1", {{start + 1, "b"}, {start + 2, ""}});
    append("1.0.0/2", {{start, "c"}});
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_groups"), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_streams"), 2);
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_batches"), 3);
    const Stream one = stream("1.0.0/1");
    EXPECT_EQ(one.last_event, start + 1);
    EXPECT_EQ(one.last_ingestion, start);
    EXPECT_EQ(one.stored_bytes, 2 * 27);
    append("nothing", {{start, ""}});
    append("nothing", {});
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_streams"), 2);
    EXPECT_EQ(messages(read({.group_id = group().id})), "a c b ");
}

TEST_F(AppendTest, PutsEventsInOrder) {
    append("s", {{start + 2, "c"}, {start, "a"}, {start + 1, "b"}, {start, "a2"}});
    EXPECT_EQ(messages(read({.group_id = group().id})), "a a2 b c ");
}

TEST_F(AppendTest, RowsHaveABoundedSpanAndSize) {
    append("s", {{start, "a"}, {start + batch_span_max, "b"}, {start + batch_span_max + 1, "c"}});
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_batches"), 2);
    EXPECT_EQ(count("SELECT MAX(last_event - first_event) FROM log_batches"), batch_span_max);
    const std::string half(batch_bytes_max / 2, 'x');
    append("t", {{start, half}, {start, half}, {start, half}}, "/h");
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_batches WHERE stream_id = " +
                    std::to_string(stream("t", "/h").id)),
              3);
    const std::string largest(event_bytes_max, 'x');
    append("u", {{start, largest}}, "/h");
    Status refused = catalog_->write([&](catalog::Transaction& tx) {
        const std::string larger = largest + "x";
        return logs::append(tx, {alice, "/h", "u"}, {{start, larger}}, clock_.now());
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
}

TEST_F(AppendTest, LeavesOutWhatIsTooOldOrTooNew) {
    auto all = accept({{start - 14 * day, "a"}, {start - 13 * day - hour, "b"}});
    ASSERT_TRUE(all);
    EXPECT_EQ(all->events.size(), 2U);
    EXPECT_FALSE(all->too_old_end || all->too_new_start || all->expired_end);
    auto some = accept({{start - 14 * day - 1, "old"},
                        {start - 14 * day - 1, "old"},
                        {start + hour, "b"},
                        {start + 2 * hour, "c"},
                        {start + 2 * hour + 1, "new"}});
    ASSERT_TRUE(some);
    ASSERT_EQ(some->events.size(), 2U);
    EXPECT_EQ(some->events.front().message, "b");
    EXPECT_EQ(some->too_old_end, 2);
    EXPECT_EQ(some->too_new_start, 4);
    EXPECT_EQ(some->expired_end, std::nullopt);
    auto none = accept({{start + 3 * hour, "new"}});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->events.empty());
    EXPECT_EQ(none->too_new_start, 0);
}

TEST_F(AppendTest, LeavesOutWhatRetentionWouldNotKeep) {
    auto some =
        accept({{start - 15 * day, "old"}, {start - day - 1, "gone"}, {start - day, "kept"}}, 1);
    ASSERT_TRUE(some);
    ASSERT_EQ(some->events.size(), 1U);
    EXPECT_EQ(some->events.front().message, "kept");
    EXPECT_EQ(some->too_old_end, 1);
    EXPECT_EQ(some->expired_end, 2);
}

TEST_F(AppendTest, RefusesBatchesThatBreakTheRules) {
    expect_invalid({{start, "b"}, {start - 1, "a"}}, "chronological");
    EXPECT_TRUE(accept({{start - day, "a"}, {start, "b"}}));
    expect_invalid({{start - day - 1, "a"}, {start, "b"}}, "24 hours");
    EXPECT_TRUE(accept({{start - 20 * day, "old"}, {start, "b"}})) << "valid events only";
    const std::string largest(event_bytes_max - event_overhead_bytes, 'x');
    EXPECT_TRUE(accept({{start, largest}}));
    expect_invalid({{start, largest + "x"}}, "Log event too large");
    const std::string half(batch_bytes_max / 2 - event_overhead_bytes, 'x');
    EXPECT_TRUE(accept({{start, half}, {start, half}}));
    expect_invalid({{start, half}, {start, half + "x"}}, "Upload too large");
}

TEST_F(AppendTest, NamesOfGroupsAndStreams) {
    for (const char* good : {"a", "/aws/imagebuilder/x", "A-b_c.d#1"})
        EXPECT_TRUE(is_group_name(good)) << good;
    for (const std::string& bad : {std::string(), std::string("a b"), std::string("a:b"),
                                   std::string("é"), std::string(513, 'a')})
        EXPECT_FALSE(is_group_name(bad)) << bad;
    EXPECT_TRUE(is_group_name(std::string(512, 'a')));
    append("s", {{start, "x"}});
    write([&](catalog::Transaction& tx) -> Status {
        Group again;
        again.account_id = alice;
        again.name = "/g";
        EXPECT_EQ(create_group(tx, again, {}, clock_.now()).error().kind, ErrorKind::conflict);
        again.account_id = bob;
        EXPECT_TRUE(create_group(tx, again, {}, clock_.now()));
        auto found = find_group(tx, alice, "/g");
        EXPECT_EQ(create_stream(tx, **found, "s", clock_.now()).error().kind, ErrorKind::conflict);
        const NewEvent event{start, "x"};
        EXPECT_EQ(append_events(tx, Stream{.id = 999}, {&event, 1}, clock_.now()).error().kind,
                  ErrorKind::not_found);
        return {};
    });
}

// Whatever statement or commit fails, what was appended before is there once and whole.
TEST_F(AppendTest, FailuresLeaveItWhole) {
    catalog::FaultyDatabase faulty(*catalog_);
    std::size_t before = 0;
    bool failed = true;
    for (std::int64_t n = 1; failed; ++n) {
        faulty.fail_at(n);
        const std::string name = "s" + std::to_string(n % 3);
        Status done = faulty.write([&](catalog::Transaction& tx) {
            return logs::append(tx, {alice, "/g", name},
                                {{start, "a"}, {start + batch_span_max + 1, "b"}}, clock_.now());
        });
        failed = faulty.failed();
        if (!failed) {
            EXPECT_TRUE(done);
        }
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return find_group(tx, alice, "/g"); });
        ASSERT_TRUE(found);
        const std::size_t now =
            *found ? read({.group_id = (*found)->id}).events.size() : std::size_t{0};
        EXPECT_TRUE(now == before || now == before + 2) << "event " << n;
        EXPECT_EQ(count("SELECT COALESCE(SUM(stored_bytes), 0) FROM log_streams"),
                  static_cast<std::int64_t>(now) * 27);
        before = now;
    }
    EXPECT_GT(before, 0U);
}

}  // namespace
}  // namespace amicast::logs
