// A job this server holds the lease of, and what its executor may do with it.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>

#include "jobs/lease.h"
#include "jobs/queue.h"

namespace amicast::jobs {

// Shared by the thread that runs the job and the one that keeps its lease.
struct HeldJob {
    explicit HeldJob(Claim c) : claim(std::move(c)) {}

    // Takes what the row says about the lease.
    void observe(LeaseState state) {
        if (state == LeaseState::lost) lost = true;
        if (state != LeaseState::held) stop = true;
    }

    const Claim claim;
    const std::chrono::steady_clock::time_point claimed_at = std::chrono::steady_clock::now();
    std::atomic<bool> stop = false;  // cancelled, lost, or the server is stopping
    std::atomic<bool> lost = false;
};

class JobControl final : public Control {
  public:
    JobControl(catalog::Database& catalog, Clock& clock, Duration lease, HeldJob& held)
        : catalog_(catalog), clock_(clock), lease_(lease), held_(held) {}

    Status checkpoint(std::string_view state, const catalog::Database::Work& extra) override;
    bool should_stop() const override { return held_.stop; }

  private:
    catalog::Database& catalog_;
    Clock& clock_;
    const Duration lease_;
    HeldJob& held_;
};

}  // namespace amicast::jobs
