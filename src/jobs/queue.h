// Durable work: a job is a row in a region's catalog, written in the same transaction as what it is
// for, claimed with a lease, retried with back-off, and taken over by any server when its lease
// runs out.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::jobs {

using JobId = std::int64_t;

struct NewJob {
    std::string kind;        // picks the executor: "copy-snapshot"
    std::string account_id;  // fair queueing between accounts, and limits
    std::string subject;     // what it works on, for cancel and display: "snap-…"
    std::string payload;     // JSON, the executor's own
    Time not_before{};       // zero: at once
};

struct Job {
    JobId id = 0;
    std::string kind;
    std::string account_id;
    std::string subject;
    std::string payload;
    std::string checkpoint;  // what the executor last saved; empty at first
    int attempt = 0;         // 1 for the first run
    Time created{};
};

// Creates the tables this room needs.
Status migrate(catalog::Database& catalog);

// Part of the caller's transaction: the job exists exactly when that commits.
Result<JobId> enqueue(catalog::Transaction& tx, const NewJob& job, Time now);

// Whether more than `count` jobs of the account are not finished.
Result<bool> has_more_than(catalog::Transaction& tx, std::string_view account_id,
                           std::int64_t count);

// Removes jobs on `subject` that have not started, and asks running ones to stop. Number of jobs
// touched.
Result<std::int64_t> cancel(catalog::Transaction& tx, std::string_view kind,
                            std::string_view subject);

// A server that starts again under the id it had when it died gets back what it held then: those
// jobs are due at once instead of when their leases end. Only for an id that no other process can
// be using. Number of jobs.
Result<std::int64_t> release_leases(catalog::Transaction& tx, std::string_view server_id, Time now);

// Given to a running executor. All of its calls are cheap enough to make per batch.
class Control {
  public:
    virtual ~Control() = default;
    // Saves progress durably and extends the lease. `conflict` when the lease was lost: stop at
    // once and return that error. With `extra`, runs it in the same transaction.
    virtual Status checkpoint(std::string_view state,
                              const catalog::Database::Work& extra = nullptr) = 0;
    // True when the job was cancelled or the server is stopping: return soon.
    virtual bool should_stop() const = 0;
};

struct Outcome {
    enum class Kind { done, retry, failed, released, again };
    Kind kind = Kind::done;
    Error error;       // retry, failed
    Duration after{};  // again

    static Outcome done() { return {}; }
    // Try again after a back-off; after the last attempt it counts as failed.
    static Outcome retry(Error error) { return {Kind::retry, std::move(error), {}}; }
    // Never going to work.
    static Outcome failed(Error error) { return {Kind::failed, std::move(error), {}}; }
    // The server is stopping: give the lease back without counting an attempt.
    static Outcome released() { return {Kind::released, {}, {}}; }
    // All is well, but what the job waits for is not there yet: give the lease back and run it
    // again once `after` has passed, without counting an attempt or a failure. A runner sleeps no
    // longer than until the earliest such time (milliseconds matter), whatever its `poll`.
    static Outcome again(Duration after) { return {Kind::again, {}, after}; }
};

class Executor {
  public:
    virtual ~Executor() = default;
    virtual Outcome run(const Job& job, Control& control) = 0;
    // Runs in the transaction that finishes the job after its last failure, so that what the job
    // was for shows the failure exactly when the job is over.
    virtual Status gave_up(catalog::Transaction& tx, const Job& job, const Error& error) = 0;
};

// Wakes runners of a region after a commit that enqueued something.
class Notifier {
  public:
    virtual ~Notifier() = default;
    virtual void notify(std::string_view region) = 0;
};

struct RunnerOptions {
    std::size_t threads = 2;
    int attempts_max = 8;
    Duration lease = std::chrono::seconds(30);
    Duration backoff_first = std::chrono::milliseconds(500);
    Duration backoff_max = std::chrono::minutes(5);
    std::size_t per_account_max = 16;  // running at once; more wait, they do not fail
    Duration poll = std::chrono::seconds(1);
    std::string server_id;  // names the lease holder
};

// Runs the jobs of one region. start() returns at once; stop() asks executors to stop and joins.
class Runner {
  public:
    virtual ~Runner() = default;
    virtual void add(std::string kind, std::unique_ptr<Executor> executor) = 0;  // before start()
    virtual void start() = 0;
    virtual void stop() = 0;
    virtual void notify() = 0;
    // For tests: claims and runs what is due on the calling thread until nothing is. Number of
    // runs.
    virtual Result<int> run_due() = 0;
};

std::unique_ptr<Runner> make_runner(catalog::Database& catalog, Clock& clock, Random& random,
                                    RunnerOptions options);

}  // namespace amicast::jobs
