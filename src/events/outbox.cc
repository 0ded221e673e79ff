#include "events/outbox.h"

#include <algorithm>

namespace amicast::events {
namespace {

Result<std::int64_t> next_sequence(catalog::Transaction& tx) {
    std::int64_t sequence = 0;
    Status counted = tx.query(
        "UPDATE event_counter SET last_sequence = last_sequence + 1 RETURNING last_sequence", {},
        [&](const catalog::Row& row) { sequence = row.integer(0); });
    if (!counted) return failure(counted.error());
    return sequence;
}

Result<std::int64_t> last_sequence(catalog::Transaction& tx) {
    std::int64_t sequence = 0;
    Status read = tx.query("SELECT last_sequence FROM event_counter", {},
                           [&](const catalog::Row& row) { sequence = row.integer(0); });
    if (!read) return failure(read.error());
    return sequence;
}

}  // namespace

Status record(catalog::Transaction& tx, const Event& event) {
    auto sequence = next_sequence(tx);
    if (!sequence) return failure(sequence.error());
    auto inserted = tx.execute(
        "INSERT INTO events (sequence, account_id, source, detail_type, resource, "
        "detail, created) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {*sequence, event.account_id, event.source, event.detail_type, event.resource, event.detail,
         event.time});
    if (!inserted) return failure(inserted.error());
    return {};
}

Result<std::vector<Event>> read_after(catalog::Transaction& tx, std::int64_t sequence,
                                      std::size_t limit) {
    std::vector<Event> found;
    Status read = tx.query(
        "SELECT sequence, account_id, source, detail_type, resource, detail, created FROM events "
        "WHERE sequence > $1 ORDER BY sequence LIMIT $2",
        {sequence, limit}, [&](const catalog::Row& row) {
            found.push_back({.sequence = row.integer(0),
                             .account_id = row.string(1),
                             .source = row.string(2),
                             .detail_type = row.string(3),
                             .resource = row.string(4),
                             .detail = row.string(5),
                             .time = row.time(6)});
        });
    if (!read) return failure(read.error());
    return found;
}

Result<std::int64_t> open_cursor(catalog::Transaction& tx, std::string_view sink, Beginning from) {
    std::int64_t beginning = 0;
    if (from == Beginning::now) {
        auto last = last_sequence(tx);
        if (!last) return last;
        beginning = *last;
    }
    std::int64_t at = 0;
    // The update changes nothing: it makes the row come back in either case.
    Status opened = tx.query(
        "INSERT INTO event_cursors (sink, sequence) VALUES ($1, $2) ON CONFLICT (sink) "
        "DO UPDATE SET sequence = event_cursors.sequence RETURNING sequence",
        {sink, beginning}, [&](const catalog::Row& row) { at = row.integer(0); });
    if (!opened) return failure(opened.error());
    return at;
}

Status move_cursor(catalog::Transaction& tx, std::string_view sink, std::int64_t sequence) {
    auto moved =
        tx.execute("UPDATE event_cursors SET sequence = $2 WHERE sink = $1", {sink, sequence});
    if (!moved) return failure(moved.error());
    return {};
}

Status keep_cursors(catalog::Transaction& tx, std::span<const std::string> sinks) {
    std::vector<std::string> gone;
    Status read = tx.query("SELECT sink FROM event_cursors", {}, [&](const catalog::Row& row) {
        if (std::find(sinks.begin(), sinks.end(), row.text(0)) == sinks.end())
            gone.push_back(row.string(0));
    });
    if (!read) return read;
    for (const std::string& sink : gone) {
        auto erased = tx.execute("DELETE FROM event_cursors WHERE sink = $1", {sink});
        if (!erased) return failure(erased.error());
    }
    return {};
}

Result<std::int64_t> prune(catalog::Transaction& tx, Time before) {
    return tx.execute(
        "DELETE FROM events WHERE created < $1 AND sequence <= "
        "COALESCE((SELECT MIN(sequence) FROM event_cursors), sequence)",
        {before});
}

}  // namespace amicast::events
