// Tokens of listings that go page by page: the key of the last row of the page before (never an
// offset, so rows that come and go do not shift pages) behind a digest of the request it belongs
// to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/call.h"

namespace amicast::services {

// What a token is bound to: operation, account, region and the parameters without paging ones.
std::string page_binding(const Call& call, std::string_view operation,
                         std::string_view parameters_json);

std::string make_page_token(std::string_view binding, std::string_view last_key);
// The key, never empty; nothing for what make_page_token() did not make for this binding.
std::optional<std::string> read_page_token(std::string_view binding, std::string_view token);

}  // namespace amicast::services
