// Deleting a snapshot: the same steps for whoever does it, a caller of EC2 or the life cycle.
#pragma once

#include "base/result.h"
#include "catalog/database.h"
#include "images/snapshot.h"

namespace amicast::distribution {

// Removes the row with its tags and permissions, what an unfinished upload has written, and the
// copy that is making it. `conflict` while a registered image lists it.
//
// Blocks are left to the block store's collection of garbage.
Status remove_snapshot(catalog::Transaction& tx, const images::Snapshot& snapshot);

}  // namespace amicast::distribution
