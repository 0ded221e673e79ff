// Bringing index and segments together after a start: tails that a crash left out of the index,
// segments the index does not know (it may have been lost), and removals that were interrupted.
#pragma once

#include "base/result.h"
#include "blocks/index.h"
#include "storage/object_store.h"

namespace amicast::blocks {

// Afterwards every segment there is, is closed and indexed as far as its frames are intact. Returns
// the first number that is free for a new segment.
Result<SegmentNumber> recover(storage::ObjectStore& objects, BlockIndex& index);

}  // namespace amicast::blocks
