// Rules between the rows of a catalog that the database itself does not enforce, for `amicast
// verify` and for tests.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::catalog {

// A query whose rows are all damage, and the sentence about one of them, a format string for the
// row's first two columns.
struct ConsistencyRule {
    std::string_view sql;
    std::string_view sentence;
};

// Calls `damaged` with a sentence for each finding. Fails only when a query does.
Status check_consistency(Transaction& tx, std::span<const ConsistencyRule> rules,
                         const std::function<void(std::string)>& damaged);

}  // namespace amicast::catalog
