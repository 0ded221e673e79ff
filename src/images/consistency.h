// Whether the rows of this room belong together: no image without its snapshots, nothing that hangs
// on a resource that is gone. For `amicast verify` and for tests.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

// Calls `damaged` with a sentence for each finding.
Status check_consistency(catalog::Transaction& tx, const std::function<void(std::string)>& damaged);

}  // namespace amicast::images
