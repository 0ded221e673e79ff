// Claims on jobs as rows: taking, extending and ending them. Every change names the claim it
// belongs to, so whoever lost a job to another server changes nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "jobs/queue.h"

namespace amicast::jobs {

struct Claim {
    Job job;
    std::int64_t lease = 0;  // names this claim
    std::string last_error;  // of the attempt before, if any
};

struct ClaimRules {
    std::string_view server_id;
    Duration lease;
    std::size_t per_account_max;
    std::size_t count;  // claim at most this many
};

// Claims due jobs, those with an ended lease included. Accounts take turns: `account_cursor` names
// the one served last and moves on. Jobs that were to be cancelled when their lease ended are
// finished instead.
Result<std::vector<Claim>> claim_due(catalog::Transaction& tx, const ClaimRules& rules, Time now,
                                     std::string& account_cursor);

Result<bool> anything_due(catalog::Transaction& tx, Time now);
// The earliest time after `now` at which something becomes due.
Result<std::optional<Time>> next_due(catalog::Transaction& tx, Time now);

enum class LeaseState { lost, held, cancelled };

Result<LeaseState> check_lease(catalog::Transaction& tx, const Claim& claim);
Result<LeaseState> extend_lease(catalog::Transaction& tx, const Claim& claim, Time until);
Result<LeaseState> save_checkpoint(catalog::Transaction& tx, const Claim& claim, Time until,
                                   std::string_view checkpoint);

// Ends the job as `state` ("done", "failed", "cancelled"); false when the lease was lost.
Result<bool> finish(catalog::Transaction& tx, const Claim& claim, std::string_view state,
                    std::string_view error, Time now);

struct Requeue {
    Time due{};
    std::string error;            // empty: keep the one before
    bool attempt_counts = false;  // otherwise this claim is as if it had not been
};
// Gives the job back; one whose cancellation was asked for ends as cancelled instead.
Status requeue(catalog::Transaction& tx, const Claim& claim, const Requeue& order, Time now);

// Forgets jobs that finished before that time, a bounded number of them at once.
Status prune_finished(catalog::Transaction& tx, Time before);

}  // namespace amicast::jobs
