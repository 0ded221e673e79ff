// Text forms of bytes: hexadecimal, base64 (RFC 4648, standard alphabet, padded), percent-encoding
// (RFC 3986), and the UTF-8 check. Decoders are strict; what they refuse is std::nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace amicast {

std::string to_hex(ByteView bytes);  // lower case
std::optional<Bytes> from_hex(std::string_view text);
std::optional<Digest> digest_from_hex(std::string_view text);

std::string to_base64(ByteView bytes);
std::optional<Bytes> from_base64(std::string_view text);

// Everything but A-Z a-z 0-9 - . _ ~ becomes %XX with upper-case digits; `/` too unless kept.
std::string percent_encode(std::string_view text, bool keep_slash = false);
// Decodes %XX only; `+` stays `+`. Refuses a truncated or non-hexadecimal escape.
std::optional<std::string> percent_decode(std::string_view text);
// The same for a form body, where `+` means a space.
std::optional<std::string> form_decode(std::string_view text);

bool is_utf8(std::string_view text);
// Number of code points of valid UTF-8: AWS length limits count characters.
std::size_t utf8_length(std::string_view text);

}  // namespace amicast
