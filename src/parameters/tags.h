// Tags of parameters.
#pragma once

#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "images/tags.h"

namespace amicast::parameters {

// In order of first setting.
Result<images::Tags> find_tags(catalog::Transaction& tx, std::string_view account_id,
                               std::string_view name);
// Adds or overwrites. `limit` when the parameter would end with more than 50.
Status set_tags(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                const images::Tags& tags);
// A key that is not there is no error.
Status remove_tag(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                  std::string_view key);

}  // namespace amicast::parameters
