// A queue in memory, executors that do what the test says, and a clock that it turns.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "catalog/database.h"
#include "jobs/queue.h"

namespace amicast::jobs {

inline constexpr const char* alice = "111111111111";
inline constexpr const char* bob = "222222222222";

class ScriptedExecutor final : public Executor {
  public:
    using Run = std::function<Outcome(const Job&, Control&)>;
    using GaveUp = std::function<Status(catalog::Transaction&, const Job&, const Error&)>;

    ScriptedExecutor(Run run, GaveUp gave_up)
        : run_(std::move(run)), gave_up_(std::move(gave_up)) {}
    Outcome run(const Job& job, Control& control) override { return run_(job, control); }
    Status gave_up(catalog::Transaction& tx, const Job& job, const Error& error) override {
        return gave_up_ ? gave_up_(tx, job, error) : Status{};
    }

  private:
    Run run_;
    GaveUp gave_up_;
};

inline Error broken(std::string message = "broken") {
    return Error{.kind = ErrorKind::unavailable, .message = std::move(message)};
}

class RunnerTest : public testing::Test {
  protected:
    RunnerTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(migrate(*catalog_));
    }

    JobId add(std::string subject, const char* account = alice, Duration delay = {}) {
        NewJob job{.kind = "work",
                   .account_id = account,
                   .subject = std::move(subject),
                   .payload = "{}",
                   .not_before = clock_.now() + delay};
        auto id = catalog_->write_value(
            [&](catalog::Transaction& tx) { return enqueue(tx, job, clock_.now()); });
        EXPECT_TRUE(id);
        return *id;
    }
    std::unique_ptr<Runner> runner(ScriptedExecutor::Run run,
                                   ScriptedExecutor::GaveUp gave_up = nullptr) {
        return runner_on(*catalog_, std::move(run), std::move(gave_up));
    }
    std::unique_ptr<Runner> runner_on(catalog::Database& database, ScriptedExecutor::Run run,
                                      ScriptedExecutor::GaveUp gave_up = nullptr) {
        auto made = make_runner(database, clock_, random_, options_);
        made->add("work", std::make_unique<ScriptedExecutor>(std::move(run), std::move(gave_up)));
        return made;
    }
    std::int64_t cancel_job(std::string_view subject) {
        auto touched = catalog_->write_value(
            [&](catalog::Transaction& tx) { return cancel(tx, "work", subject); });
        EXPECT_TRUE(touched);
        return *touched;
    }
    std::string text(std::string_view sql) {
        std::string value;
        EXPECT_TRUE(catalog_->read([&](catalog::Transaction& tx) {
            return tx.query(sql, {}, [&](const catalog::Row& row) { value = row.string(0); });
        }));
        return value;
    }
    std::string state(JobId id) {
        return text("SELECT state FROM jobs WHERE id = " + std::to_string(id));
    }

    std::unique_ptr<catalog::Database> catalog_;
    ManualClock clock_{from_microseconds(1'700'000'000'000'000)};
    SeededRandom random_{1};
    RunnerOptions options_{.server_id = "server-a"};
};

}  // namespace amicast::jobs
