// A region: a failure domain with its own catalog and block store. Nothing is shared between
// regions, also when one process serves several.
#pragma once

#include <string>

#include "blocks/block_store.h"
#include "catalog/database.h"

namespace amicast::images {

struct Region {
    std::string name;
    catalog::Database& catalog;
    blocks::BlockStore& blocks;
};

}  // namespace amicast::images
