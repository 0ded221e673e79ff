// Small pieces of SQL text and of running it that the tables of this room share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

// "$first, … $last".
std::string placeholders(std::size_t first, std::size_t last);

// Runs a statement for its effect.
Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters);
Status run(catalog::Transaction& tx, std::string_view sql,
           catalog::Transaction::Parameters parameters);
// Whether the query has a row.
Result<bool> exists(catalog::Transaction& tx, std::string_view sql,
                    std::initializer_list<catalog::Parameter> parameters);

}  // namespace amicast::images
