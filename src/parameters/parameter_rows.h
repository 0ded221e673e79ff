// How versions lie in their table; for this room only.
#pragma once

#include <string_view>

#include "parameters/parameter.h"

namespace amicast::parameters {

// The columns of a version in the order read_version() takes them, as they are called where the
// table of versions is `v`.
inline constexpr std::string_view version_columns =
    "v.account_id, v.name, v.version, v.type, v.value, v.key_id, v.description, "
    "v.allowed_pattern, v.tier, v.data_type, v.modified, v.modified_by";
ParameterVersion read_version(const catalog::Row& row);

Status insert_version(catalog::Transaction& tx, const ParameterVersion& version, bool pending);
// Removes one version and its labels.
Status erase_version(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                     std::int64_t version);
// Removes all there is under the name.
Status erase_rows(catalog::Transaction& tx, std::string_view account_id, std::string_view name);

}  // namespace amicast::parameters
