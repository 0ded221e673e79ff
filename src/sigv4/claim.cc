// Readers of the two places a signature travels in.
#include "sigv4/claim.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "sigv4/http_date.h"

namespace amicast::sigv4 {
namespace {

constexpr std::size_t access_key_id_length_max = 128;
constexpr std::size_t scope_part_length_max = 64;
constexpr std::size_t signature_length = 64;
constexpr std::int64_t expires_seconds_max = 604'800;  // a week, AWS's own bound

tl::unexpected<Refused> refuse(Refusal why, std::string message) {
    return tl::unexpected(Refused{.why = why, .message = std::move(message)});
}

tl::unexpected<Refused> malformed(std::string message) {
    return refuse(Refusal::malformed, std::move(message));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_scope_character(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
}
bool is_key_id_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
}
bool is_header_name_character(char c) {
    // RFC 9110 token, lower case only.
    return (c >= 'a' && c <= 'z') || is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool consists_of(std::string_view text, std::size_t length_max, bool (*allowed)(char)) {
    return !text.empty() && text.size() <= length_max &&
           std::all_of(text.begin(), text.end(), allowed);
}

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

std::size_t count_header(const RequestView& request, std::string_view name) {
    return static_cast<std::size_t>(
        std::count_if(request.headers.begin(), request.headers.end(),
                      [&](const Header& header) { return header.first == name; }));
}

// Headers this room interprets must not be repeated: whoever reads the first and whoever reads the
// joined value would see different things.
std::optional<std::string_view> find_repeated_header(const RequestView& request) {
    static constexpr std::array<std::string_view, 6> single = {
        "authorization",        "host",        "x-amz-date", "x-amz-security-token",
        "x-amz-content-sha256", "x-amz-target"};
    for (std::string_view name : single) {
        if (count_header(request, name) > 1) return name;
    }
    return std::nullopt;
}

Checked<void> read_credential(std::string_view text, Claim& claim) {
    auto parts = split(text, '/');
    if (parts.size() != 5) {
        return malformed(
            "Credential must have exactly 5 slash-delimited elements, "
            "keyid/date/region/service/aws4_request.");
    }
    if (parts[4] != terminator) {
        return refuse(Refusal::bad_signature,
                      "Credential should be scoped with a valid terminator: 'aws4_request'.");
    }
    if (!consists_of(parts[0], access_key_id_length_max, is_key_id_character) ||
        !consists_of(parts[1], date_length, is_digit) || parts[1].size() != date_length ||
        !consists_of(parts[2], scope_part_length_max, is_scope_character) ||
        !consists_of(parts[3], scope_part_length_max, is_scope_character)) {
        return malformed(
            "Credential must be keyid/date/region/service/aws4_request, with an alphanumeric key "
            "id, a date of eight digits, and region and service in lower case.");
    }
    claim.access_key_id = parts[0];
    claim.scope = Scope{.date = std::string(parts[1]),
                        .region = std::string(parts[2]),
                        .service = std::string(parts[3])};
    return {};
}

Checked<void> read_signed_headers(std::string_view text, Claim& claim) {
    auto names = split(text, ';');
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!consists_of(names[i], names[i].size(), is_header_name_character)) {
            return malformed(
                "SignedHeaders must be lower-case header names separated by semicolons.");
        }
        if (i > 0 && names[i] <= names[i - 1]) {
            return malformed("SignedHeaders must be sorted and must not repeat a name.");
        }
    }
    claim.signed_headers = text;
    return {};
}

Checked<void> read_signature(std::string_view text, Claim& claim) {
    if (text.size() != signature_length || !std::all_of(text.begin(), text.end(), is_lower_hex)) {
        return malformed("Signature must be 64 lower-case hexadecimal digits.");
    }
    claim.signature = text;
    return {};
}

Checked<void> read_timestamp(std::string_view text, Claim& claim) {
    auto time = from_iso8601_basic(text);
    if (!time) {
        return malformed("X-Amz-Date must be in ISO 8601 basic form, YYYYMMDD'T'HHMMSS'Z'.");
    }
    claim.timestamp = text;
    claim.time = *time;
    return {};
}

Checked<void> check_scope_date(const Claim& claim) {
    if (std::string_view(claim.timestamp).substr(0, date_length) == claim.scope.date) return {};
    return refuse(Refusal::bad_signature,
                  "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                  "from HTTP: '" +
                      claim.scope.date + "' != '" + claim.timestamp.substr(0, date_length) + "'.");
}

// The request's own time: X-Amz-Date, else Date in either of its forms.
Checked<void> read_header_time(const RequestView& request, Claim& claim) {
    if (auto stamp = find_header(request.headers, "x-amz-date")) {
        return read_timestamp(*stamp, claim);
    }
    auto date = find_header(request.headers, "date");
    if (!date) {
        return malformed("Authorization header requires existence of an 'X-Amz-Date' header.");
    }
    if (auto time = from_http_date(*date)) return read_timestamp(to_iso8601_basic(*time), claim);
    return read_timestamp(*date, claim);
}

// Name=value pairs of the Authorization header, each exactly once, in any order.
struct AuthorizationParts {
    std::optional<std::string_view> credential;
    std::optional<std::string_view> signed_headers;
    std::optional<std::string_view> signature;
};

Checked<AuthorizationParts> split_authorization(std::string_view parameters) {
    AuthorizationParts parts;
    for (std::string_view piece : split(parameters, ',')) {
        piece = trim(piece);
        std::size_t equals = piece.find('=');
        if (equals == std::string_view::npos) {
            return malformed("'" + std::string(piece.substr(0, 32)) +
                             "' is not a valid key=value pair in the Authorization header.");
        }
        std::string_view name = piece.substr(0, equals);
        std::optional<std::string_view>* slot = name == "Credential"      ? &parts.credential
                                                : name == "SignedHeaders" ? &parts.signed_headers
                                                : name == "Signature"     ? &parts.signature
                                                                          : nullptr;
        if (slot == nullptr || slot->has_value()) {
            return malformed("The Authorization header has an unknown or repeated parameter '" +
                             std::string(name.substr(0, 32)) + "'.");
        }
        *slot = piece.substr(equals + 1);
    }
    if (!parts.credential) {
        return malformed("Authorization header requires 'Credential' parameter.");
    }
    if (!parts.signed_headers) {
        return malformed("Authorization header requires 'SignedHeaders' parameter.");
    }
    if (!parts.signature) {
        return malformed("Authorization header requires 'Signature' parameter.");
    }
    return parts;
}

Checked<Claim> read_header_claim(const RequestView& request, std::string_view authorization) {
    authorization = trim(authorization);
    std::size_t space = authorization.find(' ');
    if (authorization.substr(0, space) != algorithm || space == std::string_view::npos) {
        return malformed("The Authorization header must begin with the algorithm '" +
                         std::string(algorithm) + "'.");
    }
    auto parts = split_authorization(authorization.substr(space + 1));
    if (!parts) return tl::unexpected(parts.error());

    Claim claim;
    auto read = read_credential(*parts->credential, claim);
    if (read) read = read_signed_headers(*parts->signed_headers, claim);
    if (read) read = read_signature(*parts->signature, claim);
    if (read) read = read_header_time(request, claim);
    if (read) read = check_scope_date(claim);
    if (!read) return tl::unexpected(read.error());
    claim.session_token = find_header(request.headers, "x-amz-security-token").value_or("");
    claim.payload_hash = find_header(request.headers, "x-amz-content-sha256").value_or("");
    return claim;
}

using QueryClaims = std::map<std::string, std::string, std::less<>>;

bool is_signature_parameter(std::string_view name) {
    static constexpr std::array<std::string_view, 8> names = {
        "X-Amz-Algorithm",     "X-Amz-Credential", "X-Amz-Date",           "X-Amz-Expires",
        "X-Amz-SignedHeaders", "X-Amz-Signature",  "X-Amz-Security-Token", "X-Amz-Content-Sha256"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

Checked<QueryClaims> read_query_claims(std::string_view query) {
    QueryClaims claims;
    for (std::string_view part : split(query, '&')) {
        std::size_t equals = std::min(part.find('='), part.size());
        auto name = percent_decode(part.substr(0, equals));
        if (!name || !is_signature_parameter(*name)) continue;
        auto value = percent_decode(part.substr(std::min(equals + 1, part.size())));
        if (!value) return malformed(*name + " is not percent-encoded correctly.");
        if (!claims.emplace(*name, *std::move(value)).second) {
            return malformed(*name + " must not be repeated.");
        }
    }
    return claims;
}

Checked<void> read_expires(std::string_view text, Claim& claim) {
    const char* end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, claim.expires_seconds);
    if (error != std::errc() || stop != end || claim.expires_seconds < 1 ||
        claim.expires_seconds > expires_seconds_max) {
        return malformed("X-Amz-Expires must be a number of seconds from 1 to 604800.");
    }
    return {};
}

Checked<Claim> read_query_claim(const RequestView& request) {
    auto claims = read_query_claims(request.query);
    if (!claims) return tl::unexpected(claims.error());
    for (std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date",
                                  "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        if (!claims->contains(name)) {
            return malformed("A presigned request requires '" + std::string(name) + "'.");
        }
    }
    if (claims->at("X-Amz-Algorithm") != algorithm) {
        return malformed("X-Amz-Algorithm must be '" + std::string(algorithm) + "'.");
    }
    Claim claim;
    claim.presigned = true;
    auto read = read_credential(claims->at("X-Amz-Credential"), claim);
    if (read) read = read_timestamp(claims->at("X-Amz-Date"), claim);
    if (read) read = read_expires(claims->at("X-Amz-Expires"), claim);
    if (read) read = read_signed_headers(claims->at("X-Amz-SignedHeaders"), claim);
    if (read) read = read_signature(claims->at("X-Amz-Signature"), claim);
    if (read) read = check_scope_date(claim);
    if (!read) return tl::unexpected(read.error());

    auto take = [&](std::string_view parameter, std::string_view header) {
        auto found = claims->find(parameter);
        if (found != claims->end()) return found->second;
        return std::string(find_header(request.headers, header).value_or(""));
    };
    claim.session_token = take("X-Amz-Security-Token", "x-amz-security-token");
    claim.payload_hash = take("X-Amz-Content-Sha256", "x-amz-content-sha256");
    return claim;
}

bool has_query_signature(std::string_view query) {
    if (query.find("X-Amz-") == std::string_view::npos) return false;
    for (std::string_view part : split(query, '&')) {
        std::string_view name = part.substr(0, part.find('='));
        if (name == "X-Amz-Signature" || name == "X-Amz-Algorithm" || name == "X-Amz-Credential") {
            return true;
        }
    }
    return false;
}

}  // namespace

bool Claim::signs(std::string_view header_name) const {
    auto names = split(signed_headers, ';');
    return std::binary_search(names.begin(), names.end(), header_name);
}

bool looks_signed(const RequestView& request) {
    return find_header(request.headers, "authorization").has_value() ||
           has_query_signature(request.query);
}

Checked<Claim> read_claim(const RequestView& request) {
    auto authorization = find_header(request.headers, "authorization");
    bool in_query = has_query_signature(request.query);
    if (!authorization && !in_query) {
        return refuse(Refusal::missing, "Request is missing Authentication Token");
    }
    if (authorization && in_query) {
        return malformed(
            "Only one signature is allowed: in the Authorization header or in the query, not in "
            "both.");
    }
    if (auto repeated = find_repeated_header(request)) {
        return malformed("The header '" + std::string(*repeated) + "' must not be repeated.");
    }
    return authorization ? read_header_claim(request, *authorization) : read_query_claim(request);
}

}  // namespace amicast::sigv4
