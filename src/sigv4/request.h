// What of an HTTP request a signature covers, as views. The room stands below wire/, so it has its
// own small form; http messages of any kind are viewed through it without copying.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace amicast::sigv4 {

using Header = std::pair<std::string, std::string>;

struct RequestView {
    std::string_view method;          // upper case
    std::string_view path;            // as on the wire, still percent-encoded, without the query
    std::string_view query;           // as on the wire, without the `?`
    std::span<const Header> headers;  // names in lower case, in order of arrival
    std::string_view body;
};

// The first header of that lower-case name.
std::optional<std::string_view> find_header(std::span<const Header> headers, std::string_view name);

// Which form of the path is signed.
enum class PathRule {
    normalized,    // every service but S3: dots and double slashes removed, encoded once more
    as_is,         // encoded once more, not normalised
    encoded_once,  // S3: exactly one encoding, not normalised
};

inline constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view terminator = "aws4_request";
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";
inline constexpr std::size_t date_length = 8;  // of "20150830", which begins each timestamp

}  // namespace amicast::sigv4
