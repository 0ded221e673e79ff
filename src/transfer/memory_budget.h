// How much memory the batches of all copies in this process may take together: many regions that
// copy at once wait for each other's batches instead of each filling its own queues.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace amicast::transfer {

// Thread-safe.
class MemoryBudget {
  public:
    explicit MemoryBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // Some of the budget, given back when it is destroyed; it may go from thread to thread. An
    // empty one holds nothing.
    class Share {
      public:
        Share() = default;
        Share(MemoryBudget& budget, std::size_t bytes) : held_(&budget, GiveBack{bytes}) {}

      private:
        struct GiveBack {
            std::size_t bytes;
            void operator()(MemoryBudget* budget) const { budget->give_back(bytes); }
        };
        std::unique_ptr<MemoryBudget, GiveBack> held_;
    };

    // Waits until there is room, or nothing is held: so the largest batch goes through a budget
    // that is too small for it. Who holds a share must be able to give it back without taking
    // another.
    Share take(std::size_t bytes);

    std::size_t bytes_held() const;

  private:
    void give_back(std::size_t bytes);

    const std::size_t bytes_max_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::size_t bytes_held_ = 0;
};

}  // namespace amicast::transfer
