// EBS snapshots as the domain sees them: rows of a region's catalog. No wire types here.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "blocks/reference.h"
#include "catalog/database.h"

namespace amicast::images {

enum class SnapshotState { pending, completed, error };
std::string_view to_string(SnapshotState state);

struct Snapshot {
    std::string id;  // "snap-…"
    std::string owner_id;
    SnapshotState state = SnapshotState::pending;
    std::string state_message;  // error only
    std::string description;
    std::string volume_id;  // "vol-ffffffff": no volume stands behind ours
    std::int64_t volume_size_gib = 0;
    int progress_percent = 0;  // 100 only when completed
    Time start_time{};
    std::optional<Time> completion_time;
    std::optional<std::string> parent_id;  // StartSnapshot's ParentSnapshotId
    std::string lineage_id;                // id of the first ancestor: related snapshots share it
    // Of the key its content is sealed under; absent: not encrypted. Never changes.
    std::optional<std::string> kms_key_arn;
    std::optional<blocks::Reference> root;  // of the manifest's root node; completed only
    std::int64_t present_blocks = 0;  // completed: entries of the manifest, inherited ones included
    // Uploads only: the snapshot falls to `error` when nothing happens for `timeout`.
    std::optional<Duration> upload_timeout;
    std::optional<Time> upload_deadline;
    // Copies only.
    std::optional<std::string> source_region;
    std::optional<std::string> source_snapshot_id;
    std::string transfer_type;  // "standard" or "time-based" for copies, else empty
    std::optional<std::int64_t> completion_duration_minutes;  // time-based copies
    std::int64_t bytes_moved = 0;                             // frames fetched, as travelled
    std::int64_t bytes_skipped = 0;                           // plain bytes that were already here

    std::int64_t block_count() const;  // of the whole volume
    bool is_encrypted() const { return kms_key_arn.has_value(); }
};

// Creates the tables of this room (snapshots, images, tags, permissions, tombstones, client
// tokens).
Status migrate(catalog::Database& catalog);

Status insert(catalog::Transaction& tx, const Snapshot& snapshot);
// not_found when there is none.
Result<Snapshot> find_snapshot(catalog::Transaction& tx, std::string_view id);
Result<bool> snapshot_exists(catalog::Transaction& tx, std::string_view id);
// Whether a completed snapshot has this root, in the domain the reference is of, so that everything
// under it is here and stays while that row does. A transaction that finds it so and completes
// another snapshot with the same root needs no transfer: the new row takes over before the old one
// can go.
Result<bool> root_is_held(catalog::Transaction& tx, const blocks::Reference& root);
// Writes every field of an existing row.
Status update(catalog::Transaction& tx, const Snapshot& snapshot);
// Moves the deadline of a pending upload, as each block put does; not_found when there is none.
Status extend_upload(catalog::Transaction& tx, std::string_view id, Time deadline);
// The row with its tags and permissions.
Status erase_snapshot(catalog::Transaction& tx, std::string_view id);

struct SnapshotSelection {
    std::vector<std::string> ids;           // empty: no restriction by id
    std::vector<std::string> owner_ids;     // empty: any owner
    std::optional<std::string> visible_to;  // owned by, shared with, or public
    std::optional<std::pair<std::string, std::string>>
        tag;                // exact key and value set by `visible_to`
    std::string after_id;   // keyset paging: ids greater than this
    std::size_t limit = 0;  // 0: all
};
// In order of id.
Status each_snapshot(catalog::Transaction& tx, const SnapshotSelection& selection,
                     const std::function<bool(const Snapshot&)>& visit);

// Uploads whose deadline has passed become `error` and lose their blocks. Number of them.
Result<int> expire_uploads(catalog::Transaction& tx, Time now);

}  // namespace amicast::images
