// Asking a peer for frames and believing nothing it says.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "blocks/frame.h"
#include "transfer/source.h"

namespace amicast::transfer {

// Exactly the frames asked for, in that order, of that kind and opened, their number and names
// checked, their content not yet. `corrupt` names what the peer did wrong.
Result<std::vector<blocks::Frame>> fetch_frames(Source& source, std::span<const Digest> digests,
                                                blocks::FrameKind kind);

// Checks that each frame's content is a whole block with the id it claims. Decodes and hashes two
// at a time.
Status verify_blocks(std::span<const blocks::Frame> frames);

std::int64_t payload_bytes(std::span<const blocks::Frame> frames);

}  // namespace amicast::transfer
