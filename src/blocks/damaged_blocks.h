// Blocks that were found damaged when they were read. They count as not stored until a good copy of
// them comes: the next put heals them, and so does a copy that fetches what is not here.
#pragma once

#include <mutex>
#include <optional>
#include <unordered_map>

#include "blocks/index.h"

namespace amicast::blocks {

// Thread-safe. Kept in memory: after a restart the next read finds the damage again.
class DamagedBlocks {
  public:
    void add(const BlockId& id, const Location& location);
    // Where the damaged frame lies, if it is one.
    std::optional<Location> find(const BlockId& id) const;
    void remove(const BlockId& id);

  private:
    mutable std::mutex mutex_;
    std::unordered_map<BlockId, Location, DigestHash> places_;
};

}  // namespace amicast::blocks
