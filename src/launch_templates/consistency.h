// Whether the rows of this room belong together. For `amicast verify` and for tests.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::launch_templates {

// Calls `damaged` with a sentence for each finding.
Status check_consistency(catalog::Transaction& tx, const std::function<void(std::string)>& damaged);

}  // namespace amicast::launch_templates
