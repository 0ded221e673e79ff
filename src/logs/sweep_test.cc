// What is not kept goes for good, and only that; lists of groups and streams.
#include "logs/sweep.h"

#include "catalog/faulty_database.h"
#include "logs/test_logs.h"

namespace amicast::logs {
namespace {

using Names = std::vector<std::string>;

class SweepTest : public LogsTest {
  protected:
    void retain(const std::string& name, std::optional<std::int64_t> days) {
        Group changed = group(name);
        changed.retention_days = days;
        write([&](catalog::Transaction& tx) { return update(tx, changed); });
    }
    std::int64_t sweep() {
        auto swept = logs::sweep(*catalog_, clock_.now());
        EXPECT_TRUE(swept) << swept.error().message;
        return swept ? *swept : -1;
    }
    std::int64_t batches() { return count("SELECT COUNT(*) FROM log_batches"); }
    Names streams(const StreamListing& listing) {
        const Group of = group();
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return list_streams(tx, of, listing); });
        EXPECT_TRUE(found);
        Names names;
        for (const Stream& each : *found)
            names.push_back(each.name);
        return names;
    }
};

TEST_F(SweepTest, EventsGoWhenTheirTimeIsOver) {
    append("s", {{start, "a"}});
    append("s", {{start + 1000, "b"}});
    append("s", {{start, "kept for ever"}}, "/h");
    retain("/g", 1);
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(sweep(), 0) << "a day is not more than a day";
    clock_.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(messages(read({.group_id = group().id})), "b ");
    EXPECT_EQ(stream("s").stored_bytes, 27);
    clock_.advance(std::chrono::hours(24));
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(stream("s").stored_bytes, 0);
    EXPECT_EQ(sweep(), 0);
    EXPECT_EQ(messages(read({.group_id = group("/h").id})), "kept for ever ");
    retain("/h", 1);
    retain("/h", std::nullopt);
    EXPECT_EQ(sweep(), 0);
}

TEST_F(SweepTest, GoesThroughMoreThanOneTransactionHolds) {
    for (int i = 0; i < 200; ++i)
        append("s" + std::to_string(i % 3), {{start + i, "x"}});
    retain("/g", 1);
    clock_.advance(std::chrono::hours(48));
    EXPECT_EQ(sweep(), 200);
    EXPECT_EQ(batches(), 0);
    EXPECT_EQ(count("SELECT SUM(stored_bytes) FROM log_streams"), 0);
}

TEST_F(SweepTest, DeletedGroupsAndStreamsLeaveNothing) {
    for (int i = 0; i < 70; ++i) {
        append("s", {{start + i, "x"}});
        append("t", {{start + i, "y"}});
        append("u", {{start + i, "z"}}, "/h");
    }
    const Stream erased_stream = stream("s");
    write([&](catalog::Transaction& tx) { return erase_stream(tx, erased_stream); });
    const Group erased_group = group("/h");
    write([&](catalog::Transaction& tx) { return erase_group(tx, erased_group); });
    append("s", {{start, "new"}});
    append("u", {{start, "new"}}, "/h");
    EXPECT_EQ(sweep(), 140);
    EXPECT_EQ(messages(read({.group_id = group().id, .stream_prefix = "s"})), "new ");
    EXPECT_EQ(messages(read({.group_id = group("/h").id})), "new ");
    EXPECT_EQ(read({.group_id = group().id}).events.size(), 71U);
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_streams"), 3);
    EXPECT_EQ(count("SELECT COUNT(*) FROM log_trash"), 0);
    EXPECT_EQ(sweep(), 0);
}

TEST_F(SweepTest, FailuresOnlyDelayIt) {
    bool failed = true;
    for (std::int64_t n = 1; failed; ++n) {
        append("s", {{start, "x"}}, "/old");
        append("s", {{start, "x"}}, "/gone");
        retain("/old", 1);
        const Group erased = group("/gone");
        write([&](catalog::Transaction& tx) { return erase_group(tx, erased); });
        catalog::FaultyDatabase faulty(*catalog_);
        faulty.fail_at(n);
        const Time later = clock_.now() + std::chrono::hours(48);
        auto swept = logs::sweep(faulty, later);
        failed = faulty.failed();
        EXPECT_EQ(swept.has_value(), !failed) << "event " << n;
        EXPECT_TRUE(logs::sweep(*catalog_, later));
        EXPECT_EQ(batches(), 0) << "event " << n;
        EXPECT_EQ(count("SELECT COUNT(*) FROM log_trash"), 0) << "event " << n;
        EXPECT_EQ(count("SELECT COALESCE(SUM(stored_bytes), 0) FROM log_streams"), 0);
    }
}

TEST_F(SweepTest, ListsStreamsByNameAndByLastEvent) {
    append("b", {{start + 1, "x"}});
    append("a/2", {{start + 3, "x"}});
    append("a/1", {{start + 2, "x"}});
    append("a", {{start + 3, "x"}});
    EXPECT_EQ(streams({}), (Names{"a", "a/1", "a/2", "b"}));
    EXPECT_EQ(streams({.descending = true}), (Names{"b", "a/2", "a/1", "a"}));
    EXPECT_EQ(streams({.prefix = "a/"}), (Names{"a/1", "a/2"}));
    EXPECT_EQ(streams({.after = {{0, "a"}}, .limit = 2}), (Names{"a/1", "a/2"}));
    EXPECT_EQ(streams({.descending = true, .prefix = "a", .after = {{0, "a/2"}}}),
              (Names{"a/1", "a"}));
    EXPECT_EQ(streams({.by_last_event = true}), (Names{"b", "a/1", "a", "a/2"}));
    EXPECT_EQ(streams({.by_last_event = true, .descending = true}),
              (Names{"a/2", "a", "a/1", "b"}));
    EXPECT_EQ(streams({.by_last_event = true, .descending = true, .after = {{start + 3, "a"}}}),
              (Names{"a/1", "b"}));
    EXPECT_EQ(streams({.by_last_event = true, .after = {{start + 2, "a/1"}}, .limit = 1}),
              (Names{"a"}));
}

TEST_F(SweepTest, ListsGroupsInPages) {
    for (int i = 0; i < 150; ++i)
        append("s", {{start, "x"}}, "/many/" + std::to_string(1000 + i));
    append("s", {{start, "x"}}, "/many");
    append("s", {{start, "x"}}, "/more");
    auto walk = [&](const std::string& prefix, const std::string& after, std::size_t max) {
        Names names;
        Status read = catalog_->read([&](catalog::Transaction& tx) {
            return each_group(tx, alice, prefix, after, [&](const Group& each) -> Result<bool> {
                names.push_back(each.name);
                return names.size() < max;
            });
        });
        EXPECT_TRUE(read);
        return names;
    };
    EXPECT_EQ(walk("", "", 1000).size(), 152U);
    EXPECT_EQ(walk("/many", "", 2), (Names{"/many", "/many/1000"}));
    EXPECT_EQ(walk("/many/", "", 1000).size(), 150U);
    EXPECT_EQ(walk("/many/", "/many/1148", 1000), (Names{"/many/1149"}));
    EXPECT_EQ(walk("/n", "", 1000), Names{});
    EXPECT_EQ(walk("", "/many/1149", 1000), (Names{"/more"}));
}

TEST_F(SweepTest, FiftyTagsButNotFiftyOne) {
    append("s", {{start, "x"}});
    const Group tagged = group();
    images::Tags fifty;
    for (int i = 0; i < 50; ++i)
        fifty.emplace_back("k" + std::to_string(i), "v");
    write([&](catalog::Transaction& tx) { return set_tags(tx, tagged, fifty); });
    write([&](catalog::Transaction& tx) { return set_tags(tx, tagged, {{"k1", "again"}}); });
    Status refused = catalog_->write([&](catalog::Transaction& tx) {
        return set_tags(tx, tagged, {{"more", ""}});
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::limit);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(remove_tag(tx, tagged, "k1"));
        EXPECT_TRUE(remove_tag(tx, tagged, "never"));
        EXPECT_EQ(find_tags(tx, tagged).value().size(), 49U);
        return {};
    });
}

}  // namespace
}  // namespace amicast::logs
