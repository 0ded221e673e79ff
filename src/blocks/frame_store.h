// Frames named by the SHA-256 of their content, whatever domain they are kept in: the plain one is
// the block store itself, that of a key is sealed_frames.h. Everything above works on this and does
// not know which it has; docs/decisions/0006-sealed-domains.md says why.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "blocks/frame.h"
#include "blocks/reference.h"

namespace amicast::blocks {

// Thread-safe.
class FrameStore {
  public:
    virtual ~FrameStore() = default;

    // Which of these are here (and durable), in the order asked. What is found stays for
    // Options::garbage_grace at least.
    virtual Result<std::vector<bool>> contains(std::span<const Digest> digests) = 0;

    // Stores the frames that are not here yet. Frames are taken as they are: whoever puts them has
    // verified that content and id belong together.
    virtual Status put(std::span<const Frame> frames) = 0;

    // Stored frames in the order asked, their checksums verified. `not_found` when one is missing,
    // `corrupt` when its bytes rotted or were tampered with. Reads of neighbouring frames are
    // joined. All of them are in memory at once: ask for tens of MiB, not more.
    virtual Result<std::vector<Frame>> get(std::span<const Digest> digests) = 0;
    Result<Frame> get(const Digest& digest);

    // The name that content has in the store beneath, where all domains lie side by side.
    virtual BlockId id_of(const Digest& digest) const = 0;
    // What the catalog may hold of content, and the SHA-256 again; neither looks at any frame.
    // `corrupt` when the reference is not one of this domain.
    virtual Reference reference_to(const Digest& digest) const = 0;
    virtual Result<Digest> digest_of(const Reference& reference) const = 0;
};

}  // namespace amicast::blocks
