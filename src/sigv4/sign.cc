// The client's side of Signature Version 4.
#include "sigv4/sign.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/canonical.h"
#include "sigv4/signing_key.h"

namespace amicast::sigv4 {
namespace {

// What a proxy may add, drop or change; the same list as AWS's SDKs use.
bool is_signable(std::string_view name) {
    static constexpr std::array<std::string_view, 9> changing = {
        "authorization", "connection",        "expect",     "keep-alive",     "te",
        "trailer",       "transfer-encoding", "user-agent", "x-amzn-trace-id"};
    return std::find(changing.begin(), changing.end(), name) == changing.end();
}

std::string signed_header_names(std::span<const Header> headers) {
    std::set<std::string_view> names;
    for (const auto& [name, value] : headers) {
        if (is_signable(name)) names.insert(name);
    }
    std::string joined;
    for (std::string_view name : names) {
        if (!joined.empty()) joined.push_back(';');
        joined.append(name);
    }
    return joined;
}

Scope scope_of(const SigningOptions& options, std::string_view timestamp) {
    return Scope{.date = std::string(timestamp.substr(0, date_length)),
                 .region = options.region,
                 .service = options.service};
}

std::string payload_hash_of(const RequestView& request, const SigningOptions& options) {
    return options.unsigned_payload ? std::string(unsigned_payload)
                                    : crypto::sha256_hex(request.body);
}

std::string make_signature(const RequestView& request, std::string_view secret,
                           std::string_view timestamp, const Scope& scope,
                           std::string_view signed_headers, std::string_view payload_hash,
                           PathRule rule) {
    auto canonical = canonical_request(request, signed_headers, payload_hash, rule);
    // The query is our own client's: a broken escape in it is our mistake.
    check(canonical.has_value(), "a request to sign has a well-formed query");
    return signature(derive_signing_key(secret, scope),
                     string_to_sign(timestamp, scope, *canonical));
}

}  // namespace

std::vector<Header> sign(const RequestView& request, const Credentials& credentials,
                         const SigningOptions& options) {
    std::string timestamp = to_iso8601_basic(options.time);
    Scope scope = scope_of(options, timestamp);
    std::string payload_hash = payload_hash_of(request, options);

    std::vector<Header> added = {{"x-amz-date", timestamp}};
    if (!credentials.session_token.empty()) {
        added.emplace_back("x-amz-security-token", credentials.session_token);
    }
    if (options.unsigned_payload || options.add_payload_header) {
        added.emplace_back("x-amz-content-sha256", payload_hash);
    }
    std::vector<Header> all(request.headers.begin(), request.headers.end());
    all.insert(all.end(), added.begin(), added.end());
    RequestView whole = request;
    whole.headers = all;

    std::string names = signed_header_names(all);
    std::string hex = make_signature(whole, credentials.secret_access_key, timestamp, scope, names,
                                     payload_hash, options.path_rule);
    added.emplace_back("authorization",
                       std::string(algorithm) + " Credential=" + credentials.access_key_id + "/" +
                           scope.text() + ", SignedHeaders=" + names + ", Signature=" + hex);
    return added;
}

std::string presign(const RequestView& request, const Credentials& credentials,
                    const SigningOptions& options, std::int64_t expires_seconds) {
    std::string timestamp = to_iso8601_basic(options.time);
    Scope scope = scope_of(options, timestamp);
    std::string names = signed_header_names(request.headers);

    std::string query(request.query);
    auto append = [&query](std::string_view name, std::string_view value) {
        if (!query.empty()) query.push_back('&');
        query.append(name).append("=").append(percent_encode(value));
    };
    append("X-Amz-Algorithm", algorithm);
    append("X-Amz-Credential", credentials.access_key_id + "/" + scope.text());
    append("X-Amz-Date", timestamp);
    append("X-Amz-Expires", std::to_string(expires_seconds));
    append("X-Amz-SignedHeaders", names);
    if (!credentials.session_token.empty()) {
        append("X-Amz-Security-Token", credentials.session_token);
    }
    if (options.unsigned_payload) append("X-Amz-Content-Sha256", unsigned_payload);

    RequestView whole = request;
    whole.query = query;
    std::string hex = make_signature(whole, credentials.secret_access_key, timestamp, scope, names,
                                     payload_hash_of(request, options), options.path_rule);
    append("X-Amz-Signature", hex);
    return query;
}

}  // namespace amicast::sigv4
