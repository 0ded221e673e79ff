#include "transfer/memory_budget.h"

namespace amicast::transfer {

MemoryBudget::Share MemoryBudget::take(std::size_t bytes) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return bytes_held_ == 0 || bytes_held_ + bytes <= bytes_max_; });
    bytes_held_ += bytes;
    return {*this, bytes};
}

void MemoryBudget::give_back(std::size_t bytes) {
    {
        std::lock_guard lock(mutex_);
        bytes_held_ -= bytes;
    }
    room_.notify_all();
}

std::size_t MemoryBudget::bytes_held() const {
    std::lock_guard lock(mutex_);
    return bytes_held_;
}

}  // namespace amicast::transfer
