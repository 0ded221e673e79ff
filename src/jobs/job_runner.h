// The Runner: worker threads that run held jobs, and a keeper thread that extends their leases.
//
// Small jobs are claimed and settled many at a time ("exchange"): one transaction writes the
// outcomes of the last batch and claims the next one. An outcome that is lost in between only means
// that the job runs once more, which executors must stand anyway.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "jobs/held_job.h"
#include "jobs/queue.h"
#include "jobs/settlement.h"

namespace amicast::jobs {

class JobRunner final : public Runner {
  public:
    JobRunner(catalog::Database& catalog, Clock& clock, Random& random, RunnerOptions options);
    ~JobRunner() override;

    void add(std::string kind, std::unique_ptr<Executor> executor) override;
    void start() override;
    void stop() override;
    void notify() override;
    Result<int> run_due() override;

  private:
    using Held = std::shared_ptr<HeldJob>;
    using SteadyTime = std::chrono::steady_clock::time_point;

    void work();
    void keep_leases();
    void keep_once(bool extend);
    void release_waiting(std::unique_lock<std::mutex>& lock);

    bool exchange_is_due() const;
    void exchange_unlocked(std::unique_lock<std::mutex>& lock, std::size_t claim_count);
    Result<std::vector<Held>> exchange(std::vector<Settlement>& settlements,
                                       std::size_t claim_count);
    Status exchange_in(catalog::Transaction& tx, const std::vector<Settlement>& settlements,
                       std::size_t claim_count, std::vector<Claim>& claims);
    Settlement run(const Held& held);
    Outcome run_executor(const Held& held);
    void give_up(Settlement& settlement);
    void take_over(const std::vector<Held>& claimed);
    void let_go(const std::vector<Settlement>& settlements);
    void adapt_batch(std::chrono::steady_clock::duration took);
    Executor* find_executor(const std::string& kind) const;

    catalog::Database& catalog_;
    Clock& clock_;
    Random& random_;
    const RunnerOptions options_;
    std::map<std::string, std::unique_ptr<Executor>> executors_;

    // One exchange at a time uses these.
    std::string account_cursor_;
    SteadyTime next_prune_{};
    Duration sleep_{};  // until the next job is due, as the last exchange saw it

    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<Held> ready_;      // claimed, not started
    std::map<JobId, Held> held_;  // ready, running or not yet settled
    std::vector<Settlement> settlements_;
    std::size_t batch_ = 1;
    SteadyTime next_exchange_{};
    SteadyTime blocked_until_{};  // the catalog did not answer
    bool settle_soon_ = false;
    bool exchanging_ = false;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace amicast::jobs
