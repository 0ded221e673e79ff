#include "base/worker_pool.h"

#include <utility>

#include "base/check.h"

namespace amicast {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max) {
    check(threads > 0 && queue_max > 0, "a pool needs threads and room");
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
    close();
}

bool WorkerPool::try_submit(Task task) {
    {
        std::lock_guard lock(mutex_);
        if (closing_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(task));
    }
    work_.notify_one();
    return true;
}

bool WorkerPool::submit(Task task) {
    {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return closing_ || queue_.size() < queue_max_; });
        if (closing_) return false;
        queue_.push_back(std::move(task));
    }
    work_.notify_one();
    return true;
}

void WorkerPool::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    work_.notify_all();
    room_.notify_all();
    for (std::thread& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void WorkerPool::run() {
    for (;;) {
        Task task;
        {
            std::unique_lock lock(mutex_);
            work_.wait(lock, [this] { return closing_ || !queue_.empty(); });
            if (queue_.empty()) return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        room_.notify_one();
        task();
    }
}

}  // namespace amicast
