// What AWS's Python SDK (botocore 1.43.11) puts under requests like those this server gets: an ARN
// in the path, repeated query names, an empty POST, a session token with every special character,
// and a presigned URL. Signer and verifier must both agree with it.
#include <gtest/gtest.h>

#include "sigv4/sign.h"
#include "sigv4/verify.h"

namespace amicast::sigv4 {
namespace {

struct Vector {
    std::string_view name;
    std::string_view service;
    std::string_view method;
    std::string_view path;
    std::string_view query;
    std::vector<Header> headers;
    std::string_view body;
    std::string_view token;
    std::string_view signature;
};

const Header host = {"host", "localhost:8080"};

const std::vector<Vector> header_vectors = {
    {"arn in the path",
     "imagebuilder",
     "GET",
     "/tags/arn%3Aaws%3Aimagebuilder%3Aeu-west-1%3A123456789012%3Aimage%2Fweb%2F1.0.0%2F1",
     "",
     {host},
     "",
     "",
     "3bcea486b857457d52d152cfc6e5b519d32e4513d10aeedad11bb27adcbdd4da"},
    {"repeated names",
     "imagebuilder",
     "DELETE",
     "/tags/x",
     "tagKeys=b%20c&tagKeys=a%2Bb&tagKeys=",
     {host},
     "",
     "",
     "353170d3b27ee5add0a19f4e383a27b0288b8801cbd347ac0d80bf1a7395cd38"},
    {"empty post",
     "ebs",
     "POST",
     "/snapshots/completion/snap-1",
     "",
     {host, {"x-amz-changedblockscount", "1"}},
     "",
     "",
     "d22283e02eaeddee50b656e8ec0aaad5efc0ed78390c3d257de46e6bcab78a87"},
    {"session token",
     "ec2",
     "POST",
     "/",
     "",
     {host, {"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
     "Action=DescribeImages&Version=2016-11-15",
     "AQ+o/D==",
     "655088e5619f2edfe8fdd3d3509b00831888f19ad0649828abdcac782c103b8f"},
};

const Time signed_at = *from_iso8601("2024-05-06T07:08:09Z");

Credentials credentials_of(const Vector& vector) {
    return {.access_key_id = "AKIDEXAMPLE",
            .secret_access_key = "secret",
            .session_token = std::string(vector.token)};
}

SigningOptions options_of(const Vector& vector) {
    return {.region = "eu-west-1", .service = std::string(vector.service), .time = signed_at};
}

Checked<void> verify_request(const RequestView& request) {
    auto claim = read_claim(request);
    if (!claim) return tl::unexpected(claim.error());
    SigningKeyCache keys;
    return verify(request, *claim, "secret", {.now = signed_at}, keys);
}

TEST(SdkVectors, Headers) {
    for (const Vector& vector : header_vectors) {
        SCOPED_TRACE(vector.name);
        RequestView request{vector.method, vector.path, vector.query, vector.headers, vector.body};
        auto added = sign(request, credentials_of(vector), options_of(vector));
        EXPECT_TRUE(added.back().second.ends_with(vector.signature)) << added.back().second;
        std::vector<Header> all = vector.headers;
        all.insert(all.end(), added.begin(), added.end());
        request.headers = all;
        EXPECT_TRUE(verify_request(request));
    }
}

TEST(SdkVectors, PresignedUrl) {
    std::vector<Header> headers = {host};
    Vector vector{.service = "sts",
                  .token = "AQ+o/D==",
                  .signature = "26528dd87a1ec89e4179713212a09af2969ddb4cbe8d488f2759e70d02bdeb1b"};
    RequestView request{"GET", "/", "Action=GetCallerIdentity&Version=2011-06-15", headers, ""};
    std::string query = presign(request, credentials_of(vector), options_of(vector), 600);
    EXPECT_TRUE(query.ends_with(vector.signature)) << query;
    request.query = query;
    EXPECT_TRUE(verify_request(request));
}

}  // namespace
}  // namespace amicast::sigv4
