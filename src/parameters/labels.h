// Labels: names of a user's for versions. A label is on one version of a parameter at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::parameters {

inline constexpr std::size_t labels_per_version_max = 10;

// Letters, digits, `.`, `-` and `_`, not beginning with a digit, "aws" or "ssm" (in any case).
bool is_label(std::string_view text);

// In alphabetical order.
Result<std::vector<std::string>> find_labels(catalog::Transaction& tx, std::string_view account_id,
                                             std::string_view name, std::int64_t version);
// Puts labels (each is_label()) on an existing version, taking them from wherever they were.
// `limit`, with the transaction to be given up, when the version would have more than ten.
Status attach_labels(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                     std::int64_t version, const std::vector<std::string>& labels);
// False when that label was not on that version.
Result<bool> detach_label(catalog::Transaction& tx, std::string_view account_id,
                          std::string_view name, std::int64_t version, std::string_view label);

}  // namespace amicast::parameters
