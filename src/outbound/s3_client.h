// A client of an S3-compatible store: path-style addresses, every request signed with the SHA-256
// of its body, no streaming signatures or checksums that older stores do not know.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"
#include "sigv4/sign.h"

namespace amicast::outbound {

struct S3Options {
    std::string endpoint;  // "https://s3.example.org:9000", without a path
    std::string region = "us-east-1";
    sigv4::Credentials credentials;
    std::string ca_file;
};

// A part of an object: parts but the last have at least 5 MiB, and there are at most 10,000.
inline constexpr std::int64_t part_bytes_min = std::int64_t{8} << 20;
inline constexpr std::int64_t parts_max = 10'000;
// The same for all parts of an object but the last.
std::int64_t part_bytes_for(std::int64_t object_bytes);

// Safe to share between threads.
class S3Client {
  public:
    S3Client(S3Options options, Clock& clock);

    // Errors of every call: denied, not_found (bucket, key or upload), conflict, invalid, throttled
    // and unavailable as the store's answer says, its code and message in the text;
    // unknown_outcome when the answer did not come.

    // The upload's id.
    Result<std::string> create_upload(std::string_view bucket, std::string_view key,
                                      std::string_view content_type);
    // Its ETag. May be repeated.
    Result<std::string> upload_part(std::string_view bucket, std::string_view key,
                                    std::string_view upload_id, int number, ByteView data);
    // A store may answer 200 and say in the body that it failed; that is an error here.
    Status complete_upload(std::string_view bucket, std::string_view key,
                           std::string_view upload_id, const std::vector<std::string>& etags);
    Status abort_upload(std::string_view bucket, std::string_view key, std::string_view upload_id);
    struct Object {
        std::int64_t bytes = 0;
        std::string etag;  // of this version; opaque
    };
    Result<Object> describe_object(std::string_view bucket, std::string_view key);
    // Just these bytes of just that version, which must lie inside it; `conflict` when the object
    // is another one now.
    Result<std::string> read_object(std::string_view bucket, std::string_view key,
                                    const Object& version, std::int64_t offset, std::int64_t bytes);
    // Bytes of an object.
    Result<std::int64_t> object_bytes(std::string_view bucket, std::string_view key);

  private:
    struct Request {
        std::string_view method;
        std::string_view bucket;
        std::string_view key;
        std::string query;  // encoded, in order of name
        std::string_view content_type = {};
        ByteView body = {};
        wire::Headers unsigned_headers = {};
    };
    Result<wire::HttpResponse> send(const Request& request);

    S3Options options_;
    Clock& clock_;
    http::Client http_;
};

}  // namespace amicast::outbound
