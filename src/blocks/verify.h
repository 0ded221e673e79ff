// Proving a store: every frame of every segment against its checksum, its content and the index.
#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "blocks/block_store.h"
#include "blocks/index.h"
#include "storage/object_store.h"

namespace amicast::blocks {

// Segments from `first_unsettled` on may be in the making; the index need not know them yet.
Result<std::vector<Damage>> verify_segments(storage::ObjectStore& objects, BlockIndex& index,
                                            SegmentNumber first_unsettled,
                                            const BlockStore::OnProgress& progress,
                                            const BlockStore::CheckSealed& check_sealed);

}  // namespace amicast::blocks
