// Clearing away what is not kept any more: events older than their group's retention, and the rows
// of deleted groups and streams.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::logs {

// In many small transactions, so that writers wait for none of them long. May be ended and begun
// again at any point. The number of batches that went.
Result<std::int64_t> sweep(catalog::Database& catalog, Time now);

}  // namespace amicast::logs
