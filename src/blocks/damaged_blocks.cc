#include "blocks/damaged_blocks.h"

namespace amicast::blocks {
namespace {

// A rotten disk must not fill the memory as well; what goes past this heals after a restart.
constexpr std::size_t places_max = 100'000;

}  // namespace

void DamagedBlocks::add(const BlockId& id, const Location& location) {
    std::lock_guard lock(mutex_);
    if (places_.size() < places_max) places_.insert_or_assign(id, location);
}

std::optional<Location> DamagedBlocks::find(const BlockId& id) const {
    std::lock_guard lock(mutex_);
    auto found = places_.find(id);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

void DamagedBlocks::remove(const BlockId& id) {
    std::lock_guard lock(mutex_);
    places_.erase(id);
}

}  // namespace amicast::blocks
