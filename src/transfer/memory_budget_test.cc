#include "transfer/memory_budget.h"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace amicast::transfer {
namespace {

TEST(MemoryBudget, GivesBackWhenAShareGoes) {
    MemoryBudget budget(10);
    std::optional<MemoryBudget::Share> first = budget.take(4);
    MemoryBudget::Share second = budget.take(6);
    EXPECT_EQ(budget.bytes_held(), 10U);
    MemoryBudget::Share moved = std::move(second);
    EXPECT_EQ(budget.bytes_held(), 10U);
    first.reset();
    EXPECT_EQ(budget.bytes_held(), 6U);
    moved = MemoryBudget::Share();
    EXPECT_EQ(budget.bytes_held(), 0U);
}

TEST(MemoryBudget, LetsThroughWhatIsLargerThanAllOfIt) {
    MemoryBudget budget(10);
    MemoryBudget::Share large = budget.take(100);
    EXPECT_EQ(budget.bytes_held(), 100U);
}

TEST(MemoryBudget, NeverHoldsMoreThanItHas) {
    MemoryBudget budget(10);
    std::atomic<bool> exceeded = false;
    std::vector<std::thread> threads;
    for (std::size_t bytes : {3, 4, 5, 6}) {
        threads.emplace_back([&budget, &exceeded, bytes] {
            for (int i = 0; i < 200; ++i) {
                MemoryBudget::Share share = budget.take(bytes);
                if (budget.bytes_held() > 10) exceeded = true;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_FALSE(exceeded);
    EXPECT_EQ(budget.bytes_held(), 0U);
}

}  // namespace
}  // namespace amicast::transfer
