// The tables of this room. They live in the catalog of the region the logs belong to.
#pragma once

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::logs {

// Creates or upgrades them; called for every region at start.
Status migrate(catalog::Database& catalog);

}  // namespace amicast::logs
