// Which content codings (RFC 9110, 12.5.3) a client takes.
#pragma once

#include <string_view>

namespace amicast::services::ebs {

// True when the Accept-Encoding names zstd (RFC 8878) without forbidding it (`zstd;q=0`). `*` does
// not count: a client that names nothing in particular gets the block as it is.
bool accepts_zstd(std::string_view accept_encoding);

}  // namespace amicast::services::ebs
