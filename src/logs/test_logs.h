// A region's catalog in memory with logs in it, for the tests of this room.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "catalog/database.h"
#include "logs/append.h"
#include "logs/read.h"
#include "logs/schema.h"

namespace amicast::logs {

inline constexpr const char* alice = "111111111111";
inline constexpr const char* bob = "222222222222";
// The clock's first reading.
inline constexpr Milliseconds start = 1'700'000'000'000;

// Of one event, with the text it is a view of.
struct Line {
    Milliseconds time = 0;
    std::string message;
};

class LogsTest : public testing::Test {
  protected:
    LogsTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(logs::migrate(*catalog_));
    }

    // Runs `work` in a transaction that must succeed.
    void write(const catalog::Database::Work& work) {
        Status done = catalog_->write(work);
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }
    void append(const std::string& stream, const std::vector<Line>& lines,
                const std::string& group = "/g") {
        write([&](catalog::Transaction& tx) {
            return logs::append(tx, {alice, group, stream}, views_of(lines), clock_.now());
        });
    }
    static std::vector<NewEvent> views_of(const std::vector<Line>& lines) {
        std::vector<NewEvent> events;
        for (const Line& line : lines)
            events.push_back({line.time, line.message});
        return events;
    }
    Group group(const std::string& name = "/g") {
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return find_group(tx, alice, name); });
        EXPECT_TRUE(found && *found) << name;
        return found && *found ? **found : Group{};
    }
    Stream stream(const std::string& name, const std::string& of_group = "/g") {
        const Group found_group = group(of_group);
        auto found = catalog_->read_value(
            [&](catalog::Transaction& tx) { return find_stream(tx, found_group, name); });
        EXPECT_TRUE(found && *found) << name;
        return found && *found ? **found : Stream{};
    }
    ReadPage read(const ReadOrder& order) {
        auto page =
            catalog_->read_value([&](catalog::Transaction& tx) { return read_events(tx, order); });
        EXPECT_TRUE(page) << page.error().message << ' ' << page.error().detail;
        return page ? std::move(*page) : ReadPage{};
    }
    static std::string messages(const ReadPage& page) {
        std::string all;
        for (const Event& event : page.events)
            all += event.message + " ";
        return all;
    }
    // All there is, page by page; each page as messages.
    std::vector<std::string> pages(ReadOrder order) {
        std::vector<std::string> all;
        for (int i = 0; i < 1000; ++i) {
            ReadPage page = read(order);
            all.push_back(messages(page));
            if (!page.resume) return all;
            (order.newest_first ? order.until : order.from) = *page.resume;
        }
        ADD_FAILURE() << "the pages do not end";
        return all;
    }
    std::int64_t count(const std::string& sql) {
        std::int64_t number = -1;
        write([&](catalog::Transaction& tx) {
            return tx.query(sql, {}, [&](const catalog::Row& row) { number = row.integer(0); });
        });
        return number;
    }

    std::unique_ptr<catalog::Database> catalog_;
    ManualClock clock_{from_microseconds(start * 1000)};
};

}  // namespace amicast::logs
