// Finding the snapshot an operation is about, and refusing it for the right reason.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "images/contents.h"
#include "images/snapshot.h"
#include "services/call.h"
#include "services/ebs/snapshot_key.h"

namespace amicast::services::ebs {

// A snapshot that the caller's account owns, in whatever state.
Result<images::Snapshot> find_owned(catalog::Transaction& tx, const Call& call,
                                    const std::string& snapshot_id);

// An upload that still takes blocks: owned, pending, started by StartSnapshot, not timed out.
Result<images::Snapshot> find_writable(catalog::Transaction& tx, const Call& call,
                                       const std::string& snapshot_id);

// A completed snapshot that the account owns or that was shared with it by name; these APIs do not
// read public snapshots.
Result<images::Snapshot> find_readable(catalog::Transaction& tx, const Call& call,
                                       const std::string& snapshot_id);

// The frames of the key the snapshot is encrypted under, or the plain ones; and the content of a
// completed one, to be read. Not to be called in a transaction. Errors as of check_key().
Result<images::Domain> open_domain(Call& call, const images::Snapshot& snapshot, ContentUse use);
Result<images::Contents> open_contents(Call& call, const images::Snapshot& snapshot);

// INVALID_BLOCK when the volume has no such block.
Status check_block_index(const images::Snapshot& snapshot, std::int64_t index);

}  // namespace amicast::services::ebs
