// What was made in a region on behalf of a destination, besides its AMI: recorded in the
// transaction that made it, so that a step that is repeated, today or in a retry next year, makes
// nothing twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::distribution {

// What the effect of that name was; nothing when it was not made yet.
Result<std::optional<std::string>> find_effect(catalog::Transaction& tx, std::string_view name);
Status record_effect(catalog::Transaction& tx, std::string_view name, std::string_view result,
                     Time now);

}  // namespace amicast::distribution
