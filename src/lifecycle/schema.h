// The tables of this room.
#pragma once

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::lifecycle {

Status migrate(catalog::Database& catalog);

}  // namespace amicast::lifecycle
