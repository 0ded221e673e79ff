// Work that returns at fixed intervals, one task after the other on one thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"

namespace amicast::server {

class Periodic {
  public:
    struct Task {
        std::string name;  // for the log, when it fails
        std::chrono::milliseconds every;
        std::function<Status()> run;
    };

    // Each task runs at once and then at its interval. A task that fails is logged and runs again.
    explicit Periodic(std::vector<Task> tasks);
    ~Periodic();  // stop()
    Periodic(const Periodic&) = delete;
    Periodic& operator=(const Periodic&) = delete;

    // Waits for the running task to end. Idempotent.
    void stop();

  private:
    void run();

    std::vector<Task> tasks_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace amicast::server
