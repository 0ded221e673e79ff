// Running a statement whose rows do not matter, and one that counts.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::keys {

Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters);
Result<std::int64_t> select_count(catalog::Transaction& tx, std::string_view sql,
                                  std::initializer_list<catalog::Parameter> parameters);

}  // namespace amicast::keys
