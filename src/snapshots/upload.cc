// SQL of uploads.
#include "snapshots/upload.h"

namespace amicast::snapshots {
namespace {

using blocks::Reference;
using catalog::Row;
using catalog::Transaction;

// `digest` and `base` hold references.
constexpr catalog::Migration migrations[] = {{1, R"sql(
CREATE TABLE upload_entries (
    snapshot_id TEXT NOT NULL,
    idx BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (snapshot_id, idx)
);
CREATE TABLE uploads (
    snapshot_id TEXT PRIMARY KEY,
    entries BIGINT NOT NULL,
    version BIGINT NOT NULL,
    base BYTEA
)
)sql"}};

Result<std::int64_t> read_integer(Transaction& tx, std::string_view sql,
                                  std::string_view snapshot_id) {
    std::int64_t value = 0;
    Status read = tx.query(sql, {snapshot_id}, [&](const Row& row) { value = row.integer(0); });
    if (!read) return failure(read.error());
    return value;
}

}  // namespace

Status migrate(catalog::Database& catalog) {
    return catalog::migrate(catalog, "snapshots", migrations);
}

Status begin_upload(Transaction& tx, std::string_view snapshot_id, const Reference& base) {
    auto begun = tx.execute(
        "INSERT INTO uploads (snapshot_id, entries, version, base) VALUES ($1, 0, 0, $2)",
        {snapshot_id, base.bytes()});
    if (!begun) return failure(begun.error());
    return {};
}

Result<std::optional<Reference>> upload_base(Transaction& tx, std::string_view snapshot_id) {
    std::optional<Reference> base;
    Status read = tx.query("SELECT base FROM uploads WHERE snapshot_id = $1", {snapshot_id},
                           [&](const Row& row) {
                               if (!row.is_null(0)) base = blocks::reference_at(row, 0);
                           });
    if (!read) return failure(read.error());
    return base;
}

Status put_entry(Transaction& tx, std::string_view snapshot_id, const UploadEntry& entry) {
    auto replaced =
        tx.execute("UPDATE upload_entries SET digest = $3 WHERE snapshot_id = $1 AND idx = $2",
                   {snapshot_id, entry.index, entry.content.bytes()});
    if (!replaced) return failure(replaced.error());
    if (*replaced == 0) {
        auto added =
            tx.execute("INSERT INTO upload_entries (snapshot_id, idx, digest) VALUES ($1, $2, $3)",
                       {snapshot_id, entry.index, entry.content.bytes()});
        if (!added) return failure(added.error());
    }
    auto counted = tx.execute(
        "INSERT INTO uploads (snapshot_id, entries, version) VALUES ($1, $2, 1) "
        "ON CONFLICT (snapshot_id) DO UPDATE "
        "SET entries = uploads.entries + excluded.entries, version = uploads.version + 1",
        {snapshot_id, *replaced == 0 ? 1 : 0});
    if (!counted) return failure(counted.error());
    return {};
}

Result<std::int64_t> count_entries(Transaction& tx, std::string_view snapshot_id) {
    return read_integer(tx, "SELECT entries FROM uploads WHERE snapshot_id = $1", snapshot_id);
}

Result<std::int64_t> entries_version(Transaction& tx, std::string_view snapshot_id) {
    return read_integer(tx, "SELECT version FROM uploads WHERE snapshot_id = $1", snapshot_id);
}

Result<std::vector<UploadEntry>> load_entries(Transaction& tx, std::string_view snapshot_id,
                                              std::int64_t start, std::size_t count) {
    std::vector<UploadEntry> entries;
    Status read = tx.query(
        "SELECT idx, digest FROM upload_entries WHERE snapshot_id = $1 AND idx >= $2 "
        "ORDER BY idx LIMIT $3",
        {snapshot_id, start, count}, [&](const Row& row) {
            entries.push_back({row.integer(0), blocks::reference_at(row, 1)});
        });
    if (!read) return failure(read.error());
    return entries;
}

Status delete_entries(Transaction& tx, std::string_view snapshot_id) {
    for (std::string_view sql : {"DELETE FROM upload_entries WHERE snapshot_id = $1",
                                 "DELETE FROM uploads WHERE snapshot_id = $1"}) {
        auto deleted = tx.execute(sql, {snapshot_id});
        if (!deleted) return failure(deleted.error());
    }
    return {};
}

Status each_pending_block(Transaction& tx, const OnPending& visit) {
    return tx.query("SELECT snapshot_id, digest FROM upload_entries", {},
                    [&](const Row& row) { visit(row.text(0), blocks::reference_at(row, 1)); });
}

Status each_pending_base(Transaction& tx, const OnPending& visit) {
    return tx.query("SELECT snapshot_id, base FROM uploads WHERE base IS NOT NULL", {},
                    [&](const Row& row) { visit(row.text(0), blocks::reference_at(row, 1)); });
}

}  // namespace amicast::snapshots
