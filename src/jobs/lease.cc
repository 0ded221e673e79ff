#include "jobs/lease.h"

#include <algorithm>
#include <utility>

namespace amicast::jobs {
namespace {

using catalog::Row;

struct Candidate {
    JobId id = 0;
    std::int64_t lease = 0;
};

struct AccountQueue {
    std::string account_id;
    std::vector<Candidate> due;  // as many as the account may start now
};

constexpr std::size_t pruned_at_once = 2'000;

// The account with unfinished jobs that follows in the round.
Result<std::optional<std::string>> next_account(catalog::Transaction& tx, std::string_view after) {
    std::optional<std::string> account;
    Status read = tx.query(
        "SELECT account_id FROM jobs WHERE finished IS NULL AND account_id > $1 "
        "ORDER BY account_id LIMIT 1",
        {after}, [&](const Row& row) { account = row.string(0); });
    if (!read) return failure(read.error());
    return account;
}

Result<std::size_t> count_running(catalog::Transaction& tx, std::string_view account, Time now) {
    std::int64_t running = 0;
    Status read = tx.query(
        "SELECT COUNT(*) FROM jobs WHERE account_id = $1 AND state = 'running' AND due > $2",
        {account, now}, [&](const Row& row) { running = row.integer(0); });
    if (!read) return failure(read.error());
    return static_cast<std::size_t>(running);
}

Result<std::vector<Candidate>> due_of_account(catalog::Transaction& tx, const ClaimRules& rules,
                                              std::string_view account, Time now) {
    std::vector<Candidate> due;
    auto running = count_running(tx, account, now);
    if (!running) return failure(running.error());
    if (*running >= rules.per_account_max) return due;
    Status read = tx.query(
        "SELECT id, lease FROM jobs WHERE finished IS NULL AND account_id = $1 AND due <= $2 "
        "ORDER BY due, id LIMIT $3",
        {account, now, std::min(rules.count, rules.per_account_max - *running)},
        [&](const Row& row) {
            due.push_back({row.integer(0), row.integer(1)});
        });
    if (!read) return failure(read.error());
    return due;
}

// Up to `rules.count` accounts with something due, from behind the cursor on and once around.
Result<std::vector<AccountQueue>> due_accounts(catalog::Transaction& tx, const ClaimRules& rules,
                                               Time now, const std::string& cursor) {
    std::vector<AccountQueue> queues;
    std::string account = cursor;
    bool wrapped = false;
    while (queues.size() < rules.count) {
        auto next = next_account(tx, account);
        if (!next) return failure(next.error());
        if (!*next) {
            if (wrapped) break;
            wrapped = true;
            account.clear();
            continue;
        }
        account = **next;
        if (wrapped && account > cursor) break;
        auto due = due_of_account(tx, rules, account, now);
        if (!due) return failure(due.error());
        if (!due->empty()) queues.push_back({account, std::move(*due)});
    }
    return queues;
}

Result<std::optional<Claim>> claim_one(catalog::Transaction& tx, const ClaimRules& rules,
                                       const Candidate& candidate, Time now) {
    std::optional<Claim> claim;
    bool cancelled = false;
    Status taken = tx.query(
        "UPDATE jobs SET state = 'running', due = $3, lease = lease + 1, attempt = attempt + 1, "
        "lease_holder = $4 WHERE id = $1 AND lease = $2 AND finished IS NULL "
        "RETURNING kind, account_id, subject, payload, checkpoint, attempt, created, lease, "
        "last_error, cancel_requested",
        {candidate.id, candidate.lease, now + rules.lease, rules.server_id}, [&](const Row& row) {
            claim = Claim{.job = {.id = candidate.id,
                                  .kind = row.string(0),
                                  .account_id = row.string(1),
                                  .subject = row.string(2),
                                  .payload = row.string(3),
                                  .checkpoint = row.string(4),
                                  .attempt = static_cast<int>(row.integer(5)),
                                  .created = row.time(6)},
                          .lease = row.integer(7),
                          .last_error = row.string(8)};
            cancelled = row.boolean(9);
        });
    if (!taken) return failure(taken.error());
    if (!cancelled) return claim;
    auto finished = finish(tx, *claim, "cancelled", claim->last_error, now);
    if (!finished) return failure(finished.error());
    return std::nullopt;
}

Result<LeaseState> lease_state(catalog::Transaction& tx, std::string_view sql,
                               catalog::Transaction::Parameters parameters) {
    LeaseState state = LeaseState::lost;
    Status ran = tx.query(sql, parameters, [&](const Row& row) {
        state = row.boolean(0) ? LeaseState::cancelled : LeaseState::held;
    });
    if (!ran) return failure(ran.error());
    return state;
}

Result<LeaseState> lease_state(catalog::Transaction& tx, std::string_view sql,
                               std::initializer_list<catalog::Parameter> parameters) {
    return lease_state(tx, sql,
                       catalog::Transaction::Parameters(parameters.begin(), parameters.size()));
}

}  // namespace

Result<std::vector<Claim>> claim_due(catalog::Transaction& tx, const ClaimRules& rules, Time now,
                                     std::string& account_cursor) {
    auto queues = due_accounts(tx, rules, now, account_cursor);
    if (!queues) return failure(queues.error());
    std::vector<Claim> claims;
    std::string last_served = account_cursor;
    // Every account's first job, then every account's second, and so on.
    bool more = true;
    for (std::size_t turn = 0; more && claims.size() < rules.count; ++turn) {
        more = false;
        for (const AccountQueue& queue : *queues) {
            if (turn >= queue.due.size() || claims.size() >= rules.count) continue;
            more = true;
            auto claim = claim_one(tx, rules, queue.due[turn], now);
            if (!claim) return failure(claim.error());
            if (*claim) claims.push_back(std::move(**claim));
            last_served = queue.account_id;
        }
    }
    account_cursor = last_served;
    return claims;
}

Result<bool> anything_due(catalog::Transaction& tx, Time now) {
    bool due = false;
    Status read = tx.query("SELECT 1 FROM jobs WHERE finished IS NULL AND due <= $1 LIMIT 1", {now},
                           [&](const Row&) { due = true; });
    if (!read) return failure(read.error());
    return due;
}

Result<std::optional<Time>> next_due(catalog::Transaction& tx, Time now) {
    std::optional<Time> next;
    Status read = tx.query("SELECT MIN(due) FROM jobs WHERE finished IS NULL AND due > $1", {now},
                           [&](const Row& row) { next = row.optional_time(0); });
    if (!read) return failure(read.error());
    return next;
}

Result<LeaseState> check_lease(catalog::Transaction& tx, const Claim& claim) {
    return lease_state(tx,
                       "SELECT cancel_requested FROM jobs WHERE id = $1 AND lease = $2 AND "
                       "state = 'running'",
                       {claim.job.id, claim.lease});
}

Result<LeaseState> extend_lease(catalog::Transaction& tx, const Claim& claim, Time until) {
    return lease_state(tx,
                       "UPDATE jobs SET due = $3 WHERE id = $1 AND lease = $2 AND "
                       "state = 'running' RETURNING cancel_requested",
                       {claim.job.id, claim.lease, until});
}

Result<LeaseState> save_checkpoint(catalog::Transaction& tx, const Claim& claim, Time until,
                                   std::string_view checkpoint) {
    return lease_state(tx,
                       "UPDATE jobs SET due = $3, checkpoint = $4 WHERE id = $1 AND lease = $2 "
                       "AND state = 'running' RETURNING cancel_requested",
                       {claim.job.id, claim.lease, until, checkpoint});
}

Result<bool> finish(catalog::Transaction& tx, const Claim& claim, std::string_view state,
                    std::string_view error, Time now) {
    auto changed = tx.execute(
        "UPDATE jobs SET state = $3, last_error = $4, finished = $5 "
        "WHERE id = $1 AND lease = $2 AND state = 'running'",
        {claim.job.id, claim.lease, state, error, now});
    if (!changed) return failure(changed.error());
    return *changed == 1;
}

Status requeue(catalog::Transaction& tx, const Claim& claim, const Requeue& order, Time now) {
    auto changed = tx.execute(
        "UPDATE jobs SET state = 'queued', due = $3, last_error = $4, attempt = attempt - $5 "
        "WHERE id = $1 AND lease = $2 AND state = 'running' AND cancel_requested = 0",
        {claim.job.id, claim.lease, order.due,
         order.error.empty() ? std::string_view(claim.last_error) : order.error,
         order.attempt_counts ? 0 : 1});
    if (!changed) return failure(changed.error());
    if (*changed == 1) return {};
    auto cancelled = finish(tx, claim, "cancelled", order.error, now);
    if (!cancelled) return failure(cancelled.error());
    return {};
}

Status prune_finished(catalog::Transaction& tx, Time before) {
    auto pruned = tx.execute(
        "DELETE FROM jobs WHERE id IN "
        "(SELECT id FROM jobs WHERE finished IS NOT NULL AND finished < $1 "
        "ORDER BY finished LIMIT $2)",
        {before, pruned_at_once});
    if (!pruned) return failure(pruned.error());
    return {};
}

}  // namespace amicast::jobs
