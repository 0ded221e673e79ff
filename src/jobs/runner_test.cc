// The life of jobs, with a clock that the test turns and runs on the calling thread.
#include "catalog/faulty_database.h"
#include "jobs/settlement.h"
#include "jobs/test_runner.h"

namespace amicast::jobs {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(RunnerTest, RunsWhatIsDueOnce) {
    JobId id = add("snap-1");
    JobId later = add("snap-2", alice, seconds(5));
    std::vector<std::string> seen;
    auto jobs = runner([&](const Job& job, Control& control) {
        EXPECT_EQ(job.kind, "work");
        EXPECT_EQ(job.account_id, alice);
        EXPECT_EQ(job.payload, "{}");
        EXPECT_EQ(job.checkpoint, "");
        EXPECT_EQ(job.attempt, 1);
        EXPECT_FALSE(control.should_stop());
        seen.push_back(job.subject);
        return Outcome::done();
    });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(jobs->run_due().value(), 0);
    EXPECT_EQ(state(id), "done");
    EXPECT_EQ(state(later), "queued");
    clock_.advance(seconds(5));
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(seen, (std::vector<std::string>{"snap-1", "snap-2"}));
}

TEST_F(RunnerTest, AJobOfARolledBackTransactionDoesNotExist) {
    Status failed = catalog_->write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(enqueue(tx, {.kind = "work", .account_id = alice}, clock_.now()));
        return failure(ErrorKind::limit, "no");
    });
    EXPECT_FALSE(failed);
    EXPECT_EQ(runner([](auto&, auto&) { return Outcome::done(); })->run_due().value(), 0);
}

TEST_F(RunnerTest, RetriesWithBackoffThenGivesUpInOneTransaction) {
    options_.attempts_max = 3;
    JobId id = add("snap-1");
    std::vector<int> attempts;
    int gave_up = 0;
    auto jobs = runner(
        [&](const Job& job, Control&) {
            attempts.push_back(job.attempt);
            return Outcome::retry(broken("attempt " + std::to_string(job.attempt)));
        },
        [&](catalog::Transaction& tx, const Job& job, const Error& error) -> Status {
            ++gave_up;
            EXPECT_EQ(job.id, id);
            EXPECT_EQ(error.message, "attempt 3");
            auto made = tx.execute("CREATE TABLE gave_up (x BIGINT)", {});
            if (!made) return failure(made.error());
            return {};
        });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(state(id), "queued");
    EXPECT_EQ(text("SELECT last_error FROM jobs"), "attempt 1");
    clock_.advance(options_.backoff_first);
    EXPECT_EQ(jobs->run_due().value(), 1);
    clock_.advance(2 * options_.backoff_first);
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(attempts, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(gave_up, 1);
    EXPECT_EQ(state(id), "failed");
    EXPECT_EQ(text("SELECT last_error FROM jobs"), "attempt 3");
    EXPECT_EQ(text("SELECT COUNT(*) FROM gave_up"), "0");
    clock_.advance(hours(1));
    EXPECT_EQ(jobs->run_due().value(), 0);
}

TEST_F(RunnerTest, AFailedJobIsNotTriedAgain) {
    JobId id = add("snap-1");
    int gave_up = 0;
    auto jobs = runner([](auto&, auto&) { return Outcome::failed(broken()); },
                       [&](auto&, auto&, auto&) -> Status {
                           ++gave_up;
                           return {};
                       });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(gave_up, 1);
    EXPECT_EQ(state(id), "failed");
}

TEST_F(RunnerTest, GivingUpIsTriedAgainUntilItIsWritten) {
    JobId id = add("snap-1");
    int runs = 0;
    int gave_up = 0;
    auto jobs = runner(
        [&](auto&, auto&) {
            ++runs;
            return Outcome::failed(broken("hopeless"));
        },
        [&](auto&, auto&, const Error& error) -> Status {
            EXPECT_EQ(error.message, "hopeless");
            if (++gave_up == 1) return failure(broken("not now"));
            return {};
        });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(state(id), "queued");
    for (int i = 0; i < 20 && state(id) == "queued"; ++i) {
        clock_.advance(options_.backoff_max);
        EXPECT_TRUE(jobs->run_due());
    }
    EXPECT_EQ(gave_up, 2);
    EXPECT_EQ(state(id), "failed");
    EXPECT_LE(runs, options_.attempts_max);
}

TEST_F(RunnerTest, ReleasedAndAgainDoNotCountAnAttempt) {
    add("snap-1");
    std::vector<Outcome> script{Outcome::released(), Outcome::again(milliseconds(5)),
                                Outcome::again(milliseconds(5)), Outcome::done()};
    std::size_t next = 0;
    auto jobs = runner([&](const Job& job, Control&) {
        EXPECT_EQ(job.attempt, 1);
        return script.at(next++);
    });
    EXPECT_EQ(jobs->run_due().value(), 2);
    clock_.advance(milliseconds(4));
    EXPECT_EQ(jobs->run_due().value(), 0);
    clock_.advance(milliseconds(1));
    EXPECT_EQ(jobs->run_due().value(), 1);
    clock_.advance(milliseconds(5));
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(text("SELECT state FROM jobs"), "done");
}

TEST_F(RunnerTest, CheckpointsSurviveAndCarryTheirTransaction) {
    add("snap-1");
    std::vector<std::string> seen;
    auto jobs = runner([&](const Job& job, Control& control) {
        seen.push_back(job.checkpoint);
        if (job.attempt > 1) return Outcome::done();
        EXPECT_TRUE(control.checkpoint("half", [](catalog::Transaction& tx) -> Status {
            auto made = tx.execute("CREATE TABLE half (x BIGINT)", {});
            if (!made) return failure(made.error());
            return {};
        }));
        Status refused = control.checkpoint("more", [](catalog::Transaction&) -> Status {
            return failure(ErrorKind::limit, "no");
        });
        EXPECT_EQ(refused.error().kind, ErrorKind::limit);
        EXPECT_FALSE(control.should_stop());
        return Outcome::retry(broken());
    });
    EXPECT_EQ(jobs->run_due().value(), 1);
    clock_.advance(options_.backoff_first);
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(seen, (std::vector<std::string>{"", "half"}));
    EXPECT_EQ(text("SELECT COUNT(*) FROM half"), "0");
}

TEST_F(RunnerTest, ALostLeaseIsTakenOverAndTheOldRunStops) {
    JobId id = add("snap-1");
    RunnerOptions other = options_;
    other.server_id = "server-b";
    auto second = make_runner(*catalog_, clock_, random_, other);
    int second_runs = 0;
    second->add("work", std::make_unique<ScriptedExecutor>(
                            [&](const Job& job, Control&) {
                                ++second_runs;
                                EXPECT_EQ(job.attempt, 2);
                                EXPECT_EQ(job.checkpoint, "one");
                                return Outcome::done();
                            },
                            nullptr));
    auto first = runner(
        [&](const Job&, Control& control) {
            EXPECT_TRUE(control.checkpoint("one"));
            clock_.advance(options_.lease - milliseconds(1));
            EXPECT_EQ(second->run_due().value(), 0);
            EXPECT_TRUE(control.checkpoint("one"));  // extends the lease
            clock_.advance(options_.lease - milliseconds(1));
            EXPECT_EQ(second->run_due().value(), 0);
            clock_.advance(milliseconds(1));
            EXPECT_EQ(second->run_due().value(), 1);
            bool extra_ran = false;
            Status lost = control.checkpoint("two", [&](catalog::Transaction&) -> Status {
                extra_ran = true;
                return {};
            });
            EXPECT_EQ(lost.error().kind, ErrorKind::conflict);
            EXPECT_FALSE(extra_ran);
            EXPECT_TRUE(control.should_stop());
            return Outcome::failed(broken("must not count"));
        },
        [](auto&, auto&, auto&) -> Status {
            ADD_FAILURE() << "gave up a job that is not ours";
            return {};
        });
    EXPECT_EQ(first->run_due().value(), 1);
    EXPECT_EQ(second_runs, 1);
    EXPECT_EQ(state(id), "done");
    EXPECT_EQ(text("SELECT checkpoint FROM jobs"), "one");
    EXPECT_EQ(text("SELECT lease_holder FROM jobs"), "server-b");
}

// A job that kills its server each time must not do so for ever.
TEST_F(RunnerTest, AJobWhoseServersDieIsGivenUpWithoutRunning) {
    options_.attempts_max = 2;
    JobId id = add("snap-1");
    auto die = [&] {
        // A server that claims and is never heard of again.
        catalog::FaultyDatabase dying(*catalog_);
        auto jobs = runner_on(dying, [&](auto&, auto&) {
            dying.fail_from(1);
            return Outcome::done();
        });
        EXPECT_FALSE(jobs->run_due());
        EXPECT_EQ(state(id), "running");
        clock_.advance(options_.lease);
    };
    die();
    die();
    int gave_up = 0;
    auto jobs = runner(
        [](auto&, auto&) {
            ADD_FAILURE() << "ran";
            return Outcome::done();
        },
        [&](auto&, auto&, const Error& error) -> Status {
            ++gave_up;
            EXPECT_EQ(error.message, "The work was interrupted 2 times.");
            return {};
        });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(gave_up, 1);
    EXPECT_EQ(state(id), "failed");
}

TEST_F(RunnerTest, CancelRemovesWaitingJobsAndStopsRunningOnes) {
    JobId running = add("snap-1");
    add("snap-2");
    auto jobs = runner([&](const Job& job, Control& control) {
        EXPECT_EQ(job.subject, "snap-1");
        EXPECT_EQ(cancel_job("snap-1"), 1);
        EXPECT_EQ(cancel_job("snap-1"), 0);  // asked already
        EXPECT_EQ(cancel_job("snap-2"), 1);
        EXPECT_EQ(cancel_job("snap-3"), 0);
        EXPECT_TRUE(control.checkpoint(""));
        EXPECT_TRUE(control.should_stop());
        return Outcome::retry(broken());
    });
    EXPECT_EQ(jobs->run_due().value(), 1);
    EXPECT_EQ(state(running), "cancelled");
    EXPECT_EQ(text("SELECT COUNT(*) FROM jobs"), "1");
    clock_.advance(hours(1));
    EXPECT_EQ(jobs->run_due().value(), 0);
}

TEST_F(RunnerTest, ACancelledJobOfADeadServerIsNotRunAgain) {
    JobId id = add("snap-1");
    catalog::FaultyDatabase dying(*catalog_);
    auto dead = runner_on(dying, [&](auto&, auto&) {
        dying.fail_from(1);
        return Outcome::done();
    });
    EXPECT_FALSE(dead->run_due());
    EXPECT_EQ(cancel_job("snap-1"), 1);
    clock_.advance(options_.lease);
    auto jobs = runner([](auto&, auto&) { return Outcome::done(); });
    EXPECT_EQ(jobs->run_due().value(), 0);
    EXPECT_EQ(state(id), "cancelled");
}

TEST_F(RunnerTest, AccountsTakeTurns) {
    for (int i = 0; i < 4; ++i)
        add("a" + std::to_string(i), alice);
    add("b0", bob);
    add("c0", "333333333333");
    add("b1", bob);
    std::vector<std::string> order;
    auto jobs = runner([&](const Job& job, Control&) {
        order.push_back(job.subject);
        return Outcome::done();
    });
    EXPECT_EQ(jobs->run_due().value(), 7);
    EXPECT_EQ(order, (std::vector<std::string>{"a0", "b0", "c0", "a1", "b1", "a2", "a3"}));
}

TEST_F(RunnerTest, AnAccountAtItsLimitWaitsAndOthersDoNot) {
    options_.per_account_max = 1;
    add("a0", alice);
    add("a1", alice);
    add("b0", bob);
    auto second = runner([&](const Job& job, Control&) {
        EXPECT_EQ(job.subject, "b0");
        return Outcome::done();
    });
    std::vector<std::string> order;
    auto first = runner([&](const Job& job, Control&) {
        order.push_back(job.subject);
        if (job.subject == "a0") {
            EXPECT_EQ(second->run_due().value(), 1);
        }
        return Outcome::done();
    });
    EXPECT_EQ(first->run_due().value(), 2);
    EXPECT_EQ(order, (std::vector<std::string>{"a0", "a1"}));
}

TEST_F(RunnerTest, AKindNobodyRunsIsGivenUpInTheEnd) {
    auto jobs = make_runner(*catalog_, clock_, random_, options_);
    JobId id = add("snap-1");
    for (int i = 0; i < options_.attempts_max; ++i) {
        EXPECT_EQ(jobs->run_due().value(), 1);
        clock_.advance(options_.backoff_max);
    }
    EXPECT_EQ(state(id), "failed");
}

TEST_F(RunnerTest, FinishedJobsAreForgottenAfterADay) {
    add("snap-1");
    EXPECT_EQ(runner([](auto&, auto&) { return Outcome::done(); })->run_due().value(), 1);
    clock_.advance(hours(23));
    add("snap-2");
    EXPECT_EQ(runner([](auto&, auto&) { return Outcome::done(); })->run_due().value(), 1);
    EXPECT_EQ(text("SELECT COUNT(*) FROM jobs"), "2");
    clock_.advance(hours(2));
    add("snap-3");
    EXPECT_EQ(runner([](auto&, auto&) { return Outcome::done(); })->run_due().value(), 1);
    EXPECT_EQ(text("SELECT COUNT(*) FROM jobs"), "2");
}

// Whatever statement or commit fails, the job ends done exactly as its own transaction says.
TEST_F(RunnerTest, EveryDatabaseFailureIsSurvived) {
    ASSERT_TRUE(catalog_->write([](catalog::Transaction& tx) -> Status {
        auto made = tx.execute("CREATE TABLE results (subject TEXT PRIMARY KEY)", {});
        if (!made) return failure(made.error());
        return {};
    }));
    bool failed = true;
    for (int n = 1; failed; ++n) {
        std::string subject = "snap-" + std::to_string(n);
        JobId id = add(subject);
        catalog::FaultyDatabase faulty(*catalog_);
        auto work = [&](const Job& job, Control& control) {
            Status saved = control.checkpoint("", [&](catalog::Transaction& tx) -> Status {
                auto noted =
                    tx.execute("INSERT INTO results VALUES ($1) ON CONFLICT (subject) DO NOTHING",
                               {job.subject});
                if (!noted) return failure(noted.error());
                return {};
            });
            return saved ? Outcome::done() : Outcome::retry(saved.error());
        };
        auto jobs = runner_on(faulty, work);
        faulty.fail_at(n);
        for (int i = 0; i < 10 && state(id) != "done"; ++i) {
            (void)jobs->run_due();
            clock_.advance(options_.lease);
        }
        EXPECT_EQ(state(id), "done") << n;
        EXPECT_EQ(text("SELECT COUNT(*) FROM results"), std::to_string(n));
        failed = faulty.failed();
        ASSERT_LT(n, 100);
    }
}

TEST(Backoff, DoublesUpToItsLimitWithFullJitter) {
    RunnerOptions options;
    SeededRandom random(7);
    Duration largest{};
    Duration smallest = hours(1);
    for (int i = 0; i < 2'000; ++i) {
        EXPECT_LE(backoff(1, options, random), options.backoff_first);
        Duration third = backoff(3, options, random);
        EXPECT_LE(third, 4 * options.backoff_first);
        EXPECT_LE(backoff(1'000'000, options, random), options.backoff_max);
        largest = std::max(largest, third);
        smallest = std::min(smallest, third);
    }
    EXPECT_GT(largest, 3 * options.backoff_first);
    EXPECT_LT(smallest, options.backoff_first / 4);
}

TEST_F(RunnerTest, AServerThatComesBackTakesItsOwnLeasesBack) {
    JobId id = add("snap-1");
    auto ran = runner([&](const Job&, Control& control) {
        // The server dies here and starts again, all before the lease ends.
        auto released = catalog_->write_value([&](catalog::Transaction& tx) {
            auto foreign = release_leases(tx, "server-b", clock_.now());
            EXPECT_EQ(foreign.value_or(-1), 0);
            return release_leases(tx, "server-a", clock_.now());
        });
        EXPECT_EQ(released.value_or(-1), 1);
        auto again = runner([](const Job& job, Control&) {
            EXPECT_EQ(job.attempt, 2);
            return Outcome::done();
        });
        EXPECT_EQ(again->run_due().value_or(0), 1);
        Status late = control.checkpoint("from the dead");
        EXPECT_FALSE(late);
        return Outcome::failed(broken());
    });
    EXPECT_TRUE(ran->run_due());
    EXPECT_EQ(state(id), "done");
}

}  // namespace
}  // namespace amicast::jobs
