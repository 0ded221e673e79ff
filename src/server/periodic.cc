#include "server/periodic.h"

#include <algorithm>
#include <utility>

#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::server {

Periodic::Periodic(std::vector<Task> tasks)
    : tasks_(std::move(tasks)), thread_([this] { run(); }) {}

Periodic::~Periodic() {
    stop();
}

void Periodic::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Periodic::run() {
    using Clock = std::chrono::steady_clock;
    std::vector<Clock::time_point> due(tasks_.size(), Clock::now());
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            if (Clock::now() < due[i]) continue;
            Status ran = tasks_[i].run();
            if (!ran) {
                telemetry::count("amicast_periodic_failures_total", {{"task", tasks_[i].name}});
                telemetry::log_warning("periodic task failed", {{"task", tasks_[i].name},
                                                                {"message", ran.error().message},
                                                                {"detail", ran.error().detail}});
            }
            due[i] = Clock::now() + tasks_[i].every;
        }
        auto next = due.empty() ? Clock::now() + std::chrono::hours(1)
                                : *std::min_element(due.begin(), due.end());
        lock.lock();
        stopped_.wait_until(lock, next, [this] { return stopping_; });
    }
}

}  // namespace amicast::server
