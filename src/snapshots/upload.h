// A snapshot being written block by block: which index got which content so far. Rows in the
// region's catalog, so that what was acknowledged survives a crash and any server can take the next
// block. They hold references, which tell nothing about the content of an encrypted snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "blocks/reference.h"
#include "catalog/database.h"

namespace amicast::snapshots {

// Creates the tables this room needs.
Status migrate(catalog::Database& catalog);

// One present block of an upload.
struct UploadEntry {
    std::int64_t index = 0;
    blocks::Reference content;

    friend bool operator==(const UploadEntry&, const UploadEntry&) = default;
};

// Begins an upload on top of the manifest whose root node is `base` (its parent's, in the same
// domain), which stays alive until the upload ends, whatever becomes of the parent. Not needed
// without a base.
Status begin_upload(catalog::Transaction& tx, std::string_view snapshot_id,
                    const blocks::Reference& base);
// The base it was begun with, if any.
Result<std::optional<blocks::Reference>> upload_base(catalog::Transaction& tx,
                                                     std::string_view snapshot_id);

// Records what the index now holds; a later put of the same index replaces it.
Status put_entry(catalog::Transaction& tx, std::string_view snapshot_id, const UploadEntry& entry);
// Number of distinct indices written so far.
Result<std::int64_t> count_entries(catalog::Transaction& tx, std::string_view snapshot_id);
// Grows with every put_entry() of the snapshot: equal versions, equal entries.
Result<std::int64_t> entries_version(catalog::Transaction& tx, std::string_view snapshot_id);
// The first `count` of them at `start` and after it, in ascending order.
Result<std::vector<UploadEntry>> load_entries(catalog::Transaction& tx,
                                              std::string_view snapshot_id, std::int64_t start,
                                              std::size_t count);
// Ends the upload: its entries and its base go.
Status delete_entries(catalog::Transaction& tx, std::string_view snapshot_id);

// For upkeep: the blocks that some unfinished upload relies on, and the manifests that one builds
// on, which are live with all they refer to.
using OnPending = std::function<void(std::string_view snapshot_id, const blocks::Reference&)>;
Status each_pending_block(catalog::Transaction& tx, const OnPending& visit);
Status each_pending_base(catalog::Transaction& tx, const OnPending& visit);

}  // namespace amicast::snapshots
