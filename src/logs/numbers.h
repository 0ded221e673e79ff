// Numbers of groups and streams; for this room only.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::logs {

// One that was never given before.
Result<std::int64_t> next_number(catalog::Transaction& tx);

}  // namespace amicast::logs
