// Proves a data directory that no server is using: every stored frame, the index both ways, every
// manifest, and that what the catalogs speak of is there. Encrypted content is opened with the keys
// that lie in the directory under its root key.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace amicast::server {

struct RegionReport {
    std::string region;
    std::uint64_t frames = 0;
    std::uint64_t stored_bytes = 0;
    std::int64_t snapshots = 0;  // completed ones, each of whose blocks was found
    std::int64_t images = 0;
    std::vector<std::string> damage;  // a sentence each; empty: all is well
    // Encrypted snapshots that were not proved, because their key was destroyed (as somebody asked
    // for) or the root key is not in the directory: not damage. A sentence each.
    std::vector<std::string> unread;
};

// Called with the bytes of a region that are proved and all of them.
using OnVerified =
    std::function<void(const std::string& region, std::uint64_t done, std::uint64_t all)>;

// One report per region. Errors: not_found, conflict (a server uses the directory), or what keeps
// a region from being opened at all.
Result<std::vector<RegionReport>> verify_data(const std::string& directory,
                                              const OnVerified& on_verified);

}  // namespace amicast::server
