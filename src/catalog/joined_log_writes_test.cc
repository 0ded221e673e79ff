// What a commit has answered lies in the files, whole, however large the transaction was.
#include "catalog/joined_log_writes.h"

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "catalog/database.h"

namespace amicast::catalog {
namespace {

constexpr std::int64_t large_rows = 3000;
const std::string large_value(8192, 'x');  // 24 MiB in all: more than the cache and a joined write

class JoinedLogWrites : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = testing::TempDir() + "amicast-log-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
        database_ = *open_sqlite({.path = directory_ / "live.db"});
        ASSERT_TRUE(database_->write([](Transaction& tx) -> Status {
            auto made = tx.execute("CREATE TABLE rows (n BIGINT PRIMARY KEY, value TEXT)", {});
            return made ? Status() : Status(failure(made.error()));
        }));
    }
    void TearDown() override {
        database_.reset();
        std::filesystem::remove_all(directory_);
    }

    static Status insert(Transaction& tx, std::int64_t from, std::int64_t count) {
        for (std::int64_t n = from; n < from + count; ++n) {
            auto added =
                tx.execute("INSERT INTO rows (n, value) VALUES ($1, $2)", {n, large_value});
            EXPECT_TRUE(added) << added.error().detail;
            if (!added) return failure(added.error());
        }
        return {};
    }
    static std::int64_t count(Transaction& tx) {
        std::int64_t rows = -1;
        EXPECT_TRUE(tx.query("SELECT count(*) FROM rows", {},
                             [&](const Row& row) { rows = row.integer(0); }));
        return rows;
    }

    // The rows that are found when the files as they lie now are opened by SQLite itself, as after
    // the death of this process.
    std::int64_t rows_after_a_crash() {
        const std::string copy = directory_ / "copy.db";
        for (const char* suffix : {"", "-wal"}) {
            std::filesystem::copy_file(directory_ / (std::string("live.db") + suffix),
                                       copy + suffix,
                                       std::filesystem::copy_options::overwrite_existing);
        }
        std::int64_t rows = -1;
        auto database = open_sqlite({.path = copy, .readers = 1});
        EXPECT_TRUE(database);
        EXPECT_TRUE((*database)->read([&](Transaction& tx) -> Status {
            std::string found;
            Status checked = tx.query("PRAGMA integrity_check", {},
                                      [&](const Row& row) { found = row.string(0); });
            EXPECT_EQ(found, "ok");
            rows = count(tx);
            return checked;
        }));
        return rows;
    }

    std::filesystem::path directory_;
    std::unique_ptr<Database> database_;
};

TEST_F(JoinedLogWrites, ACommitLiesInTheFiles) {
    for (std::int64_t n = 0; n < 5; ++n) {
        ASSERT_TRUE(database_->write([&](Transaction& tx) { return insert(tx, n, 1); }));
        EXPECT_EQ(rows_after_a_crash(), n + 1);
    }
}

TEST_F(JoinedLogWrites, ALargeTransactionIsReadBackAndKept) {
    ASSERT_TRUE(database_->write([&](Transaction& tx) -> Status {
        Status inserted = insert(tx, 0, large_rows);
        EXPECT_EQ(count(tx), large_rows);
        return inserted;
    }));
    std::int64_t seen = 0;
    ASSERT_TRUE(database_->read([&](Transaction& tx) -> Status {
        seen = count(tx);
        return {};
    }));
    EXPECT_EQ(seen, large_rows);
    EXPECT_EQ(rows_after_a_crash(), large_rows);
}

TEST_F(JoinedLogWrites, WhatIsRolledBackLeavesNothing) {
    ASSERT_TRUE(database_->write([&](Transaction& tx) { return insert(tx, 0, 1); }));
    EXPECT_FALSE(database_->write([&](Transaction& tx) -> Status {
        EXPECT_TRUE(insert(tx, 1, large_rows));
        return failure(ErrorKind::conflict, "no");
    }));
    EXPECT_EQ(rows_after_a_crash(), 1);
    ASSERT_TRUE(database_->write([&](Transaction& tx) { return insert(tx, 1, 1); }));
    EXPECT_EQ(rows_after_a_crash(), 2);
}

// As a full disk: while it lives, no file of this process grows.
class NoMoreSpace {
  public:
    NoMoreSpace() {
        ignored_ = ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit none = before_;
        none.rlim_cur = 0;
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoMoreSpace() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, ignored_);
    }
    NoMoreSpace(const NoMoreSpace&) = delete;
    NoMoreSpace& operator=(const NoMoreSpace&) = delete;

  private:
    rlimit before_{};
    void (*ignored_)(int) = nullptr;
};

TEST_F(JoinedLogWrites, WhatCouldNotBeWrittenIsNotForgotten) {
    std::ofstream(directory_ / "other.db") << "";
    const std::string path = directory_ / "other.db-wal";
    sqlite3_vfs* vfs = sqlite3_vfs_find(joined_log_writes());
    ASSERT_NE(vfs, nullptr);
    std::vector<std::max_align_t> room(1 + static_cast<std::size_t>(vfs->szOsFile) /
                                               sizeof(std::max_align_t));
    auto* log = reinterpret_cast<sqlite3_file*>(room.data());
    ASSERT_EQ(vfs->xOpen(vfs, path.c_str(), log,
                         SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr),
              SQLITE_OK);

    ASSERT_EQ(log->pMethods->xWrite(log, "first ", 6, 0), SQLITE_OK);
    char read[12] = {};
    {
        NoMoreSpace full;
        EXPECT_NE(log->pMethods->xRead(log, read, 6, 0), SQLITE_OK);
        EXPECT_NE(log->pMethods->xSync(log, SQLITE_SYNC_FULL), SQLITE_OK);
    }
    EXPECT_EQ(log->pMethods->xWrite(log, "second", 6, 6), SQLITE_OK);
    EXPECT_EQ(log->pMethods->xSync(log, SQLITE_SYNC_FULL), SQLITE_OK);
    EXPECT_EQ(log->pMethods->xRead(log, read, sizeof(read), 0), SQLITE_OK);
    EXPECT_EQ(std::string(read, sizeof(read)), "first second");
    EXPECT_EQ(log->pMethods->xClose(log), SQLITE_OK);
}

TEST_F(JoinedLogWrites, IsAFileSystemLayerOfItsOwn) {
    ASSERT_NE(joined_log_writes(), nullptr);
    EXPECT_NE(sqlite3_vfs_find(joined_log_writes()), nullptr);
    EXPECT_NE(sqlite3_vfs_find(nullptr), sqlite3_vfs_find(joined_log_writes()));
}

}  // namespace
}  // namespace amicast::catalog
