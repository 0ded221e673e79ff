#include "logs/sweep.h"

#include <map>
#include <optional>
#include <vector>

#include "images/statement.h"
#include "logs/stream.h"

namespace amicast::logs {
namespace {

// Rows of one transaction. A row has up to a MiB.
constexpr std::size_t batches_at_once = 64;
constexpr std::size_t streams_at_once = 1000;
constexpr Milliseconds day = 24LL * 60 * 60 * 1000;

struct Retention {
    std::int64_t group_id = 0;
    std::int64_t days = 0;
};

struct Trash {
    std::int64_t group_id = 0;
    std::int64_t stream_id = 0;  // 0: the whole group
};

// Deletes a few batches that end before a time; how many.
Result<std::int64_t> expire_some(catalog::Transaction& tx, std::int64_t group_id,
                                 Milliseconds before) {
    std::map<std::int64_t, std::int64_t> bytes_by_stream;
    std::int64_t deleted = 0;
    Status erased = tx.query(
        "DELETE FROM log_batches WHERE (stream_id, first_event, batch) IN ("
        "SELECT stream_id, first_event, batch FROM log_batches WHERE group_id = $1 AND "
        "first_event < $2 AND last_event < $2 ORDER BY first_event, stream_id, batch LIMIT $3) "
        "RETURNING stream_id, bytes",
        {group_id, before, batches_at_once}, [&](const catalog::Row& row) {
            bytes_by_stream[row.integer(0)] += row.integer(1);
            ++deleted;
        });
    if (!erased) return failure(erased.error());
    for (const auto& [stream_id, bytes] : bytes_by_stream) {
        Status counted =
            images::run(tx, "UPDATE log_streams SET stored_bytes = stored_bytes - $2 WHERE id = $1",
                        {stream_id, bytes});
        if (!counted) return failure(counted.error());
    }
    return deleted;
}

// The next things a piece of trash still has: batches, then streams, then itself. The number of
// batches; empty when that was all.
Result<std::optional<std::int64_t>> clear_some(catalog::Transaction& tx, const Trash& trash) {
    const bool whole = trash.stream_id == 0;
    auto batches = tx.execute(
        whole ? "DELETE FROM log_batches WHERE (stream_id, first_event, batch) IN ("
                "SELECT stream_id, first_event, batch FROM log_batches WHERE group_id = $1 "
                "ORDER BY first_event, stream_id, batch LIMIT $2)"
              : "DELETE FROM log_batches WHERE (stream_id, first_event, batch) IN ("
                "SELECT stream_id, first_event, batch FROM log_batches WHERE stream_id = $1 "
                "ORDER BY first_event, batch LIMIT $2)",
        {whole ? trash.group_id : trash.stream_id, batches_at_once});
    if (!batches) return failure(batches.error());
    if (*batches > 0) return std::optional(*batches);
    auto streams = tx.execute(
        "DELETE FROM log_streams WHERE id IN (SELECT id FROM log_streams WHERE group_id = $1 AND "
        "$2 = 0 LIMIT $3)",
        {trash.group_id, trash.stream_id, streams_at_once});
    if (!streams) return failure(streams.error());
    if (*streams > 0) return std::optional<std::int64_t>(0);
    Status done = images::run(tx, "DELETE FROM log_trash WHERE group_id = $1 AND stream_id = $2",
                              {trash.group_id, trash.stream_id});
    if (!done) return failure(done.error());
    return std::optional<std::int64_t>();
}

Result<std::vector<Retention>> find_retentions(catalog::Database& catalog) {
    return catalog.read_value([](catalog::Transaction& tx) -> Result<std::vector<Retention>> {
        std::vector<Retention> retentions;
        Status read = tx.query(
            "SELECT id, retention_days FROM log_groups WHERE retention_days IS NOT NULL "
            "ORDER BY id",
            {}, [&](const catalog::Row& row) {
                retentions.push_back({row.integer(0), row.integer(1)});
            });
        if (!read) return failure(read.error());
        return retentions;
    });
}

Result<std::vector<Trash>> find_trash(catalog::Database& catalog) {
    return catalog.read_value([](catalog::Transaction& tx) -> Result<std::vector<Trash>> {
        std::vector<Trash> trash;
        Status read =
            tx.query("SELECT group_id, stream_id FROM log_trash", {}, [&](const catalog::Row& row) {
                trash.push_back({row.integer(0), row.integer(1)});
            });
        if (!read) return failure(read.error());
        return trash;
    });
}

Result<std::int64_t> expire(catalog::Database& catalog, const Retention& retention, Time now) {
    const Milliseconds before = to_milliseconds(now) - retention.days * day;
    std::int64_t all = 0;
    for (;;) {
        auto some = catalog.write_value(
            [&](catalog::Transaction& tx) { return expire_some(tx, retention.group_id, before); });
        if (!some) return some;
        all += *some;
        if (*some < static_cast<std::int64_t>(batches_at_once)) return all;
    }
}

Result<std::int64_t> clear(catalog::Database& catalog, const Trash& trash) {
    std::int64_t all = 0;
    for (;;) {
        auto some =
            catalog.write_value([&](catalog::Transaction& tx) { return clear_some(tx, trash); });
        if (!some) return failure(some.error());
        if (!*some) return all;
        all += **some;
    }
}

}  // namespace

Result<std::int64_t> sweep(catalog::Database& catalog, Time now) {
    std::int64_t all = 0;
    auto retentions = find_retentions(catalog);
    if (!retentions) return failure(retentions.error());
    for (const Retention& retention : *retentions) {
        auto expired = expire(catalog, retention, now);
        if (!expired) return expired;
        all += *expired;
    }
    auto trash = find_trash(catalog);
    if (!trash) return failure(trash.error());
    for (const Trash& each : *trash) {
        auto cleared = clear(catalog, each);
        if (!cleared) return cleared;
        all += *cleared;
    }
    return all;
}

}  // namespace amicast::logs
