// The runner with its own threads and the real clock.
#include <atomic>
#include <thread>

#include "jobs/test_runner.h"

namespace amicast::jobs {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class RunningTest : public RunnerTest {
  protected:
    void wait_until(const std::function<bool()>& reached) {
        for (int i = 0; i < 2'000 && !reached(); ++i)
            std::this_thread::sleep_for(milliseconds(1));
        EXPECT_TRUE(reached());
    }
    std::unique_ptr<Runner> start(ScriptedExecutor::Run run) {
        auto jobs = make_runner(*catalog_, system_clock_, random_, options_);
        jobs->add("work", std::make_unique<ScriptedExecutor>(std::move(run), nullptr));
        jobs->start();
        return jobs;
    }

    SystemClock system_clock_;
};

TEST_F(RunningTest, ManySmallJobsRunOnceEach) {
    constexpr int count = 300;
    for (int i = 0; i < count; ++i)
        add("snap-" + std::to_string(i), i % 2 == 0 ? alice : bob);
    std::atomic<int> runs = 0;
    auto jobs = start([&](auto&, auto&) {
        ++runs;
        return Outcome::done();
    });
    wait_until([&] { return text("SELECT COUNT(*) FROM jobs WHERE state = 'done'") == "300"; });
    jobs->stop();
    EXPECT_EQ(runs, count);
}

TEST_F(RunningTest, WakesUpAtANoticeAndForWhatComesDue) {
    options_.poll = hours(1);
    options_.lease = hours(1);
    std::atomic<int> runs = 0;
    auto jobs = start([&](auto&, auto&) {
        return ++runs < 5 ? Outcome::again(milliseconds(3)) : Outcome::done();
    });
    std::this_thread::sleep_for(milliseconds(5));
    add("snap-1");
    jobs->notify();
    wait_until([&] { return runs == 5; });
    wait_until([&] { return text("SELECT state FROM jobs") == "done"; });
}

TEST_F(RunningTest, StoppingAsksAndGivesBack) {
    add("snap-1");
    std::atomic<bool> running = false;
    auto jobs = start([&](auto&, Control& control) {
        running = true;
        while (!control.should_stop())
            std::this_thread::sleep_for(milliseconds(1));
        return Outcome::released();
    });
    wait_until([&] { return running.load(); });
    jobs->stop();
    EXPECT_EQ(text("SELECT state FROM jobs"), "queued");
    EXPECT_EQ(text("SELECT attempt FROM jobs"), "0");
}

TEST_F(RunningTest, LeasesAreKeptAndCancellingIsNoticed) {
    options_.lease = milliseconds(60);
    options_.poll = milliseconds(5);
    JobId id = add("snap-1");
    std::atomic<int> runs = 0;
    std::atomic<bool> stopped = false;
    auto work = [&](auto&, Control& control) {
        ++runs;
        while (!control.should_stop())
            std::this_thread::sleep_for(milliseconds(1));
        stopped = true;
        return Outcome::released();
    };
    auto first = start(work);
    auto second = start(work);
    wait_until([&] { return runs == 1; });
    std::this_thread::sleep_for(3 * options_.lease);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(cancel_job("snap-1"), 1);
    wait_until([&] { return stopped.load(); });
    wait_until([&] { return state(id) == "cancelled"; });
}

}  // namespace
}  // namespace amicast::jobs
