#include "jobs/job_runner.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::jobs {
namespace {

using std::chrono::steady_clock;

// Jobs that take less than this are claimed several at a time.
constexpr auto short_job = std::chrono::milliseconds(20);
constexpr std::size_t batch_max = 32;

// Finished rows stay for a day for those who look into the queue.
constexpr Duration finished_kept = std::chrono::hours(24);
constexpr auto prune_interval = std::chrono::seconds(1);

}  // namespace

JobRunner::JobRunner(catalog::Database& catalog, Clock& clock, Random& random,
                     RunnerOptions options)
    : catalog_(catalog), clock_(clock), random_(random), options_(std::move(options)) {
    check(options_.threads > 0 && options_.attempts_max > 0 && options_.per_account_max > 0,
          "a runner needs threads, attempts and room");
}

JobRunner::~JobRunner() {
    stop();
}

void JobRunner::add(std::string kind, std::unique_ptr<Executor> executor) {
    check(threads_.empty(), "executors are added before the start");
    executors_[std::move(kind)] = std::move(executor);
}

void JobRunner::start() {
    check(threads_.empty(), "a runner starts once");
    for (std::size_t i = 0; i < options_.threads; ++i)
        threads_.emplace_back([this] { work(); });
    threads_.emplace_back([this] { keep_leases(); });
}

void JobRunner::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
        for (auto& [id, held] : held_)
            held->stop = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
    // What was claimed and not started goes back at once instead of when its lease ends.
    std::unique_lock lock(mutex_);
    release_waiting(lock);
    if (!settlements_.empty()) exchange_unlocked(lock, 0);
}

void JobRunner::notify() {
    {
        std::lock_guard lock(mutex_);
        next_exchange_ = {};
    }
    changed_.notify_all();
}

Executor* JobRunner::find_executor(const std::string& kind) const {
    auto found = executors_.find(kind);
    return found == executors_.end() ? nullptr : found->second.get();
}

// Tests run one job at a time, so that every order of events can be made to happen.
Result<int> JobRunner::run_due() {
    std::vector<Settlement> settlements;
    for (int runs = 0;;) {
        auto claimed = exchange(settlements, 1);
        if (!claimed) return failure(claimed.error());
        settlements.clear();
        if (claimed->empty()) return runs;
        for (const Held& held : *claimed) {
            settlements.push_back(run(held));
            ++runs;
        }
    }
}

void JobRunner::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (!exchanging_ && exchange_is_due()) {
            exchange_unlocked(lock, ready_.empty() ? batch_ : 0);
        } else if (!ready_.empty()) {
            Held held = std::move(ready_.front());
            ready_.pop_front();
            lock.unlock();
            Settlement settlement = run(held);
            lock.lock();
            settle_soon_ = settle_soon_ || settlement.kind != Settlement::Kind::done;
            settlements_.push_back(std::move(settlement));
        } else if (exchanging_) {
            changed_.wait(lock);
        } else {
            changed_.wait_until(lock, std::max(next_exchange_, blocked_until_));
        }
    }
}

// With work at hand only results that somebody waits for are worth a commit of their own.
bool JobRunner::exchange_is_due() const {
    if (steady_clock::now() < blocked_until_) return false;
    if (settle_soon_ || settlements_.size() >= batch_max) return true;
    if (!ready_.empty()) return false;
    return !settlements_.empty() || steady_clock::now() >= next_exchange_;
}

// Called and returns with the mutex held; the transaction runs without it.
void JobRunner::exchange_unlocked(std::unique_lock<std::mutex>& lock, std::size_t claim_count) {
    exchanging_ = true;
    settle_soon_ = false;
    // A notice that comes from here on is not overwritten.
    if (claim_count > 0) next_exchange_ = SteadyTime::max();
    std::vector<Settlement> settlements = std::move(settlements_);
    settlements_.clear();
    lock.unlock();

    auto claimed = exchange(settlements, claim_count);

    lock.lock();
    exchanging_ = false;
    if (claimed) {
        let_go(settlements);
        take_over(*claimed);
    } else {
        settlements_.insert(settlements_.end(), std::make_move_iterator(settlements.begin()),
                            std::make_move_iterator(settlements.end()));
        blocked_until_ = steady_clock::now() + options_.poll;
        telemetry::log_warning("job_queue_unavailable", {{"detail", claimed.error().detail}});
    }
    if (claim_count > 0) {
        bool more = claimed && claimed->size() == claim_count;
        Duration sleep = more ? Duration{} : std::min(sleep_, options_.poll);
        next_exchange_ = std::min(next_exchange_, steady_clock::now() + sleep);
    }
    changed_.notify_all();
}

// Writes the settlements (made simpler on the way: a give-up is done in its own transaction) and
// claims.
Result<std::vector<JobRunner::Held>> JobRunner::exchange(std::vector<Settlement>& settlements,
                                                         std::size_t claim_count) {
    for (Settlement& settlement : settlements) {
        if (settlement.kind == Settlement::Kind::give_up) give_up(settlement);
    }
    std::vector<Held> held;
    bool written_all = std::all_of(settlements.begin(), settlements.end(), [](const auto& s) {
        return s.kind == Settlement::Kind::gave_up;
    });
    if (written_all) {
        auto due = catalog_.read_value([&](catalog::Transaction& tx) -> Result<bool> {
            Time now = clock_.now();
            auto next = next_due(tx, now);
            if (!next) return failure(next.error());
            sleep_ = *next ? **next - now : options_.poll;
            return anything_due(tx, now);
        });
        if (!due) return failure(due.error());
        if (!*due || claim_count == 0) return held;
    }
    std::vector<Claim> claims;
    Status written = catalog_.write([&](catalog::Transaction& tx) {
        return exchange_in(tx, settlements, claim_count, claims);
    });
    if (!written) return failure(written.error());
    for (Claim& claim : claims)
        held.push_back(std::make_shared<HeldJob>(std::move(claim)));
    return held;
}

Status JobRunner::exchange_in(catalog::Transaction& tx, const std::vector<Settlement>& settlements,
                              std::size_t claim_count, std::vector<Claim>& claims) {
    Time now = clock_.now();
    for (const Settlement& settlement : settlements) {
        if (Status applied = apply(tx, settlement, now); !applied) return applied;
    }
    if (steady_clock::now() >= next_prune_) {
        next_prune_ = steady_clock::now() + prune_interval;
        if (Status pruned = prune_finished(tx, now - finished_kept); !pruned) return pruned;
    }
    if (claim_count > 0) {
        auto claimed = claim_due(tx,
                                 {.server_id = options_.server_id,
                                  .lease = options_.lease,
                                  .per_account_max = options_.per_account_max,
                                  .count = claim_count},
                                 now, account_cursor_);
        if (!claimed) return failure(claimed.error());
        claims = std::move(*claimed);
    }
    auto next = next_due(tx, now);
    if (!next) return failure(next.error());
    sleep_ = *next ? **next - now : options_.poll;
    return {};
}

// Ends the job as failed together with what it was for. When that cannot be written now, the job
// goes back to the queue with its attempts used up, and the next claim tries again.
void JobRunner::give_up(Settlement& settlement) {
    const Claim& claim = settlement.held->claim;
    Status written = catalog_.write([&](catalog::Transaction& tx) -> Status {
        auto ours = finish(tx, claim, "failed", settlement.error.message, clock_.now());
        if (!ours) return failure(ours.error());
        Executor* executor = find_executor(claim.job.kind);
        if (!*ours || executor == nullptr) return {};
        return executor->gave_up(tx, claim.job, settlement.error);
    });
    if (written) {
        telemetry::log_warning("job_failed", {{"job", claim.job.id},
                                              {"kind", claim.job.kind},
                                              {"subject", claim.job.subject},
                                              {"attempts", claim.job.attempt},
                                              {"reason", settlement.error.message}});
        settlement.kind = Settlement::Kind::gave_up;
        return;
    }
    telemetry::log_error(
        "job_not_ended",
        {{"job", claim.job.id}, {"kind", claim.job.kind}, {"detail", written.error().detail}});
    settlement.kind = Settlement::Kind::requeue;
    settlement.order = {.due = clock_.now() + backoff(claim.job.attempt, options_, random_),
                        .error = settlement.error.message,
                        .attempt_counts = true};
}

Settlement JobRunner::run(const Held& held) {
    const Claim& claim = held->claim;
    if (claim.job.attempt > options_.attempts_max) return settle_exhausted(held);
    steady_clock::time_point started = steady_clock::now();
    Outcome outcome = run_executor(held);
    auto took = steady_clock::now() - started;
    adapt_batch(took);
    if (outcome.kind == Outcome::Kind::retry) {
        telemetry::log_info("job_attempt_failed", {{"job", claim.job.id},
                                                   {"kind", claim.job.kind},
                                                   {"subject", claim.job.subject},
                                                   {"attempt", claim.job.attempt},
                                                   {"reason", outcome.error.message},
                                                   {"detail", outcome.error.detail}});
    }
    Settlement settlement = settle(held, std::move(outcome), clock_.now(), options_, random_);
    telemetry::count("amicast_job_runs_total",
                     {{"kind", claim.job.kind}, {"outcome", to_string(settlement.kind)}});
    telemetry::observe_seconds("amicast_job_run_seconds",
                               std::chrono::duration<double>(took).count(),
                               {{"kind", claim.job.kind}});
    return settlement;
}

Outcome JobRunner::run_executor(const Held& held) {
    const Job& job = held->claim.job;
    Executor* executor = find_executor(job.kind);
    if (executor == nullptr) {
        return Outcome::retry({.kind = ErrorKind::unsupported,
                               .message = fmt::format("No '{}' jobs are run here.", job.kind)});
    }
    JobControl control(catalog_, clock_, options_.lease, *held);
    try {
        return executor->run(job, control);
    } catch (const std::exception& stray) {
        return Outcome::retry({.kind = ErrorKind::internal,
                               .message = "The work ended with an internal error.",
                               .detail = stray.what()});
    }
}

void JobRunner::adapt_batch(steady_clock::duration took) {
    std::lock_guard lock(mutex_);
    batch_ = took < short_job ? std::min(batch_ * 2, batch_max) : 1;
}

// The mutex is held.
void JobRunner::take_over(const std::vector<Held>& claimed) {
    for (const Held& held : claimed) {
        held->stop = stopping_;
        ready_.push_back(held);
        held_[held->claim.job.id] = held;
    }
}

// The mutex is held.
void JobRunner::let_go(const std::vector<Settlement>& settlements) {
    for (const Settlement& settlement : settlements) {
        auto found = held_.find(settlement.held->claim.job.id);
        // The same job may be held again already, when our own lease had ended.
        if (found != held_.end() && found->second == settlement.held) held_.erase(found);
    }
}

void JobRunner::keep_leases() {
    steady_clock::time_point extended = steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        changed_.wait_for(lock, std::min(options_.poll, options_.lease / 3),
                          [this] { return stopping_; });
        if (stopping_) return;
        release_waiting(lock);
        if (!settlements_.empty() && !exchanging_) exchange_unlocked(lock, 0);
        bool extend = steady_clock::now() - extended >= options_.lease / 3;
        if (extend) extended = steady_clock::now();
        lock.unlock();
        keep_once(extend);
        lock.lock();
    }
}

// Claimed jobs that found no free thread for a while go back: another server may be idle.
void JobRunner::release_waiting(std::unique_lock<std::mutex>& lock) {
    check(lock.owns_lock(), "called with the mutex held");
    auto waits_too_long = [&](const Held& held) {
        return stopping_ || steady_clock::now() - held->claimed_at > 2 * options_.poll;
    };
    while (!ready_.empty() && waits_too_long(ready_.front())) {
        settlements_.push_back(settle_unstarted(ready_.front(), clock_.now()));
        ready_.pop_front();
    }
}

// Learns of cancelled and lost jobs, and extends the leases of the others when asked to.
void JobRunner::keep_once(bool extend) {
    std::vector<Held> all;
    {
        std::lock_guard lock(mutex_);
        for (const auto& [id, held] : held_)
            all.push_back(held);
    }
    if (all.empty()) return;
    auto keep_all = [&](catalog::Transaction& tx) -> Status {
        for (const Held& held : all) {
            auto state = extend ? extend_lease(tx, held->claim, clock_.now() + options_.lease)
                                : check_lease(tx, held->claim);
            if (!state) return failure(state.error());
            held->observe(*state);
        }
        return {};
    };
    Status kept = extend ? catalog_.write(keep_all) : catalog_.read(keep_all);
    if (!kept) telemetry::log_warning("job_leases_not_kept", {{"detail", kept.error().detail}});
}

std::unique_ptr<Runner> make_runner(catalog::Database& catalog, Clock& clock, Random& random,
                                    RunnerOptions options) {
    return std::make_unique<JobRunner>(catalog, clock, random, std::move(options));
}

}  // namespace amicast::jobs
