// What a request says about its own signature: read from the Authorization header or from the query
// of a presigned URL, checked for form only. Nothing here is proved yet.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/clock.h"
#include "sigv4/canonical.h"
#include "sigv4/request.h"

namespace amicast::sigv4 {

// Why a request was not accepted; each protocol has its own name for it (gateway/ and wire/ know).
enum class Refusal {
    missing,        // not signed at all
    malformed,      // the signature cannot be read
    expired,        // outside the time window
    bad_signature,  // signature, scope, signed headers or payload hash are not right
};

struct Refused {
    Refusal why = Refusal::bad_signature;
    std::string message;  // for the client
};

template <class T>
using Checked = tl::expected<T, Refused>;

struct Claim {
    bool presigned = false;
    std::string access_key_id;
    Scope scope;
    std::string timestamp;  // "20150830T123600Z", as it stands in the string to sign
    Time time{};
    std::string signed_headers;        // "host;x-amz-date": sorted, lower case, no repetition
    std::string signature;             // 64 lower-case hexadecimal digits
    std::string session_token;         // empty: none
    std::string payload_hash;          // x-amz-content-sha256 as given; empty: none
    std::int64_t expires_seconds = 0;  // presigned only

    bool signs(std::string_view header_name) const;
};

// True when the request carries anything of a signature, however broken.
bool looks_signed(const RequestView& request);

Checked<Claim> read_claim(const RequestView& request);

}  // namespace amicast::sigv4
