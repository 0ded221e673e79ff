// What every user of the catalog relies on: transactions, values, errors, sharing of commits.
#include "catalog/database.h"

#include <atomic>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace amicast::catalog {
namespace {

class Directory {
  public:
    Directory() {
        std::string name = (std::filesystem::temp_directory_path() / "catalog-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    std::string file() const { return path_ + "/catalog.db"; }

  private:
    std::string path_;
};

std::unique_ptr<Database> open(const std::string& path) {
    auto database = open_sqlite({.path = path});
    EXPECT_TRUE(database) << database.error().detail;
    return std::move(*database);
}

Status run(Database& database, std::string_view sql,
           std::initializer_list<Parameter> parameters = {}) {
    return database.write([&](Transaction& tx) -> Status {
        auto ran = tx.execute(sql, parameters);
        if (!ran) return failure(ran.error());
        return {};
    });
}

std::int64_t count(Database& database, std::string_view sql) {
    std::int64_t value = -1;
    Status read = database.read([&](Transaction& tx) {
        return tx.query(sql, {}, [&](const Row& row) { value = row.integer(0); });
    });
    EXPECT_TRUE(read) << read.error().detail;
    return value;
}

// The same promises hold in memory and on disk.
class DatabaseTest : public testing::TestWithParam<bool> {
  protected:
    DatabaseTest() : database_(open(GetParam() ? ":memory:" : directory_.file())) {
        EXPECT_TRUE(run(*database_, "CREATE TABLE t (id BIGINT PRIMARY KEY, v TEXT UNIQUE)"));
    }

    Directory directory_;
    std::unique_ptr<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Engines, DatabaseTest, testing::Values(true, false),
                         [](const auto& each) { return each.param ? "memory" : "file"; });

TEST_P(DatabaseTest, KeepsEveryKindOfValue) {
    Digest digest{};
    digest.fill(7);
    Bytes bytes{0, 1, 2};
    Time time = from_microseconds(1'700'000'000'123'456);
    ASSERT_TRUE(run(*database_, "CREATE TABLE v (a, b, c, d, e, f, g, h, i)"));
    ASSERT_TRUE(run(*database_, "INSERT INTO v VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
                    {nullptr, true, -5, 2.5, "tex\xC3\xA9", bytes, digest, time, ""}));
    int rows = 0;
    Status read = database_->read([&](Transaction& tx) {
        return tx.query("SELECT * FROM v", {}, [&](const Row& row) {
            ++rows;
            EXPECT_TRUE(row.is_null(0));
            EXPECT_EQ(row.optional_string(0), std::nullopt);
            EXPECT_EQ(row.optional_integer(0), std::nullopt);
            EXPECT_EQ(row.optional_time(0), std::nullopt);
            EXPECT_TRUE(row.boolean(1));
            EXPECT_EQ(row.integer(2), -5);
            EXPECT_EQ(row.optional_integer(2), -5);
            EXPECT_EQ(row.real(3), 2.5);
            EXPECT_EQ(row.text(4), "tex\xC3\xA9");
            EXPECT_EQ(to_bytes(row.bytes(5)), bytes);
            EXPECT_EQ(row.digest(6), digest);
            EXPECT_EQ(row.time(7), time);
            EXPECT_EQ(row.optional_time(7), time);
            EXPECT_FALSE(row.is_null(8));
            EXPECT_EQ(row.optional_string(8), "");
        });
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(rows, 1);
}

TEST_P(DatabaseTest, BindsByNumberNotByAppearance) {
    std::string text;
    ASSERT_TRUE(database_->read([&](Transaction& tx) {
        return tx.query("SELECT $2 || $1 || $2", {"a", "b"},
                        [&](const Row& row) { text = row.string(0); });
    }));
    EXPECT_EQ(text, "bab");
}

TEST_P(DatabaseTest, RefusesAMissingParameter) {
    Status missing = run(*database_, "INSERT INTO t VALUES ($1, $2)", {1});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::internal);
}

TEST_P(DatabaseTest, CountsWhatChanged) {
    Status done = database_->write([&](Transaction& tx) -> Status {
        EXPECT_EQ(tx.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')", {}).value(), 2);
        EXPECT_EQ(tx.execute("SELECT 1", {}).value(), 0);
        EXPECT_EQ(tx.execute("UPDATE t SET v = v || 'x' WHERE id = $1", {2}).value(), 1);
        EXPECT_EQ(tx.execute("DELETE FROM t WHERE id = 9", {}).value(), 0);
        return {};
    });
    EXPECT_TRUE(done);
}

TEST_P(DatabaseTest, RollsBackAFailingWork) {
    Status failed = database_->write([&](Transaction& tx) -> Status {
        EXPECT_TRUE(tx.execute("INSERT INTO t VALUES (1, 'a')", {}));
        return failure(ErrorKind::limit, "enough");
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::limit);
    EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t"), 0);
}

TEST_P(DatabaseTest, MapsConstraintsToConflict) {
    ASSERT_TRUE(run(*database_, "INSERT INTO t VALUES (1, 'a')"));
    Status again = run(*database_, "INSERT INTO t VALUES (2, 'a')");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::conflict);
    ASSERT_TRUE(run(*database_, "CREATE TABLE c (t BIGINT REFERENCES t (id))"));
    Status orphan = run(*database_, "INSERT INTO c VALUES (77)");
    ASSERT_FALSE(orphan);
    EXPECT_EQ(orphan.error().kind, ErrorKind::conflict);
}

TEST_P(DatabaseTest, MapsABadStatementToInternalWithDetail) {
    Status bad = run(*database_, "INSERT INTO nowhere VALUES (1)");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::internal);
    EXPECT_NE(bad.error().detail.find("nowhere"), std::string::npos);
}

TEST_P(DatabaseTest, ReadsRefuseToWrite) {
    Status written = database_->read([](Transaction& tx) -> Status {
        auto ran = tx.execute("INSERT INTO t VALUES (1, 'a')", {});
        if (!ran) return failure(ran.error());
        return {};
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::internal);
    EXPECT_TRUE(run(*database_, "INSERT INTO t VALUES (1, 'a')"));
}

TEST_P(DatabaseTest, AnswersANestedCallInsteadOfHanging) {
    Status outer = database_->write([&](Transaction&) -> Status {
        EXPECT_EQ(run(*database_, "INSERT INTO t VALUES (1, 'a')").error().kind,
                  ErrorKind::internal);
        Status read = database_->read([](Transaction&) -> Status { return {}; });
        EXPECT_FALSE(read);
        return {};
    });
    EXPECT_TRUE(outer);
    Status reading = database_->read([&](Transaction&) -> Status {
        EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t"), 0);  // shares the snapshot
        EXPECT_FALSE(run(*database_, "INSERT INTO t VALUES (1, 'a')"));
        return {};
    });
    EXPECT_TRUE(reading);
}

// More often than there are readers, in the midst of the rows of a statement that is kept.
TEST_P(DatabaseTest, WorkThatThrowsHasFailedAndHoldsUpNobody) {
    ASSERT_TRUE(run(*database_, "INSERT INTO t VALUES (1, 'a')"));
    auto throwing = [](Transaction& tx) -> Status {
        (void)tx.execute("INSERT INTO t VALUES (2, 'b')", {});
        return tx.query("SELECT id FROM t", {},
                        [](const Row&) { throw std::runtime_error("stray"); });
    };
    for (int i = 0; i < 6; ++i) {
        Status read = database_->read(throwing);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().kind, ErrorKind::internal);
        Status written = database_->write(throwing);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().detail, "stray");
    }
    EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t"), 1);
    ASSERT_TRUE(run(*database_, "INSERT INTO t VALUES (2, 'b')"));
    EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t"), 2);
}

TEST_P(DatabaseTest, OneStatementMayRunInsideItsOwnRows) {
    ASSERT_TRUE(run(*database_, "INSERT INTO t VALUES (1, 'a'), (2, 'b')"));
    int pairs = 0;
    ASSERT_TRUE(database_->read([&](Transaction& tx) {
        return tx.query("SELECT id FROM t", {}, [&](const Row&) {
            EXPECT_TRUE(tx.query("SELECT id FROM t", {}, [&](const Row&) { ++pairs; }));
        });
    }));
    EXPECT_EQ(pairs, 4);
}

TEST_P(DatabaseTest, ManyDistinctStatementsAreForgottenNotKeptForEver) {
    ASSERT_TRUE(database_->read([&](Transaction& tx) -> Status {
        for (int i = 0; i < 1'200; ++i) {
            Status ran = tx.query("SELECT " + std::to_string(i), {},
                                  [&](const Row& row) { EXPECT_EQ(row.integer(0), i); });
            if (!ran) return ran;
        }
        return {};
    }));
}

TEST_P(DatabaseTest, ValuesComeOutOfTransactions) {
    auto made = database_->write_value([](Transaction& tx) -> Result<std::int64_t> {
        std::int64_t id = 0;
        Status ran = tx.query("INSERT INTO t VALUES ($1, $2) RETURNING id", {5, "five"},
                              [&](const Row& row) { id = row.integer(0); });
        if (!ran) return failure(ran.error());
        return id;
    });
    ASSERT_TRUE(made);
    EXPECT_EQ(*made, 5);
    auto refused = database_->read_value(
        [](Transaction&) -> Result<int> { return failure(ErrorKind::not_found, "none"); });
    EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
}

TEST_P(DatabaseTest, ConcurrentWritersEachGetTheirOwnResult) {
    constexpr int threads = 8;
    constexpr int each = 40;
    std::atomic<int> failed = 0;
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                int id = t * each + i;
                Status done = database_->write([&](Transaction& tx) -> Status {
                    auto ran = tx.execute("INSERT INTO t VALUES ($1, $2)", {id, nullptr});
                    if (!ran) return failure(ran.error());
                    if (i % 4 == 0) return failure(ErrorKind::denied, "every fourth");
                    return {};
                });
                if (i % 4 == 0) {
                    EXPECT_EQ(done.error().kind, ErrorKind::denied);
                    ++failed;
                } else {
                    EXPECT_TRUE(done);
                }
            }
        });
    }
    for (std::thread& writer : writers)
        writer.join();
    EXPECT_EQ(failed, threads * each / 4);
    EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t"), threads * each * 3 / 4);
    EXPECT_EQ(count(*database_, "SELECT COUNT(*) FROM t WHERE id % 40 % 4 = 0"), 0);
}

TEST_P(DatabaseTest, ReadersSeeOneSnapshot) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        for (int i = 0; i < 200; i += 2) {
            EXPECT_TRUE(run(*database_, "INSERT INTO t VALUES ($1, NULL), ($2, NULL)", {i, i + 1}));
        }
        stop = true;
    });
    while (!stop) {
        EXPECT_EQ(count(*database_, "SELECT COUNT(*) % 2 FROM t"), 0);
        ASSERT_TRUE(database_->read([](Transaction& tx) -> Status {
            std::int64_t first = 0;
            std::int64_t second = 0;
            auto total = [&](std::int64_t& out) {
                return tx.query("SELECT COUNT(*) FROM t", {},
                                [&](const Row& row) { out = row.integer(0); });
            };
            if (Status ran = total(first); !ran) return ran;
            if (Status ran = total(second); !ran) return ran;
            EXPECT_EQ(first, second);
            return {};
        }));
    }
    writer.join();
}

TEST(SqliteFile, IsPrivateAndKeepsWhatWasWritten) {
    Directory directory;
    {
        auto database = open(directory.file());
        ASSERT_TRUE(run(*database, "CREATE TABLE t (id BIGINT)"));
        ASSERT_TRUE(run(*database, "INSERT INTO t VALUES (1)"));
        for (const char* suffix : {"", "-wal", "-shm"}) {
            struct stat info {};
            ASSERT_EQ(::stat((directory.file() + suffix).c_str(), &info), 0) << suffix;
            EXPECT_EQ(info.st_mode & 0777, 0600U) << suffix;
        }
    }
    EXPECT_EQ(count(*open(directory.file()), "SELECT COUNT(*) FROM t"), 1);
}

TEST(SqliteFile, AWriteMayComeFromAnotherThreadsReadInParallel) {
    Directory directory;
    auto database = open(directory.file());
    ASSERT_TRUE(run(*database, "CREATE TABLE t (id BIGINT)"));
    Status reading = database->read([&](Transaction& tx) -> Status {
        std::int64_t before = -1;
        auto total = [&](std::int64_t& out) {
            return tx.query("SELECT COUNT(*) FROM t", {},
                            [&](const Row& row) { out = row.integer(0); });
        };
        if (Status ran = total(before); !ran) return ran;
        std::thread([&] { EXPECT_TRUE(run(*database, "INSERT INTO t VALUES (1)")); }).join();
        std::int64_t after = -1;
        if (Status ran = total(after); !ran) return ran;
        EXPECT_EQ(before, after);
        return {};
    });
    EXPECT_TRUE(reading);
}

TEST(SqliteFile, RefusesWhatIsNoDatabase) {
    Directory directory;
    std::FILE* file = std::fopen(directory.file().c_str(), "w");
    ASSERT_NE(file, nullptr);
    for (int i = 0; i < 500; ++i)
        std::fputs("not a database at all ", file);
    std::fclose(file);
    auto opened = open_sqlite({.path = directory.file()});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
}

TEST(SqliteFile, RefusesADirectoryThatIsNotThere) {
    auto opened = open_sqlite({.path = "/nonexistent/folder/catalog.db"});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
}

TEST(Migrate, AppliesEachStepOnceAndRefusesNewer) {
    auto database = open(":memory:");
    const Migration steps[] = {
        {1,
         "CREATE TABLE a (x TEXT); -- a comment; with a semicolon\n"
         "INSERT INTO a VALUES ('one;two');"},
        {2, "INSERT INTO a VALUES ('three')"},
    };
    auto first = std::span(steps).first(1);
    ASSERT_TRUE(migrate(*database, "room", first));
    ASSERT_TRUE(migrate(*database, "room", first));
    EXPECT_EQ(count(*database, "SELECT COUNT(*) FROM a WHERE x = 'one;two'"), 1);
    ASSERT_TRUE(migrate(*database, "room", steps));
    ASSERT_TRUE(migrate(*database, "room", steps));
    EXPECT_EQ(count(*database, "SELECT COUNT(*) FROM a"), 2);
    ASSERT_TRUE(migrate(*database, "other", {}));
    Status older = migrate(*database, "room", first);
    ASSERT_FALSE(older);
    EXPECT_EQ(older.error().kind, ErrorKind::unsupported);
}

TEST(Migrate, AFailingStepLeavesNothing) {
    auto database = open(":memory:");
    const Migration steps[] = {{1, "CREATE TABLE a (x TEXT); INSERT INTO nowhere VALUES (1)"}};
    EXPECT_FALSE(migrate(*database, "room", steps));
    EXPECT_EQ(count(*database, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'a'"), 0);
    EXPECT_EQ(count(*database, "SELECT COUNT(*) FROM schema_version"), 0);
}

}  // namespace
}  // namespace amicast::catalog
