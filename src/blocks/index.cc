// SQL of the block index.
#include "blocks/index.h"

#include <algorithm>

namespace amicast::blocks {
namespace {

using catalog::Row;
using catalog::Transaction;

constexpr catalog::Migration migrations[] = {{1, R"sql(
CREATE TABLE block_segments (
    number BIGINT PRIMARY KEY,
    data_bytes BIGINT NOT NULL,
    state BIGINT NOT NULL
);
CREATE TABLE block_index (
    id BYTEA PRIMARY KEY,
    segment BIGINT NOT NULL,
    byte_offset BIGINT NOT NULL,
    stored_bytes BIGINT NOT NULL,
    plain_bytes BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    touched BIGINT NOT NULL
);
CREATE INDEX block_index_by_place ON block_index (segment, byte_offset)
)sql"}};

// Extends a segment's row, or makes it. Transactions of neighbouring runs may commit in any order,
// so the length only grows.
constexpr std::string_view upsert_segment =
    "INSERT INTO block_segments (number, data_bytes, state) VALUES ($1, $2, 0) "
    "ON CONFLICT (number) DO UPDATE SET data_bytes = excluded.data_bytes "
    "WHERE excluded.data_bytes > block_segments.data_bytes";

// Columns: byte_offset, stored_bytes, plain_bytes, kind from `first` on.
FrameEntry read_entry(const Row& row, int first, const BlockId& id) {
    return {.id = id,
            .offset = static_cast<std::uint64_t>(row.integer(first)),
            .plain_bytes = static_cast<std::uint32_t>(row.integer(first + 2)),
            .stored_bytes = static_cast<std::uint32_t>(row.integer(first + 1)),
            .kind = static_cast<FrameKind>(row.integer(first + 3))};
}

SegmentRow read_segment(const Row& row) {
    return {.number = row.integer(0),
            .data_bytes = static_cast<std::uint64_t>(row.integer(1)),
            .state = static_cast<SegmentState>(row.integer(2))};
}

Status ignore_count(Result<std::int64_t> changed) {
    if (!changed) return failure(changed.error());
    return {};
}

}  // namespace

Status BlockIndex::migrate(catalog::Database& catalog) {
    return catalog::migrate(catalog, "blocks", migrations);
}

// The common case writes nothing: a block's time is renewed only when a quarter of the grace period
// has gone by since the last time.
Result<std::vector<bool>> BlockIndex::touch(std::span<const BlockId> ids) {
    const Time now = clock_.now();
    const Time fresh_since = now - grace_ / 4;
    std::vector<bool> found(ids.size(), false);
    std::vector<std::size_t> stale;
    Status looked = catalog_.read([&](Transaction& tx) -> Status {
        found.assign(ids.size(), false);
        stale.clear();
        for (std::size_t i = 0; i < ids.size(); ++i) {
            Status read = tx.query("SELECT touched FROM block_index WHERE id = $1", {ids[i]},
                                   [&](const Row& row) {
                                       found[i] = true;
                                       if (row.time(0) < fresh_since) stale.push_back(i);
                                   });
            if (!read) return read;
        }
        return {};
    });
    if (!looked) return failure(looked.error());
    if (stale.empty()) return found;

    // Garbage collection may have been faster: what the update does not find is gone.
    Status renewed = catalog_.write([&](Transaction& tx) -> Status {
        for (std::size_t i : stale) {
            auto changed =
                tx.execute("UPDATE block_index SET touched = $1 WHERE id = $2", {now, ids[i]});
            if (!changed) return failure(changed.error());
            found[i] = *changed > 0;
        }
        return {};
    });
    if (!renewed) return failure(renewed.error());
    return found;
}

Result<std::vector<std::optional<Location>>> BlockIndex::find(std::span<const BlockId> ids) {
    using Locations = std::vector<std::optional<Location>>;
    return catalog_.read_value([&](Transaction& tx) -> Result<Locations> {
        Locations locations(ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            Status read = tx.query(
                "SELECT segment, byte_offset, stored_bytes, plain_bytes, kind FROM block_index "
                "WHERE id = $1",
                {ids[i]}, [&](const Row& row) {
                    locations[i] =
                        Location{.segment = row.integer(0), .entry = read_entry(row, 1, ids[i])};
                });
            if (!read) return failure(read.error());
        }
        return locations;
    });
}

Status BlockIndex::add_run(Transaction& tx, const Run& run, Time now) {
    auto changed = tx.execute(upsert_segment, {run.segment, run.end});
    if (!changed) return failure(changed.error());
    for (const FrameEntry& entry : run.entries) {
        auto added = tx.execute(
            "INSERT INTO block_index "
            "(id, segment, byte_offset, stored_bytes, plain_bytes, kind, touched) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT (id) DO UPDATE SET touched = excluded.touched",
            {entry.id, run.segment, entry.offset, entry.stored_bytes, entry.plain_bytes,
             static_cast<std::int64_t>(entry.kind), now});
        if (!added) return failure(added.error());
    }
    return {};
}

Status BlockIndex::add(std::span<const Run> runs) {
    const Time now = clock_.now();
    return catalog_.write([&](Transaction& tx) -> Status {
        for (const Run& run : runs) {
            Status added = add_run(tx, run, now);
            if (!added) return added;
        }
        return {};
    });
}

Result<Statistics> BlockIndex::statistics() {
    return catalog_.read_value([](Transaction& tx) -> Result<Statistics> {
        Statistics statistics;
        Status read = tx.query(
            "SELECT COUNT(*), COALESCE(SUM(plain_bytes), 0), COALESCE(SUM(stored_bytes), 0) "
            "FROM block_index",
            {}, [&](const Row& row) {
                statistics.frames = static_cast<std::uint64_t>(row.integer(0));
                statistics.plain_bytes = static_cast<std::uint64_t>(row.integer(1));
                statistics.stored_bytes = static_cast<std::uint64_t>(row.integer(2)) +
                                          statistics.frames * frame_header_bytes;
            });
        if (!read) return failure(read.error());
        read = tx.query("SELECT COUNT(*) FROM block_segments WHERE state < 2", {},
                        [&](const Row& row) {
                            statistics.segments = static_cast<std::uint64_t>(row.integer(0));
                        });
        if (!read) return failure(read.error());
        return statistics;
    });
}

Result<std::vector<SegmentRow>> BlockIndex::segments() {
    return catalog_.read_value([](Transaction& tx) -> Result<std::vector<SegmentRow>> {
        std::vector<SegmentRow> rows;
        Status read =
            tx.query("SELECT number, data_bytes, state FROM block_segments ORDER BY number", {},
                     [&](const Row& row) { rows.push_back(read_segment(row)); });
        if (!read) return failure(read.error());
        return rows;
    });
}

Result<std::vector<SegmentRow>> BlockIndex::usage() {
    return catalog_.read_value([](Transaction& tx) -> Result<std::vector<SegmentRow>> {
        std::vector<SegmentRow> rows;
        Status read = tx.query(
            "SELECT s.number, s.data_bytes, s.state, "
            "COALESCE(SUM(i.stored_bytes), 0), COUNT(i.id) "
            "FROM block_segments s LEFT JOIN block_index i ON i.segment = s.number "
            "GROUP BY s.number, s.data_bytes, s.state ORDER BY s.number",
            {}, [&](const Row& row) {
                SegmentRow segment = read_segment(row);
                segment.live_bytes =
                    static_cast<std::uint64_t>(row.integer(3)) +
                    static_cast<std::uint64_t>(row.integer(4)) * frame_header_bytes;
                rows.push_back(segment);
            });
        if (!read) return failure(read.error());
        return rows;
    });
}

Result<std::vector<FrameEntry>> BlockIndex::frames_in(SegmentNumber segment) {
    return catalog_.read_value([&](Transaction& tx) -> Result<std::vector<FrameEntry>> {
        std::vector<FrameEntry> entries;
        Status read = tx.query(
            "SELECT id, byte_offset, stored_bytes, plain_bytes, kind FROM block_index "
            "WHERE segment = $1 ORDER BY byte_offset",
            {segment},
            [&](const Row& row) { entries.push_back(read_entry(row, 1, row.digest(0))); });
        if (!read) return failure(read.error());
        return entries;
    });
}

Status BlockIndex::close_segment(SegmentNumber segment) {
    return catalog_.write([&](Transaction& tx) {
        return ignore_count(tx.execute(
            "UPDATE block_segments SET state = 1 WHERE number = $1 AND state = 0", {segment}));
    });
}

Result<std::vector<Candidate>> BlockIndex::candidates(FrameKind kind,
                                                      const std::optional<BlockId>& after,
                                                      std::size_t count) {
    const ByteView start = after ? ByteView(*after) : ByteView();
    return catalog_.read_value([&](Transaction& tx) -> Result<std::vector<Candidate>> {
        std::vector<Candidate> rows;
        Status read = tx.query(
            "SELECT id, touched FROM block_index WHERE id > $1 AND kind = $2 ORDER BY id LIMIT $3",
            {start, static_cast<std::int64_t>(kind), count}, [&](const Row& row) {
                rows.push_back({row.digest(0), row.time(1)});
            });
        if (!read) return failure(read.error());
        return rows;
    });
}

Result<std::int64_t> BlockIndex::forget(std::span<const BlockId> ids, Time cutoff) {
    return catalog_.write_value([&](Transaction& tx) -> Result<std::int64_t> {
        std::int64_t forgotten = 0;
        for (const BlockId& id : ids) {
            auto changed =
                tx.execute("DELETE FROM block_index WHERE id = $1 AND touched < $2", {id, cutoff});
            if (!changed) return failure(changed.error());
            forgotten += *changed;
        }
        return forgotten;
    });
}

Status BlockIndex::forget_damaged(const BlockId& id, const Location& location) {
    return catalog_.write([&](Transaction& tx) {
        return ignore_count(tx.execute(
            "DELETE FROM block_index WHERE id = $1 AND segment = $2 AND byte_offset = $3",
            {id, location.segment, location.entry.offset}));
    });
}

Status BlockIndex::move(SegmentNumber from, std::span<const Run> runs) {
    return catalog_.write([&](Transaction& tx) -> Status {
        for (const Run& run : runs) {
            auto extended = tx.execute(upsert_segment, {run.segment, run.end});
            if (!extended) return failure(extended.error());
            for (const FrameEntry& entry : run.entries) {
                auto moved = tx.execute(
                    "UPDATE block_index SET segment = $1, byte_offset = $2 "
                    "WHERE id = $3 AND segment = $4",
                    {run.segment, entry.offset, entry.id, from});
                if (!moved) return failure(moved.error());
            }
        }
        return {};
    });
}

Status BlockIndex::start_drop(SegmentNumber segment) {
    return catalog_.write([&](Transaction& tx) -> Status {
        auto marked = tx.execute(
            "UPDATE block_segments SET state = 2 WHERE number = $1 AND NOT EXISTS "
            "(SELECT 1 FROM block_index WHERE segment = $1)",
            {segment});
        if (!marked) return failure(marked.error());
        if (*marked == 0) return failure(ErrorKind::conflict, "blocks lie in this segment");
        return {};
    });
}

Status BlockIndex::finish_drop(SegmentNumber segment) {
    return catalog_.write([&](Transaction& tx) {
        return ignore_count(
            tx.execute("DELETE FROM block_segments WHERE number = $1 AND state = 2", {segment}));
    });
}

}  // namespace amicast::blocks
