// Identifiers that follow from what they name: the same text has the same one, always.
#pragma once

#include <string>
#include <string_view>

namespace amicast::crypto {

// A UUID (RFC 9562, version 8) made of the SHA-256 of the text.
std::string digest_uuid(std::string_view text);

}  // namespace amicast::crypto
