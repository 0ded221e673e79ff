// The content of a block in the form in which GetSnapshotBlock sent it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "wire/http_message.h"

namespace amicast::cli {

// The Accept-Encoding of what unpack_block() understands. An amicast server then sends a block as
// it is stored, which spares most of the way most of its bytes; others send it as it is.
inline constexpr std::string_view accepted_forms = "zstd";

// The response's body, unpacked where its Content-Encoding says so, into `out`. `corrupt` when it
// is not exactly as long as `out`, or not in a form that was asked for.
Status unpack_block(const wire::HttpResponse& response, std::span<std::uint8_t> out);

}  // namespace amicast::cli
