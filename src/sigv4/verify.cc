// The checks of a signed request, each refusing for itself.
#include "sigv4/verify.h"

#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace amicast::sigv4 {
namespace {

tl::unexpected<Refused> refuse(Refusal why, std::string message) {
    return tl::unexpected(Refused{.why = why, .message = std::move(message)});
}

std::string minutes_text(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(duration).count()) +
           " min.";
}

Checked<void> check_time(const Claim& claim, const VerifyOptions& options) {
    Duration validity =
        claim.presigned ? std::chrono::seconds(claim.expires_seconds) : options.skew_max;
    if (claim.time - options.now > options.skew_max) {
        return refuse(Refusal::expired, "Signature not yet current: " + claim.timestamp +
                                            " is still later than " +
                                            to_iso8601_basic(options.now + options.skew_max) +
                                            " (" + to_iso8601_basic(options.now) + " + " +
                                            minutes_text(options.skew_max) + ")");
    }
    if (options.now - claim.time <= validity) return {};
    if (claim.presigned) {
        return refuse(Refusal::expired,
                      "Signature expired: " + to_iso8601_basic(claim.time + validity) +
                          " is now earlier than " + to_iso8601_basic(options.now));
    }
    return refuse(Refusal::expired,
                  "Signature expired: " + claim.timestamp + " is now earlier than " +
                      to_iso8601_basic(options.now - options.skew_max) + " (" +
                      to_iso8601_basic(options.now) + " - " + minutes_text(options.skew_max) + ")");
}

// Everything that changes what the request means must be signed. Of the x-amz-* headers only the
// browser's stand-in for User-Agent means nothing.
bool must_be_signed(std::string_view header_name) {
    return header_name.starts_with("x-amz-") && header_name != "x-amz-user-agent";
}

Checked<void> check_signed_headers(const RequestView& request, const Claim& claim) {
    if (!claim.signs("host")) {
        return refuse(Refusal::bad_signature, "'Host' must be a 'SignedHeader' in the request.");
    }
    bool dated = claim.presigned || claim.signs("x-amz-date") || claim.signs("date");
    if (!dated) {
        return refuse(Refusal::bad_signature,
                      "'X-Amz-Date' or 'Date' must be a 'SignedHeader' in the request.");
    }
    for (const auto& [name, value] : request.headers) {
        if (!must_be_signed(name) || claim.signs(name)) continue;
        return refuse(Refusal::bad_signature,
                      "There were headers present in the request which were not signed: '" + name +
                          "' must be a 'SignedHeader'.");
    }
    for (std::string_view name : split(claim.signed_headers, ';')) {
        if (find_header(request.headers, name)) continue;
        return refuse(Refusal::bad_signature,
                      "The signed header '" + std::string(name) + "' is missing from the request.");
    }
    return {};
}

Checked<void> check_unsigned_payload(const Claim& claim, const VerifyOptions& options) {
    if (!options.unsigned_payload_allowed) {
        return refuse(Refusal::bad_signature,
                      "x-amz-content-sha256 'UNSIGNED-PAYLOAD' is not allowed for this operation; "
                      "expected the SHA-256 of the body.");
    }
    for (std::string_view name : options.signed_with_unsigned_payload) {
        if (claim.signs(name)) continue;
        return refuse(
            Refusal::bad_signature,
            "'" + std::string(name) + "' must be a 'SignedHeader' when the payload is not signed.");
    }
    return {};
}

constexpr std::string_view mismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

Checked<void> check_signature(const RequestView& request, const Claim& claim,
                              std::string_view secret, std::string_view payload_hash,
                              const VerifyOptions& options, SigningKeyCache& keys) {
    auto canonical =
        canonical_request(request, claim.signed_headers, payload_hash, options.path_rule);
    if (!canonical) {
        return refuse(Refusal::malformed, "The query string is not percent-encoded correctly.");
    }
    Digest key = keys.get(claim.access_key_id, secret, claim.scope);
    std::string expected = signature(key, string_to_sign(claim.timestamp, claim.scope, *canonical));
    if (equal_constant_time(as_bytes(expected), as_bytes(claim.signature))) return {};
    return refuse(Refusal::bad_signature, std::string(mismatch));
}

}  // namespace

Checked<void> verify(const RequestView& request, const Claim& claim, std::string_view secret,
                     const VerifyOptions& options, SigningKeyCache& keys) {
    auto checked = check_time(claim, options);
    if (checked) checked = check_signed_headers(request, claim);
    if (!checked) return checked;

    if (claim.payload_hash == unsigned_payload) {
        checked = check_unsigned_payload(claim, options);
        if (!checked) return checked;
        return check_signature(request, claim, secret, unsigned_payload, options, keys);
    }
    if (claim.payload_hash.empty()) {
        return check_signature(request, claim, secret, crypto::sha256_hex(request.body), options,
                               keys);
    }
    auto claimed_hash = digest_from_hex(claim.payload_hash);
    if (!claimed_hash) {
        return refuse(Refusal::bad_signature,
                      "x-amz-content-sha256 must be the SHA-256 of the body in hexadecimal.");
    }
    checked = check_signature(request, claim, secret, claim.payload_hash, options, keys);
    if (checked && *claimed_hash != crypto::sha256(request.body)) {
        return refuse(Refusal::bad_signature,
                      "The provided 'x-amz-content-sha256' header does not match what was computed "
                      "from the body.");
    }
    return checked;
}

}  // namespace amicast::sigv4
