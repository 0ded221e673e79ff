// A fixed number of threads that run tasks from a bounded queue. Used wherever work must not pile
// up: a full queue makes try_submit() refuse, so that the caller can say "busy" instead of growing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace amicast {

class WorkerPool {
  public:
    using Task = std::function<void()>;

    WorkerPool(std::size_t threads, std::size_t queue_max);
    ~WorkerPool();  // finishes what is queued, then joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // False when the queue is full or the pool is closing. Tasks must not throw.
    bool try_submit(Task task);
    // Waits for room instead. False only when the pool is closing.
    bool submit(Task task);
    // Refuses new tasks, finishes queued ones and joins. Idempotent; not from a worker.
    void close();

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable room_;
    std::deque<Task> queue_;
    const std::size_t queue_max_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace amicast
