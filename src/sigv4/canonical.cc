// Canonicalisation of path, query and headers.
#include "sigv4/canonical.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::sigv4 {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Appends the value without blanks around it and with one space for each run of them inside. A
// line folded over several lines comes out as one.
void append_collapsed(std::string& out, std::string_view value) {
    bool pending = false;
    bool started = false;
    for (char c : value) {
        if (is_blank(c)) {
            pending = started;
            continue;
        }
        if (pending) out.push_back(' ');
        out.push_back(c);
        pending = false;
        started = true;
    }
}

bool append_header(std::string& out, std::span<const Header> headers, std::string_view name) {
    bool found = false;
    for (const auto& [header_name, value] : headers) {
        if (header_name != name) continue;
        if (found) out.push_back(',');
        append_collapsed(out, value);
        found = true;
    }
    return found;
}

bool is_normal(std::string_view path) {
    return path.starts_with('/') && path.find("//") == std::string_view::npos &&
           path.find("/.") == std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> find_header(std::span<const Header> headers,
                                            std::string_view name) {
    auto found = std::find_if(headers.begin(), headers.end(),
                              [&](const Header& header) { return header.first == name; });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string normalize_path(std::string_view path) {
    if (is_normal(path)) return std::string(path);
    std::vector<std::string_view> kept;
    for (std::string_view segment : split(path, '/')) {
        if (segment.empty() || segment == ".") continue;
        if (segment != "..") {
            kept.push_back(segment);
        } else if (!kept.empty()) {
            kept.pop_back();
        }
    }
    std::string normal;
    for (std::string_view segment : kept)
        normal.append("/").append(segment);
    if (normal.empty() || path.ends_with('/')) normal.push_back('/');
    return normal;
}

std::string canonical_path(std::string_view path, PathRule rule) {
    if (path.empty()) return "/";
    switch (rule) {
        case PathRule::normalized:
            return percent_encode(normalize_path(path), true);
        case PathRule::as_is:
            return percent_encode(path, true);
        case PathRule::encoded_once:
            return percent_encode(percent_decode(path).value_or(std::string(path)), true);
    }
    return percent_encode(path, true);
}

std::optional<std::string> canonical_query(std::string_view query) {
    if (query.empty()) return std::string();
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::string_view part : split(query, '&')) {
        if (part.empty()) continue;
        std::size_t equals = std::min(part.find('='), part.size());
        auto name = percent_decode(part.substr(0, equals));
        auto value = percent_decode(part.substr(std::min(equals + 1, part.size())));
        if (!name || !value) return std::nullopt;
        if (*name == "X-Amz-Signature") continue;
        pairs.emplace_back(percent_encode(*name), percent_encode(*value));
    }
    std::sort(pairs.begin(), pairs.end());
    std::string canonical;
    canonical.reserve(query.size() + pairs.size());
    for (const auto& [name, value] : pairs) {
        if (!canonical.empty()) canonical.push_back('&');
        canonical.append(name).append("=").append(value);
    }
    return canonical;
}

std::optional<std::string> canonical_header(std::span<const Header> headers,
                                            std::string_view name) {
    std::string value;
    if (!append_header(value, headers, name)) return std::nullopt;
    return value;
}

std::optional<std::string> canonical_request(const RequestView& request,
                                             std::string_view signed_headers,
                                             std::string_view payload_hash, PathRule rule) {
    auto query = canonical_query(request.query);
    if (!query) return std::nullopt;
    std::string out;
    out.reserve(1024 + request.path.size() + query->size());
    out.append(request.method).push_back('\n');
    out.append(canonical_path(request.path, rule)).push_back('\n');
    out.append(*query).push_back('\n');
    for (std::string_view name : split(signed_headers, ';')) {
        out.append(name).push_back(':');
        if (!append_header(out, request.headers, name)) return std::nullopt;
        out.push_back('\n');
    }
    out.append("\n").append(signed_headers).append("\n").append(payload_hash);
    return out;
}

std::string Scope::text() const {
    std::string text;
    text.reserve(date.size() + region.size() + service.size() + 16);
    return text.append(date)
        .append("/")
        .append(region)
        .append("/")
        .append(service)
        .append("/")
        .append(terminator);
}

std::string string_to_sign(std::string_view timestamp, const Scope& scope,
                           std::string_view canonical_request) {
    std::string text(algorithm);
    return text.append("\n")
        .append(timestamp)
        .append("\n")
        .append(scope.text())
        .append("\n")
        .append(crypto::sha256_hex(canonical_request));
}

}  // namespace amicast::sigv4
