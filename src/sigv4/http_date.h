// The Date header as a time, for clients that sign Date instead of X-Amz-Date.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace amicast::sigv4 {

// "Mon, 06 May 2024 07:08:09 GMT" (RFC 9110, IMF-fixdate) and nothing else.
std::optional<Time> from_http_date(std::string_view text);

}  // namespace amicast::sigv4
