// The tables of this room.
#pragma once

#include "catalog/database.h"

namespace amicast::events {

Status migrate(catalog::Database& catalog);

}  // namespace amicast::events
