// Pages of events in both directions, over batches and streams that overlap in time.
#include "logs/read.h"

#include <algorithm>
#include <random>

#include "logs/test_logs.h"

namespace amicast::logs {
namespace {

using Pages = std::vector<std::string>;

class ReadTest : public LogsTest {};

TEST_F(ReadTest, InterleavesStreamsByTime) {
    append("one", {{start, "a"}, {start + 20, "c"}, {start + 40, "e"}});
    append("two", {{start + 10, "b"}, {start + 30, "d"}});
    append("other", {{start + 15, "x"}}, "/h");
    const std::int64_t id = group().id;
    ReadPage page = read({.group_id = id});
    EXPECT_EQ(messages(page), "a b c d e ");
    EXPECT_EQ(page.events[1].stream_name, "two");
    EXPECT_EQ(page.events[1].ingested, start);
    EXPECT_EQ(page.resume, std::nullopt);
    EXPECT_EQ(pages({.group_id = id, .limit = 2}), (Pages{"a b ", "c d ", "e "}));
    EXPECT_EQ(pages({.group_id = id, .newest_first = true, .limit = 2}),
              (Pages{"d e ", "b c ", "a "}));
    EXPECT_EQ(pages({.group_id = id, .limit = 5}), Pages{"a b c d e "});
}

TEST_F(ReadTest, BoundsInTime) {
    append("s", {{start, "a"}, {start + 1, "b"}, {start + 2, "c"}, {start + 3, "d"}});
    ReadOrder order{
        .group_id = group().id, .from = place_at(start + 1), .until = place_at(start + 3)};
    EXPECT_EQ(messages(read(order)), "b c ");
    order.newest_first = true;
    EXPECT_EQ(messages(read(order)), "b c ");
    order.from = place_at(start + 4);
    order.until = place_at(time_max);
    EXPECT_EQ(messages(read(order)), "");
    order = {.group_id = group().id, .until = place_at(start)};
    EXPECT_EQ(messages(read(order)), "");
}

TEST_F(ReadTest, StreamsByNameAndPrefix) {
    append("a/1", {{start, "a"}});
    append("a/2", {{start + 1, "b"}});
    append("b/1", {{start + 2, "c"}});
    const std::int64_t id = group().id;
    EXPECT_EQ(messages(read({.group_id = id, .streams = {stream("b/1"), stream("a/1")}})), "a c ");
    EXPECT_EQ(messages(read({.group_id = id,
                             .streams = {stream("b/1"), stream("a/1")},
                             .newest_first = true,
                             .limit = 1})),
              "c ");
    EXPECT_EQ(messages(read({.group_id = id, .stream_prefix = "a/"})), "a b ");
    EXPECT_EQ(messages(read({.group_id = id, .stream_prefix = "c"})), "");
    const Stream erased = stream("a/2");
    write([&](catalog::Transaction& tx) { return erase_stream(tx, erased); });
    EXPECT_EQ(messages(read({.group_id = id})), "a c ") << "before anything was swept";
}

TEST_F(ReadTest, EqualTimesKeepTheOrderOfWriting) {
    append("s", {{start, "a"}, {start, "b"}});
    append("s", {{start, "c"}});
    append("s", {{start, "d"}, {start, "e"}});
    const std::int64_t id = group().id;
    EXPECT_EQ(pages({.group_id = id, .limit = 2}), (Pages{"a b ", "c d ", "e "}));
    EXPECT_EQ(pages({.group_id = id, .newest_first = true, .limit = 2}),
              (Pages{"d e ", "b c ", "a "}));
}

TEST_F(ReadTest, PlacesStayWhatTheyAre) {
    append("s", {{start + 5, "late"}});
    const Place place = read({.group_id = group().id}).events[0].place;
    append("s", {{start, "early"}});
    ReadPage page = read({.group_id = group().id});
    EXPECT_EQ(messages(page), "early late ");
    EXPECT_EQ(page.events[1].place, place);
}

TEST_F(ReadTest, APageHasAMebibyte) {
    const std::string third(page_bytes_max / 3 - event_overhead_bytes, 'x');
    for (int i = 0; i < 4; ++i)
        append("s", {{start + i, third}});
    ReadPage page = read({.group_id = group().id});
    EXPECT_EQ(page.events.size(), 3U);
    ASSERT_TRUE(page.resume);
    EXPECT_EQ(page.resume->time, start + 3);
    append("large", {{start + 9, std::string(event_bytes_max, 'y')}});
    page = read({.group_id = group().id, .from = place_at(start + 9)});
    EXPECT_EQ(page.events.size(), 1U) << "one that is larger comes alone";
}

TEST_F(ReadTest, ASearchGivesBackAfterSoMuch) {
    for (int i = 0; i < 20; ++i)
        append("s", {{start + i * 10, i % 5 == 0 ? "yes" : "no"}});
    ReadOrder order{.group_id = group().id,
                    .keep = [](std::string_view message) { return message == "yes"; },
                    .search_bytes = 16};
    Pages all = pages(order);
    EXPECT_GT(all.size(), 4U);
    std::string joined;
    for (const std::string& page : all)
        joined += page;
    EXPECT_EQ(joined, "yes yes yes yes ");
    order.limit = 3;
    order.search_bytes = search_bytes_max;
    EXPECT_EQ(pages(order), (Pages{"yes yes yes ", "yes "}));
    order.search_bytes = 16;
    order.newest_first = true;
    joined.clear();
    for (const std::string& page : pages(order))
        joined += page;
    EXPECT_EQ(joined, "yes yes yes yes ");
}

TEST_F(ReadTest, WalksManyBatchesThatOverlap) {
    std::mt19937 engine(7);
    std::vector<std::pair<Milliseconds, std::string>> expected;
    for (int i = 0; i < 300; ++i) {
        std::vector<Line> lines;
        Milliseconds time = start + static_cast<Milliseconds>(engine() % (3 * batch_span_max));
        for (int j = 0; j < 5; ++j) {
            time += static_cast<Milliseconds>(engine() % batch_span_max);
            lines.push_back({time, std::to_string(i) + "." + std::to_string(j)});
            expected.emplace_back(time, lines.back().message);
        }
        append("s" + std::to_string(i % 7), lines);
    }
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    for (const bool newest_first : {false, true}) {
        ReadOrder order{.group_id = group().id, .newest_first = newest_first, .limit = 37};
        std::vector<Event> seen;
        for (bool more = true; more;) {
            ReadPage page = read(order);
            seen.insert(newest_first ? seen.begin() : seen.end(), page.events.begin(),
                        page.events.end());
            more = page.resume.has_value();
            if (more) (newest_first ? order.until : order.from) = *page.resume;
        }
        ASSERT_EQ(seen.size(), expected.size());
        for (std::size_t i = 0; i < seen.size(); ++i)
            EXPECT_EQ(seen[i].place.time, expected[i].first) << i;
        EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end(), [](const Event& a, const Event& b) {
            return a.place < b.place;
        }));
    }
}

TEST_F(ReadTest, DamageIsTold) {
    append("s", {{start, "some text"}});
    write([](catalog::Transaction& tx) -> Status {
        auto done = tx.execute("UPDATE log_batches SET content = $1", {as_bytes("nonsense")});
        if (!done) return failure(done.error());
        return {};
    });
    const std::int64_t id = group().id;
    auto page = catalog_->read_value(
        [&](catalog::Transaction& tx) { return read_events(tx, {.group_id = id}); });
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace amicast::logs
