#include "catalog/faulty_database.h"

#include <gtest/gtest.h>

namespace amicast::catalog {
namespace {

class FaultyDatabaseTest : public testing::Test {
  protected:
    FaultyDatabaseTest() : inner_(std::move(*open_sqlite({.path = ":memory:"}))), faulty_(*inner_) {
        EXPECT_TRUE(execute("CREATE TABLE t (id BIGINT)"));
        faulty_.fail_at(0);
    }

    Status execute(std::string_view sql) {
        return faulty_.write([&](Transaction& tx) -> Status {
            auto ran = tx.execute(sql, {});
            if (!ran) return failure(ran.error());
            return {};
        });
    }
    std::int64_t rows() {
        std::int64_t value = -1;
        EXPECT_TRUE(inner_->read([&](Transaction& tx) {
            return tx.query("SELECT COUNT(*) FROM t", {},
                            [&](const Row& row) { value = row.integer(0); });
        }));
        return value;
    }

    std::unique_ptr<Database> inner_;
    FaultyDatabase faulty_;
};

TEST_F(FaultyDatabaseTest, FailsStatementCommitAndAnswerInTurn) {
    const std::int64_t rows_left[] = {0, 0, 1};  // the lost answer comes after the commit
    std::int64_t all = 0;
    for (int n = 1; n <= 3; ++n) {
        faulty_.fail_at(n);
        Status written = execute("INSERT INTO t VALUES (1)");
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
        EXPECT_TRUE(faulty_.failed());
        all += rows_left[n - 1];
        EXPECT_EQ(rows(), all);
        EXPECT_TRUE(execute("INSERT INTO t VALUES (1)"));  // only once
        ++all;
    }
    faulty_.fail_at(4);
    EXPECT_TRUE(execute("INSERT INTO t VALUES (1)"));
    EXPECT_FALSE(faulty_.failed());
    EXPECT_EQ(faulty_.events(), 3);
}

TEST_F(FaultyDatabaseTest, StaysDownWhenToldSo) {
    faulty_.fail_from(2);
    EXPECT_FALSE(execute("INSERT INTO t VALUES (1)"));
    EXPECT_FALSE(execute("INSERT INTO t VALUES (1)"));
    EXPECT_EQ(rows(), 0);
    faulty_.fail_at(0);
    EXPECT_TRUE(execute("INSERT INTO t VALUES (1)"));
}

TEST_F(FaultyDatabaseTest, ReadsFailToo) {
    faulty_.fail_at(1);
    EXPECT_FALSE(
        faulty_.read([](Transaction& tx) { return tx.query("SELECT 1", {}, [](const Row&) {}); }));
}

}  // namespace
}  // namespace amicast::catalog
