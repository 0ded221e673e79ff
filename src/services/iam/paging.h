// Marker and MaxItems, the same for every list of IAM.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "iam/entities.h"

namespace amicast::services::iam_api {

// `ValidationError` for a marker that is not one of ours. 100 items where none are asked for.
Result<iam::PageRequest> read_page(const std::optional<std::string>& marker,
                                   const std::optional<std::int64_t>& max_items);
// The marker of the next page; absent at the end.
std::optional<std::string> next_marker(const std::optional<std::string>& next);

}  // namespace amicast::services::iam_api
