// One region's own things on disk, opened and brought up to date: its catalog, its objects, its
// blocks. Regions share nothing.
#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "base/result.h"
#include "blocks/block_store.h"
#include "catalog/database.h"
#include "images/region.h"
#include "keys/keyring.h"
#include "server/data_directory.h"
#include "storage/object_store.h"

namespace amicast::server {

struct RegionOptions {
    catalog::SqliteOptions catalog;  // but for the path
    std::uint64_t segment_bytes_max = std::uint64_t{256} << 20;
};

// Members in the order they depend on each other; destroyed from the last.
struct OpenRegion {
    std::unique_ptr<catalog::Database> catalog;
    std::unique_ptr<storage::ObjectStore> objects;
    std::unique_ptr<blocks::BlockStore> blocks;
    std::unique_ptr<keys::Keyring> keys;  // null without a root key
    std::unique_ptr<images::Region> region;
};

// What every region of a site is given; all of it must outlive them.
struct SiteParts {
    const keys::RootKey* root_key;  // null: not at hand; the region then has no keyring
    Clock& clock;
    Random& random;
};

// Makes what is absent, migrates the catalog, and lets the block store recover from a crash.
Result<OpenRegion> open_region(const DataDirectory& directory, const std::string& name,
                               const RegionOptions& options, const SiteParts& site);

}  // namespace amicast::server
