// The queue's table, and what callers do to it inside their own transactions.
#include "jobs/queue.h"

#include <algorithm>
#include <array>

#include "base/check.h"

namespace amicast::jobs {
namespace {

// `due` is the time before which nobody may claim: of a queued job when it may start, of a running
// one when its lease ends. `lease` counts claims and thereby names the present one. The counter
// gives ids without leaning on either engine's own way.
constexpr std::string_view first_tables = R"sql(
CREATE TABLE job_counter (last_id BIGINT NOT NULL);
INSERT INTO job_counter (last_id) VALUES (0);
CREATE TABLE jobs (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    lease BIGINT NOT NULL,
    lease_holder TEXT NOT NULL,
    cancel_requested BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    created BIGINT NOT NULL,
    finished BIGINT
);
CREATE INDEX jobs_due ON jobs (due) WHERE finished IS NULL;
CREATE INDEX jobs_account ON jobs (account_id, due, id) WHERE finished IS NULL;
CREATE INDEX jobs_running ON jobs (account_id) WHERE state = 'running';
CREATE INDEX jobs_subject ON jobs (subject, kind) WHERE finished IS NULL;
CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL
)sql";

}  // namespace

Status migrate(catalog::Database& catalog) {
    constexpr std::array migrations{catalog::Migration{1, first_tables}};
    return catalog::migrate(catalog, "jobs", migrations);
}

Result<JobId> enqueue(catalog::Transaction& tx, const NewJob& job, Time now) {
    check(!job.account_id.empty(), "every job belongs to an account");
    JobId id = 0;
    Status counted = tx.query("UPDATE job_counter SET last_id = last_id + 1 RETURNING last_id", {},
                              [&](const catalog::Row& row) { id = row.integer(0); });
    if (!counted) return failure(counted.error());
    auto inserted = tx.execute(
        "INSERT INTO jobs (id, kind, account_id, subject, payload, checkpoint, state, due, "
        "attempt, lease, lease_holder, cancel_requested, last_error, created) "
        "VALUES ($1, $2, $3, $4, $5, '', 'queued', $6, 0, 0, '', 0, '', $7)",
        {id, job.kind, job.account_id, job.subject, job.payload, std::max(job.not_before, now),
         now});
    if (!inserted) return failure(inserted.error());
    return id;
}

Result<bool> has_more_than(catalog::Transaction& tx, std::string_view account_id,
                           std::int64_t count) {
    bool more = false;
    Status read = tx.query(
        "SELECT 1 FROM jobs WHERE finished IS NULL AND account_id = $1 ORDER BY due, id "
        "LIMIT 1 OFFSET $2",
        {account_id, count}, [&](const catalog::Row&) { more = true; });
    if (!read) return failure(read.error());
    return more;
}

Result<std::int64_t> cancel(catalog::Transaction& tx, std::string_view kind,
                            std::string_view subject) {
    auto removed = tx.execute(
        "DELETE FROM jobs WHERE subject = $1 AND kind = $2 AND finished IS NULL AND "
        "state = 'queued'",
        {subject, kind});
    if (!removed) return removed;
    auto asked = tx.execute(
        "UPDATE jobs SET cancel_requested = 1 WHERE subject = $1 AND kind = $2 AND "
        "finished IS NULL AND state = 'running' AND cancel_requested = 0",
        {subject, kind});
    if (!asked) return asked;
    return *removed + *asked;
}

Result<std::int64_t> release_leases(catalog::Transaction& tx, std::string_view server_id,
                                    Time now) {
    // The lease number moves on, so that nothing can settle the job under the old one.
    return tx.execute(
        "UPDATE jobs SET state = 'queued', due = $2, lease = lease + 1, lease_holder = '' "
        "WHERE state = 'running' AND lease_holder = $1 AND finished IS NULL",
        {server_id, now});
}

}  // namespace amicast::jobs
