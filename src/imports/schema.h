// The table of this room.
#pragma once

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::imports {

Status migrate(catalog::Database& catalog);

}  // namespace amicast::imports
