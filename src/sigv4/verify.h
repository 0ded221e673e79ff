// Proves a claim: that whoever sent the request knows the secret of the access key it names, that
// the request is fresh, and that nothing that matters was changed on the way.
#pragma once

#include <span>
#include <string_view>

#include "base/clock.h"
#include "sigv4/claim.h"
#include "sigv4/signing_key.h"

namespace amicast::sigv4 {

struct VerifyOptions {
    Time now{};
    // How far apart the clocks may be.
    Duration skew_max = std::chrono::minutes(15);
    // The operation allows a body that the signature does not cover.
    bool unsigned_payload_allowed = false;
    // Headers that must be signed when the payload is not: they say what the payload must be.
    std::span<const std::string_view> signed_with_unsigned_payload = {};
    PathRule path_rule = PathRule::normalized;
};

// All checks, cheap ones first; the body is hashed only when everything else holds (or the hash is
// needed for the signature). `secret` of an unknown key is a dummy: the caller refuses afterwards.
Checked<void> verify(const RequestView& request, const Claim& claim, std::string_view secret,
                     const VerifyOptions& options, SigningKeyCache& keys);

}  // namespace amicast::sigv4
