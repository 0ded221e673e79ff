// The canonical form of a request (Signature Version 4): what signer and verifier must agree on to
// the byte. Pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "sigv4/request.h"

namespace amicast::sigv4 {

// Removes `.`, `..` and empty segments, keeps one trailing slash, as AWS's SDKs do before signing.
// An empty path becomes "/".
std::string normalize_path(std::string_view path);
std::string canonical_path(std::string_view path, PathRule rule);

// Each pair decoded and encoded again, sorted by name then value, without X-Amz-Signature. `+` is
// not a space here. Nothing when an escape is broken.
std::optional<std::string> canonical_query(std::string_view query);

// A header's value as signed: trimmed, runs of white space collapsed, repeated headers joined with
// commas. Nothing when there is no such header.
std::optional<std::string> canonical_header(std::span<const Header> headers, std::string_view name);

// `signed_headers` is "a;b;c" as it stands in the request. `payload_hash` is the text of the last
// line: a hash or UNSIGNED-PAYLOAD. Nothing when a signed header is missing or the query is broken.
std::optional<std::string> canonical_request(const RequestView& request,
                                             std::string_view signed_headers,
                                             std::string_view payload_hash, PathRule rule);

// Date, region and service as they stand in a credential: the space a signing key is valid in.
struct Scope {
    std::string date;  // "20150830"
    std::string region;
    std::string service;
    std::string text() const;  // "20150830/us-east-1/ec2/aws4_request"
};

std::string string_to_sign(std::string_view timestamp, const Scope& scope,
                           std::string_view canonical_request);

std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace amicast::sigv4
