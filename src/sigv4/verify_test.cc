// Signed requests are accepted exactly as long as nothing about them is changed.
#include "sigv4/verify.h"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "sigv4/sign.h"

namespace amicast::sigv4 {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Time start = *from_iso8601("2024-05-06T07:08:09Z");
const Credentials credentials{.access_key_id = "AKIDEXAMPLE", .secret_access_key = "secret"};
const SigningOptions signing{.region = "eu-west-1", .service = "ec2", .time = start};

struct Message {
    std::string method = "POST";
    std::string path = "/";
    std::string query;
    std::vector<Header> headers = {{"host", "localhost:8080"}, {"content-type", "text/plain"}};
    std::string body = "Action=DescribeImages";
    RequestView view() const { return {method, path, query, headers, body}; }

    void set(std::string_view name, std::string value) {
        for (auto& header : headers) {
            if (header.first == name) header.second = std::move(value);
        }
    }
    void drop(std::string_view name) {
        std::erase_if(headers, [&](const Header& header) { return header.first == name; });
    }
};

Message sign_message(Message message = {}, const SigningOptions& options = signing,
                     const Credentials& who = credentials) {
    auto added = sign(message.view(), who, options);
    message.headers.insert(message.headers.end(), added.begin(), added.end());
    return message;
}

Message presign_message(std::int64_t expires_seconds = 600) {
    Message message{.method = "GET", .query = "Action=DescribeImages", .body = ""};
    message.query = presign(message.view(), credentials, signing, expires_seconds);
    return message;
}

Checked<void> check(const Message& message, VerifyOptions options = {.now = start},
                    std::string_view secret = "secret") {
    SigningKeyCache keys;
    auto claim = read_claim(message.view());
    if (!claim) return tl::unexpected(claim.error());
    return verify(message.view(), *claim, secret, options, keys);
}

void expect_refused(const Message& message, Refusal why, std::string_view word,
                    VerifyOptions options = {.now = start}) {
    auto checked = check(message, options);
    ASSERT_FALSE(checked) << word;
    EXPECT_EQ(checked.error().why, why) << checked.error().message;
    EXPECT_NE(checked.error().message.find(word), std::string::npos) << checked.error().message;
}

TEST(Verify, AcceptsWhatWasSigned) {
    EXPECT_TRUE(check(sign_message()));
    EXPECT_TRUE(check(presign_message()));
    EXPECT_TRUE(check(sign_message({.method = "POST", .body = ""})));
    SigningOptions with_hash = signing;
    with_hash.add_payload_header = true;
    EXPECT_TRUE(check(sign_message({}, with_hash)));
}

TEST(Verify, AcceptsWhatRealClientsSend) {
    Message arn{.method = "GET",
                .path = "/tags/arn%3Aaws%3Aimagebuilder%3Aeu-west-1%3A1%3Aimage%2Fx%2F1.0.0%2F1",
                .query = "a=1&a=0&tagKeys=x%20y&tagKeys=%2B",
                .body = ""};
    EXPECT_TRUE(check(sign_message(arn)));
    Credentials session = credentials;
    session.session_token = "AQoD+/token/with==";
    EXPECT_TRUE(check(sign_message({}, signing, session)));
}

TEST(Verify, RefusesAnotherSecretAndAnySignature) {
    EXPECT_FALSE(check(sign_message(), {.now = start}, "other"));
    EXPECT_FALSE(check(sign_message(), {.now = start}, ""));
    Message message = sign_message();
    char& last = message.headers.back().second.back();
    last = last == '0' ? '1' : '0';
    expect_refused(message, Refusal::bad_signature, "does not match");
}

TEST(Verify, RefusesEachChangedPart) {
    Message message = sign_message();
    message.method = "PUT";
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = sign_message();
    message.path = "/other";
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = sign_message();
    message.query = "a=1";
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = sign_message();
    message.body += "&More=1";
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = sign_message();
    message.set("host", "localhost");
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = sign_message();
    message.set("x-amz-date", "20240506T070810Z");
    expect_refused(message, Refusal::bad_signature, "does not match");
    message = presign_message();
    message.query += "&More=1";
    expect_refused(message, Refusal::bad_signature, "does not match");
}

TEST(Verify, RefusesAChangedScope) {
    Message message = sign_message();
    std::string& authorization = message.headers.back().second;
    authorization.replace(authorization.find("eu-west-1"), 9, "eu-west-2");
    expect_refused(message, Refusal::bad_signature, "does not match");
}

TEST(Verify, RefusesABrokenQuery) {
    Message message = sign_message();
    message.query = "a=%";
    expect_refused(message, Refusal::malformed, "percent-encoded");
}

TEST(Verify, HeaderTimeWindowIsFifteenMinutesOnEachSide) {
    Message message = sign_message();
    EXPECT_TRUE(check(message, {.now = start + minutes(15)}));
    EXPECT_TRUE(check(message, {.now = start - minutes(15)}));
    expect_refused(message, Refusal::expired, "Signature expired",
                   {.now = start + minutes(15) + Duration(1)});
    expect_refused(message, Refusal::expired, "not yet current",
                   {.now = start - minutes(15) - Duration(1)});
    expect_refused(message, Refusal::expired, "5 min.",
                   {.now = start + minutes(6), .skew_max = minutes(5)});
}

TEST(Verify, PresignedTimeWindowEndsWithItsExpiry) {
    Message message = presign_message(600);
    EXPECT_TRUE(check(message, {.now = start + seconds(600)}));
    EXPECT_TRUE(check(message, {.now = start - minutes(15)}));
    expect_refused(message, Refusal::expired, "Signature expired",
                   {.now = start + seconds(600) + Duration(1)});
    expect_refused(message, Refusal::expired, "not yet current",
                   {.now = start - minutes(15) - Duration(1)});
    EXPECT_TRUE(check(presign_message(604'800), {.now = start + seconds(604'800)}));
}

TEST(Verify, RefusesUnsignedHeadersThatMatter) {
    for (const char* name :
         {"x-amz-security-token", "x-amz-target", "x-amz-content-sha256", "x-amz-checksum",
          "x-amz-checksum-algorithm", "x-amz-data-length", "x-amz-anything"}) {
        Message message = sign_message();
        message.headers.emplace_back(name, "x");
        expect_refused(message, Refusal::bad_signature, name);
        message = presign_message();
        message.headers.emplace_back(name, "x");
        expect_refused(message, Refusal::bad_signature, name);
    }
    Message message = sign_message();
    for (const char* name : {"x-amz-user-agent", "x-amzn-trace-id", "user-agent", "accept"})
        message.headers.emplace_back(name, "x");
    EXPECT_TRUE(check(message));
}

// Signs with the signer's own parts, but over the headers named.
Message sign_only(std::string_view names) {
    Message message;
    message.headers.emplace_back("x-amz-date", to_iso8601_basic(start));
    Scope scope{.date = "20240506", .region = "eu-west-1", .service = "ec2"};
    auto canonical = canonical_request(message.view(), names, crypto::sha256_hex(message.body),
                                       PathRule::normalized);
    std::string hex = signature(derive_signing_key("secret", scope),
                                string_to_sign(to_iso8601_basic(start), scope, *canonical));
    message.headers.emplace_back("authorization",
                                 "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/" + scope.text() +
                                     ",SignedHeaders=" + std::string(names) + ",Signature=" + hex);
    return message;
}

TEST(Verify, RequiresHostAndDateToBeSigned) {
    EXPECT_TRUE(check(sign_only("host;x-amz-date")));
    expect_refused(sign_only("x-amz-date"), Refusal::bad_signature, "'Host'");
    expect_refused(sign_only("host"), Refusal::bad_signature, "'X-Amz-Date'");
}

TEST(Verify, RefusesASignedHeaderThatIsMissing) {
    Message message = sign_message();
    message.drop("content-type");
    expect_refused(message, Refusal::bad_signature, "'content-type' is missing");
}

TEST(Verify, ChecksAGivenPayloadHash) {
    SigningOptions options = signing;
    options.add_payload_header = true;
    Message message = sign_message({}, options);
    message.body += "x";
    expect_refused(message, Refusal::bad_signature, "does not match what was computed");
    Message unsupported;
    unsupported.headers.emplace_back("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    expect_refused(sign_message(unsupported), Refusal::bad_signature, "SHA-256 of the body");
}

TEST(Verify, UnsignedPayloadOnlyWhereAllowedAndOnlyWithItsHeadersSigned) {
    SigningOptions options = signing;
    options.unsigned_payload = true;
    static constexpr std::array<std::string_view, 1> required = {"x-amz-checksum"};
    VerifyOptions allowed{
        .now = start, .unsigned_payload_allowed = true, .signed_with_unsigned_payload = required};
    Message message;
    message.headers.emplace_back("x-amz-checksum", "c");
    message = sign_message(message, options);
    EXPECT_TRUE(check(message, allowed));
    message.body = "any other body";
    EXPECT_TRUE(check(message, allowed));
    expect_refused(message, Refusal::bad_signature, "not allowed");
    message.set("x-amz-checksum", "d");
    expect_refused(message, Refusal::bad_signature, "does not match", allowed);
    expect_refused(sign_message({}, options), Refusal::bad_signature, "'x-amz-checksum'", allowed);
}

TEST(Verify, UnsignedPayloadInAPresignedQuery) {
    SigningOptions options = signing;
    options.unsigned_payload = true;
    Message message{.method = "PUT"};
    message.query = presign(message.view(), credentials, options, 60);
    EXPECT_TRUE(check(message, {.now = start, .unsigned_payload_allowed = true}));
    expect_refused(message, Refusal::bad_signature, "not allowed");
}

TEST(Verify, PathRulesAreNotInterchangeable) {
    SigningOptions options = signing;
    options.path_rule = PathRule::encoded_once;
    Message message{.method = "GET", .path = "/key%20name//x", .body = ""};
    message = sign_message(message, options);
    EXPECT_TRUE(check(message, {.now = start, .path_rule = PathRule::encoded_once}));
    expect_refused(message, Refusal::bad_signature, "does not match");
}

TEST(Sign, AddsOnlyWhatIsNeeded) {
    auto added = sign(Message{}.view(), credentials, signing);
    ASSERT_EQ(added.size(), 2U);
    EXPECT_EQ(added[0], Header("x-amz-date", "20240506T070809Z"));
    EXPECT_EQ(added[1].first, "authorization");
    EXPECT_NE(added[1].second.find("SignedHeaders=content-type;host;x-amz-date,"),
              std::string::npos)
        << added[1].second;
}

TEST(Sign, LeavesOutWhatProxiesChange) {
    Message message;
    for (const char* name : {"user-agent", "expect", "connection", "x-amzn-trace-id"})
        message.headers.emplace_back(name, "x");
    message = sign_message(message);
    for (const char* name : {"user-agent", "expect", "connection", "x-amzn-trace-id"})
        message.drop(name);
    EXPECT_TRUE(check(message));
}

}  // namespace
}  // namespace amicast::sigv4
