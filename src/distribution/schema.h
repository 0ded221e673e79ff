// The tables of this room. They live in the catalog of the region where DistributeImage is called.
#pragma once

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::distribution {

// Creates or upgrades them; called for every region at start, after images::migrate and
// jobs::migrate.
Status migrate(catalog::Database& catalog);

}  // namespace amicast::distribution
