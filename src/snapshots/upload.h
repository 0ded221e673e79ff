// A snapshot being written block by block: which index got which digest so far. Rows in the
// region's catalog, so that what was acknowledged survives a crash and any server can take the next
// block.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "catalog/database.h"
#include "snapshots/manifest.h"

namespace amicast::snapshots {

// Creates the tables this room needs.
Status migrate(catalog::Database& catalog);

// Begins an upload on top of the manifest `base` (its parent's), which stays alive until the upload
// ends, whatever becomes of the parent. Not needed without a base.
Status begin_upload(catalog::Transaction& tx, std::string_view snapshot_id, const Root& base);
// The base it was begun with, if any.
Result<std::optional<Root>> upload_base(catalog::Transaction& tx, std::string_view snapshot_id);

// Records that `index` now holds `digest`; a later put of the same index replaces it.
Status put_entry(catalog::Transaction& tx, std::string_view snapshot_id, const Entry& entry);
// Number of distinct indices written so far.
Result<std::int64_t> count_entries(catalog::Transaction& tx, std::string_view snapshot_id);
// Grows with every put_entry() of the snapshot: equal versions, equal entries.
Result<std::int64_t> entries_version(catalog::Transaction& tx, std::string_view snapshot_id);
// All of them in ascending order.
Result<std::vector<Entry>> load_entries(catalog::Transaction& tx, std::string_view snapshot_id);
// The first `count` of them at `start` and after it, in ascending order.
Result<std::vector<Entry>> load_entries(catalog::Transaction& tx, std::string_view snapshot_id,
                                        std::int64_t start, std::size_t count);
// Ends the upload: its entries and its base go.
Status delete_entries(catalog::Transaction& tx, std::string_view snapshot_id);
// Digests of blocks that some unfinished upload relies on, for garbage collection.
Status each_pending_digest(catalog::Transaction& tx,
                           const std::function<void(const Digest&)>& visit);
// Manifests that some unfinished upload builds on: they, and all they refer to, are live.
Status each_pending_base(catalog::Transaction& tx, const std::function<void(const Root&)>& visit);

}  // namespace amicast::snapshots
