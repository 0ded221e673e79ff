// What becomes of a job after a run: the rules of attempts and back-off.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "jobs/held_job.h"
#include "jobs/lease.h"

namespace amicast::jobs {

struct Settlement {
    enum class Kind { done, requeue, give_up, gave_up };

    std::shared_ptr<HeldJob> held;
    Kind kind = Kind::done;
    Requeue order;  // requeue
    Error error;    // give_up
};

// Exponential with full jitter: anything from zero to `first` doubled for each earlier attempt, but
// no more than `max`.
Duration backoff(int attempt, const RunnerOptions& options, Random& random);

Settlement settle(std::shared_ptr<HeldJob> held, Outcome outcome, Time now,
                  const RunnerOptions& options, Random& random);
// A job claimed more often than it may be started: its server died each time.
Settlement settle_exhausted(std::shared_ptr<HeldJob> held);
// Back to the queue, as if it had not been claimed.
Settlement settle_unstarted(std::shared_ptr<HeldJob> held, Time now);

// Writes done and requeue; a lost lease makes it nothing. A give-up takes a transaction of its own
// and is nothing here once it has had that (gave_up).
Status apply(catalog::Transaction& tx, const Settlement& settlement, Time now);

std::string_view to_string(Settlement::Kind kind);

}  // namespace amicast::jobs
