// A region: a failure domain with its own catalog, block store and keys. Nothing is shared between
// regions, also when one process serves several.
#pragma once

#include <string>

#include "base/random.h"
#include "blocks/block_store.h"
#include "catalog/database.h"
#include "keys/domain_keys.h"

namespace amicast::images {

struct Region {
    std::string name;
    catalog::Database& catalog;
    blocks::BlockStore& blocks;  // contents.h opens the domain of a key on it
    keys::DomainKeys& keys;
    Random& random;  // nonces of what is sealed under those keys
};

}  // namespace amicast::images
