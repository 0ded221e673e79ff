// The tables of this room. They live in the catalog of the region the parameters belong to.
#pragma once

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::parameters {

// Creates or upgrades them; called for every region at start, after images::migrate and
// jobs::migrate.
Status migrate(catalog::Database& catalog);

}  // namespace amicast::parameters
