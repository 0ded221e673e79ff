// Checksums as these APIs write them: base64 of a SHA-256.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/encoding.h"
#include "base/result.h"

namespace amicast::services::ebs {

inline constexpr std::string_view sha256_name = "SHA256";
inline constexpr std::string_view base64_pattern = "^[A-Za-z0-9+/=]+$";

inline std::string to_checksum(const Digest& digest) {
    return to_base64(digest);
}

// INVALID_PARAMETER_VALUE when it is not the base64 of 32 bytes.
Result<Digest> parse_checksum(std::string_view text);

}  // namespace amicast::services::ebs
