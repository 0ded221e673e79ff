#include "images/snapshot.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/limits.h"
#include "images/id_listing.h"
#include "images/permissions.h"
#include "images/statement.h"
#include "snapshots/upload.h"

namespace amicast::images {
namespace {

using catalog::Parameter;

// All but `id`, which goes before them.
constexpr std::string_view columns =
    "owner_id, state, state_message, description, volume_id, volume_size_gib, "
    "progress_percent, start_time, completion_time, parent_id, lineage_id, root, present_blocks, "
    "upload_timeout, upload_deadline, source_region, source_snapshot_id, transfer_type, "
    "completion_duration_minutes, bytes_moved, bytes_skipped, kms_key_arn";
constexpr std::size_t column_count = 23;

// The id and then `columns` in their order.
std::array<Parameter, column_count> parameters(const Snapshot& snapshot) {
    std::optional<ByteView> root;
    if (snapshot.root) root = snapshot.root->bytes();
    std::optional<std::int64_t> timeout;
    if (snapshot.upload_timeout) timeout = snapshot.upload_timeout->count();
    return {snapshot.id,
            snapshot.owner_id,
            to_string(snapshot.state),
            snapshot.state_message,
            snapshot.description,
            snapshot.volume_id,
            snapshot.volume_size_gib,
            snapshot.progress_percent,
            snapshot.start_time,
            snapshot.completion_time,
            snapshot.parent_id,
            snapshot.lineage_id,
            root,
            snapshot.present_blocks,
            timeout,
            snapshot.upload_deadline,
            snapshot.source_region,
            snapshot.source_snapshot_id,
            snapshot.transfer_type,
            snapshot.completion_duration_minutes,
            snapshot.bytes_moved,
            snapshot.bytes_skipped,
            snapshot.kms_key_arn};
}

SnapshotState state_from_string(std::string_view text) {
    if (text == "completed") return SnapshotState::completed;
    if (text == "pending") return SnapshotState::pending;
    return SnapshotState::error;
}

Snapshot read_snapshot(const catalog::Row& row) {
    Snapshot snapshot;
    int column = 0;
    snapshot.id = row.string(column++);
    snapshot.owner_id = row.string(column++);
    snapshot.state = state_from_string(row.text(column++));
    snapshot.state_message = row.string(column++);
    snapshot.description = row.string(column++);
    snapshot.volume_id = row.string(column++);
    snapshot.volume_size_gib = row.integer(column++);
    snapshot.progress_percent = static_cast<int>(row.integer(column++));
    snapshot.start_time = row.time(column++);
    snapshot.completion_time = row.optional_time(column++);
    snapshot.parent_id = row.optional_string(column++);
    snapshot.lineage_id = row.string(column++);
    if (int root = column++; !row.is_null(root)) snapshot.root = blocks::reference_at(row, root);
    snapshot.present_blocks = row.integer(column++);
    if (auto timeout = row.optional_integer(column++)) snapshot.upload_timeout = Duration(*timeout);
    snapshot.upload_deadline = row.optional_time(column++);
    snapshot.source_region = row.optional_string(column++);
    snapshot.source_snapshot_id = row.optional_string(column++);
    snapshot.transfer_type = row.string(column++);
    snapshot.completion_duration_minutes = row.optional_integer(column++);
    snapshot.bytes_moved = row.integer(column++);
    snapshot.bytes_skipped = row.integer(column++);
    snapshot.kms_key_arn = row.optional_string(column++);
    return snapshot;
}

Result<std::optional<Snapshot>> load(catalog::Transaction& tx, std::string_view id) {
    static const std::string sql =
        fmt::format("SELECT id, {} FROM snapshots WHERE id = $1", columns);
    std::optional<Snapshot> snapshot;
    Status read =
        tx.query(sql, {id}, [&](const catalog::Row& row) { snapshot = read_snapshot(row); });
    if (!read) return failure(read.error());
    return snapshot;
}

// Indexes that together hold every snapshot the selection wants, and perhaps others.
std::vector<IdSource> sources(const SnapshotSelection& selection) {
    constexpr std::string_view by_owner =
        "SELECT id FROM snapshots WHERE owner_id = $3 AND id > $1 ORDER BY id LIMIT $2";
    if (selection.tag && selection.visible_to) {
        const auto& [key, value] = *selection.tag;
        return {tagged_by_account("snap-", *selection.visible_to, key, value)};
    }
    std::vector<IdSource> list;
    bool others = false;
    for (const std::string& owner : selection.owner_ids) {
        if (selection.visible_to && owner != *selection.visible_to) {
            others = true;
        } else {
            list.push_back({by_owner, {owner}});
        }
    }
    if (selection.visible_to && selection.owner_ids.empty()) {
        list.push_back({by_owner, {*selection.visible_to}});
        others = true;
    }
    if (others) {
        list.push_back(granted_to_account("snap-", *selection.visible_to));
        list.push_back(granted_to_all("snap-"));
    }
    if (list.empty()) {
        list.push_back({"SELECT id FROM snapshots WHERE id > $1 ORDER BY id LIMIT $2", {}});
    }
    return list;
}

Result<bool> matches(catalog::Transaction& tx, const SnapshotSelection& selection,
                     const Snapshot& snapshot) {
    const auto& owners = selection.owner_ids;
    if (!owners.empty() &&
        std::find(owners.begin(), owners.end(), snapshot.owner_id) == owners.end()) {
        return false;
    }
    if (!selection.visible_to) return !selection.tag;
    if (snapshot.owner_id != *selection.visible_to) {
        auto granted = is_granted(tx, snapshot.id, *selection.visible_to, {});
        if (!granted || !*granted) return granted;
    }
    if (!selection.tag) return true;
    const auto& [key, value] = *selection.tag;
    return is_tagged(tx, snapshot.id, *selection.visible_to, key, value);
}

Error no_such_snapshot(std::string_view id) {
    return Error{.kind = ErrorKind::not_found,
                 .message = fmt::format("The snapshot '{}' does not exist.", id)};
}

}  // namespace

std::string_view to_string(SnapshotState state) {
    switch (state) {
        case SnapshotState::pending:
            return "pending";
        case SnapshotState::completed:
            return "completed";
        case SnapshotState::error:
            return "error";
    }
    return "error";
}

std::int64_t Snapshot::block_count() const {
    return volume_size_gib * limits::blocks_per_gib;
}

Status insert(catalog::Transaction& tx, const Snapshot& snapshot) {
    static const std::string sql = fmt::format("INSERT INTO snapshots (id, {}) VALUES ({})",
                                               columns, placeholders(1, column_count));
    return run(tx, sql, parameters(snapshot));
}

Result<Snapshot> find_snapshot(catalog::Transaction& tx, std::string_view id) {
    auto snapshot = load(tx, id);
    if (!snapshot) return failure(snapshot.error());
    if (!*snapshot) return failure(no_such_snapshot(id));
    return std::move(**snapshot);
}

Result<bool> snapshot_exists(catalog::Transaction& tx, std::string_view id) {
    return exists(tx, "SELECT 1 FROM snapshots WHERE id = $1", {id});
}

Result<bool> root_is_held(catalog::Transaction& tx, const blocks::Reference& root) {
    return exists(tx, "SELECT 1 FROM snapshots WHERE root = $1 AND state = 'completed' LIMIT 1",
                  {root.bytes()});
}

Status update(catalog::Transaction& tx, const Snapshot& snapshot) {
    static const std::string sql = fmt::format("UPDATE snapshots SET ({}) = ({}) WHERE id = $1",
                                               columns, placeholders(2, column_count));
    auto changed = tx.execute(sql, parameters(snapshot));
    if (!changed) return failure(changed.error());
    if (*changed == 0) return failure(no_such_snapshot(snapshot.id));
    return {};
}

Status extend_upload(catalog::Transaction& tx, std::string_view id, Time deadline) {
    auto changed =
        tx.execute("UPDATE snapshots SET upload_deadline = $2 WHERE id = $1 AND state = 'pending'",
                   {id, deadline});
    if (!changed) return failure(changed.error());
    if (*changed == 0) return failure(no_such_snapshot(id));
    return {};
}

Status erase_snapshot(catalog::Transaction& tx, std::string_view id) {
    auto erased = tx.execute("DELETE FROM snapshots WHERE id = $1", {id});
    if (!erased) return failure(erased.error());
    if (*erased == 0) return failure(no_such_snapshot(id));
    for (const char* sql : {"DELETE FROM tags WHERE resource_id = $1",
                            "DELETE FROM permissions WHERE resource_id = $1"}) {
        if (Status removed = run(tx, sql, {id}); !removed) return removed;
    }
    return {};
}

Status each_snapshot(catalog::Transaction& tx, const SnapshotSelection& selection,
                     const std::function<bool(const Snapshot&)>& visit) {
    std::size_t seen = 0;
    auto on_id = [&](std::string_view id) -> Result<bool> {
        auto snapshot = load(tx, id);
        if (!snapshot) return failure(snapshot.error());
        if (!*snapshot) return true;
        auto wanted = matches(tx, selection, **snapshot);
        if (!wanted) return failure(wanted.error());
        if (!*wanted) return true;
        return visit(**snapshot) && ++seen != selection.limit;
    };
    if (!selection.ids.empty()) return each_named_id(selection.ids, selection.after_id, on_id);
    return each_id(tx, sources(selection), selection.after_id, on_id);
}

Result<int> expire_uploads(catalog::Transaction& tx, Time now) {
    std::vector<std::string> ids;
    Status read = tx.query(
        "UPDATE snapshots SET state = 'error', upload_deadline = NULL, state_message = "
        "'The upload was not completed before its timeout.' "
        "WHERE upload_deadline <= $1 AND state = 'pending' RETURNING id",
        {now}, [&](const catalog::Row& row) { ids.push_back(row.string(0)); });
    if (!read) return failure(read.error());
    for (const std::string& id : ids) {
        if (Status freed = snapshots::delete_entries(tx, id); !freed) {
            return failure(freed.error());
        }
    }
    return static_cast<int>(ids.size());
}

}  // namespace amicast::images
