#include "base/worker_pool.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

namespace amicast {
namespace {

TEST(WorkerPool, RunsEverythingItTookBeforeItCloses) {
    std::atomic<int> done = 0;
    {
        WorkerPool pool(3, 1000);
        for (int i = 0; i < 500; ++i)
            ASSERT_TRUE(pool.try_submit([&] { ++done; }));
    }
    EXPECT_EQ(done, 500);
}

TEST(WorkerPool, RefusesWhenFullAndWhenClosed) {
    WorkerPool pool(1, 1);
    std::promise<void> started;
    std::promise<void> release;
    ASSERT_TRUE(pool.submit([&] {
        started.set_value();
        release.get_future().wait();
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.try_submit([] {}));   // waits in the queue
    EXPECT_FALSE(pool.try_submit([] {}));  // no room
    release.set_value();
    pool.close();
    EXPECT_FALSE(pool.try_submit([] {}));
    EXPECT_FALSE(pool.submit([] {}));
}

}  // namespace
}  // namespace amicast
