// NextToken and MaxResults, the same for every list of Organizations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "iam/entities.h"

namespace amicast::services::organizations {

// A token is the last id of the page before, in base64. InvalidInputException INVALID_NEXT_TOKEN
// for anything else. 20 items, the most there can be, where no number is given.
Result<iam::PageRequest> read_page(const std::optional<std::string>& next_token,
                                   const std::optional<std::int64_t>& max_results);
// The token of the next page; absent at the end.
std::optional<std::string> next_token_for(const std::optional<std::string>& next);

}  // namespace amicast::services::organizations
