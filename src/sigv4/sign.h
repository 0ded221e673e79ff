// Signs requests as a client: in headers or as a presigned URL. For the command line, peers and
// S3-compatible stores.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "sigv4/request.h"

namespace amicast::sigv4 {

struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;  // empty: long-term credentials
};

struct SigningOptions {
    std::string region;
    std::string service;
    Time time{};
    // The body is not covered; x-amz-content-sha256 says so.
    bool unsigned_payload = false;
    // Adds x-amz-content-sha256 also for a covered body; S3 requires it.
    bool add_payload_header = false;
    PathRule path_rule = PathRule::normalized;
};

// The headers to add to the request: authorization, x-amz-date and, as needed,
// x-amz-security-token and x-amz-content-sha256. Signs every header the request has except those
// that proxies change; `host` must be among them. Must not be given headers it adds itself.
std::vector<Header> sign(const RequestView& request, const Credentials& credentials,
                         const SigningOptions& options);

// The query of a presigned URL: the request's own pairs, then the signature's. Signs every header
// the request has. The body's hash is signed unless `unsigned_payload`.
std::string presign(const RequestView& request, const Credentials& credentials,
                    const SigningOptions& options, std::int64_t expires_seconds);

}  // namespace amicast::sigv4
