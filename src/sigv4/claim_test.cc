// Reading claims: each form that is accepted, and each reason to refuse.
#include "sigv4/claim.h"

#include <vector>

#include <gtest/gtest.h>

#include "sigv4/http_date.h"

namespace amicast::sigv4 {
namespace {

const std::string hex64(64, 'a');
const std::string credential = "AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request";
const std::string good_header = "AWS4-HMAC-SHA256 Credential=" + credential +
                                ", SignedHeaders=host;x-amz-date, Signature=" + hex64;

struct Message {
    std::string query;
    std::vector<Header> headers;
    Checked<Claim> read() const { return read_claim({"POST", "/", query, headers, ""}); }
};

Message with_header(std::string authorization) {
    return {.headers = {{"host", "h"},
                        {"x-amz-date", "20150830T123600Z"},
                        {"authorization", std::move(authorization)}}};
}

std::string presigned_query(std::string_view drop = "", std::string_view replace = "") {
    std::vector<Header> pairs = {
        {"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
        {"X-Amz-Credential", "AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fec2%2Faws4_request"},
        {"X-Amz-Date", "20150830T123600Z"},
        {"X-Amz-Expires", "3600"},
        {"X-Amz-SignedHeaders", "host"},
        {"X-Amz-Signature", hex64}};
    std::string query = "Action=DescribeImages";
    for (const auto& [name, value] : pairs) {
        if (name == drop && replace.empty()) continue;
        query += "&" + name + "=" + (name == drop ? std::string(replace) : value);
    }
    return query;
}

Message presigned(std::string_view change = "", std::string_view to = "") {
    return {.query = presigned_query(change, to), .headers = {{"host", "h"}}};
}

void expect_refused(const Message& message, Refusal why, std::string_view word) {
    auto claim = message.read();
    ASSERT_FALSE(claim) << word;
    EXPECT_EQ(claim.error().why, why) << claim.error().message;
    EXPECT_NE(claim.error().message.find(word), std::string::npos) << claim.error().message;
}

TEST(HeaderClaim, IsReadWhole) {
    Message message = with_header(good_header);
    message.headers.emplace_back("x-amz-security-token", "token");
    message.headers.emplace_back("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    auto claim = message.read();
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_FALSE(claim->presigned);
    EXPECT_EQ(claim->access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(claim->scope.text(), "20150830/us-east-1/ec2/aws4_request");
    EXPECT_EQ(claim->timestamp, "20150830T123600Z");
    EXPECT_EQ(claim->time, *from_iso8601("2015-08-30T12:36:00Z"));
    EXPECT_EQ(claim->signed_headers, "host;x-amz-date");
    EXPECT_EQ(claim->signature, hex64);
    EXPECT_EQ(claim->session_token, "token");
    EXPECT_EQ(claim->payload_hash, "UNSIGNED-PAYLOAD");
    EXPECT_TRUE(claim->signs("x-amz-date"));
    EXPECT_FALSE(claim->signs("x-amz"));
}

TEST(HeaderClaim, ParametersComeInAnyOrderWithAnySpacing) {
    EXPECT_TRUE(with_header("AWS4-HMAC-SHA256 Signature=" + hex64 +
                            ",SignedHeaders=host,Credential=" + credential)
                    .read());
    EXPECT_TRUE(with_header("AWS4-HMAC-SHA256   Credential=" + credential +
                            " ,  SignedHeaders=host , Signature=" + hex64)
                    .read());
}

TEST(HeaderClaim, DateHeaderStandsInForXAmzDate) {
    Message message = {
        .headers = {{"authorization", good_header}, {"date", "Sun, 30 Aug 2015 12:36:00 GMT"}}};
    auto claim = message.read();
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->timestamp, "20150830T123600Z");
    message.headers[1].second = "20150830T123600Z";
    EXPECT_TRUE(message.read());
    message.headers[1].second = "yesterday";
    expect_refused(message, Refusal::malformed, "X-Amz-Date");
    message.headers.pop_back();
    expect_refused(message, Refusal::malformed, "X-Amz-Date");
}

TEST(HeaderClaim, RefusesOtherSchemes) {
    for (const char* text : {"", "AWS4-HMAC-SHA256", "Bearer abc", "AWS4-HMAC-SHA512 x=y",
                             "AWS4-ECDSA-P256-SHA256 Credential=x"}) {
        expect_refused(with_header(text), Refusal::malformed, "algorithm");
    }
}

TEST(HeaderClaim, RefusesMissingRepeatedAndUnknownParameters) {
    std::string scheme = "AWS4-HMAC-SHA256 ";
    std::string c = "Credential=" + credential;
    std::string h = "SignedHeaders=host";
    std::string s = "Signature=" + hex64;
    expect_refused(with_header(scheme + h + "," + s), Refusal::malformed, "'Credential'");
    expect_refused(with_header(scheme + c + "," + s), Refusal::malformed, "'SignedHeaders'");
    expect_refused(with_header(scheme + c + "," + h), Refusal::malformed, "'Signature'");
    expect_refused(with_header(scheme + c + "," + h + "," + s + "," + s), Refusal::malformed,
                   "repeated");
    expect_refused(with_header(scheme + c + "," + h + "," + s + ",More=x"), Refusal::malformed,
                   "unknown");
    expect_refused(with_header(scheme + c + "," + h + "," + s + ","), Refusal::malformed,
                   "key=value");
    expect_refused(with_header(scheme + "Credential"), Refusal::malformed, "key=value");
}

TEST(HeaderClaim, RefusesBadCredentials) {
    auto with_credential = [](const std::string& text) {
        return with_header("AWS4-HMAC-SHA256 Credential=" + text +
                           ",SignedHeaders=host,Signature=" + hex64);
    };
    expect_refused(with_credential("AKID/20150830/us-east-1/ec2"), Refusal::malformed, "exactly 5");
    expect_refused(with_credential("A/B/20150830/us-east-1/ec2/aws4_request"), Refusal::malformed,
                   "exactly 5");
    expect_refused(with_credential("AKID/20150830/us-east-1/ec2/aws5_request"),
                   Refusal::bad_signature, "terminator");
    for (const std::string text :
         {"/20150830/us-east-1/ec2/aws4_request", "AK ID/20150830/us-east-1/ec2/aws4_request",
          "AKID/2015083/us-east-1/ec2/aws4_request", "AKID/201508300/us-east-1/ec2/aws4_request",
          "AKID/2015083x/us-east-1/ec2/aws4_request", "AKID/20150830//ec2/aws4_request",
          "AKID/20150830/US/ec2/aws4_request", "AKID/20150830/us-east-1/EC2/aws4_request"}) {
        expect_refused(with_credential(text), Refusal::malformed, "alphanumeric key id");
    }
    std::string rest = "/20150830/us-east-1/ec2/aws4_request";
    EXPECT_TRUE(with_credential(std::string(128, 'A') + rest).read());
    expect_refused(with_credential(std::string(129, 'A') + rest), Refusal::malformed, "key id");
    EXPECT_TRUE(with_credential("A/20150830/" + std::string(64, 'r') + "/ec2/aws4_request").read());
    expect_refused(with_credential("A/20150830/" + std::string(65, 'r') + "/ec2/aws4_request"),
                   Refusal::malformed, "region");
}

TEST(HeaderClaim, RefusesBadSignedHeaders) {
    auto with_names = [](const std::string& text) {
        return with_header("AWS4-HMAC-SHA256 Credential=" + credential + ",SignedHeaders=" + text +
                           ",Signature=" + hex64);
    };
    expect_refused(with_names(""), Refusal::malformed, "lower-case header names");
    expect_refused(with_names("host;"), Refusal::malformed, "lower-case header names");
    expect_refused(with_names("Host"), Refusal::malformed, "lower-case header names");
    expect_refused(with_names("host;a"), Refusal::malformed, "sorted");
    expect_refused(with_names("host;host"), Refusal::malformed, "repeat");
}

TEST(HeaderClaim, RefusesBadSignatures) {
    for (const std::string& text : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                                    std::string(64, 'A'), std::string(64, 'g')}) {
        expect_refused(with_header("AWS4-HMAC-SHA256 Credential=" + credential +
                                   ",SignedHeaders=host,Signature=" + text),
                       Refusal::malformed, "64 lower-case");
    }
}

TEST(HeaderClaim, RefusesADateThatIsNotTheScopes) {
    Message message = with_header(good_header);
    message.headers[1].second = "20150831T000000Z";
    expect_refused(message, Refusal::bad_signature, "scope");
    message.headers[1].second = "2015-08-30T12:36:00Z";
    expect_refused(message, Refusal::malformed, "ISO 8601 basic");
}

TEST(HeaderClaim, RefusesRepeatedControlHeaders) {
    for (const char* name : {"authorization", "host", "x-amz-date", "x-amz-security-token",
                             "x-amz-content-sha256", "x-amz-target"}) {
        Message message = with_header(good_header);
        message.headers.emplace_back(name, "x");
        if (message.headers.size() == 4 && std::string_view(name).starts_with("x-amz-") &&
            std::string_view(name) != "x-amz-date") {
            EXPECT_TRUE(message.read()) << name;
            message.headers.emplace_back(name, "x");
        }
        expect_refused(message, Refusal::malformed, "must not be repeated");
    }
}

TEST(QueryClaim, IsReadWhole) {
    Message message = presigned();
    message.query += "&X-Amz-Security-Token=a%2Bb%2F%3D&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD";
    auto claim = message.read();
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_TRUE(claim->presigned);
    EXPECT_EQ(claim->access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(claim->expires_seconds, 3600);
    EXPECT_EQ(claim->signed_headers, "host");
    EXPECT_EQ(claim->session_token, "a+b/=");
    EXPECT_EQ(claim->payload_hash, "UNSIGNED-PAYLOAD");
}

TEST(QueryClaim, RefusesEachMissingParameter) {
    for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                             "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        expect_refused(presigned(name), Refusal::malformed, name);
    }
}

TEST(QueryClaim, RefusesExpiriesOutsideOneSecondToAWeek) {
    for (const char* text : {"0", "-1", "604801", "1.5", "x", "+5", "99999999999999999999"}) {
        expect_refused(presigned("X-Amz-Expires", text), Refusal::malformed, "from 1 to 604800");
    }
    expect_refused(
        {.query = presigned_query("X-Amz-Expires") + "&X-Amz-Expires=", .headers = {{"host", "h"}}},
        Refusal::malformed, "from 1 to 604800");
    EXPECT_TRUE(presigned("X-Amz-Expires", "1").read());
    EXPECT_TRUE(presigned("X-Amz-Expires", "604800").read());
}

TEST(QueryClaim, RefusesOtherAlgorithmsBrokenEscapesAndRepetition) {
    expect_refused(presigned("X-Amz-Algorithm", "AWS4-HMAC-SHA1"), Refusal::malformed,
                   "AWS4-HMAC-SHA256");
    expect_refused(presigned("X-Amz-Date", "%2"), Refusal::malformed, "percent-encoded");
    expect_refused({.query = presigned_query() + "&X-Amz-Date=20150830T123600Z"},
                   Refusal::malformed, "repeated");
    expect_refused(presigned("X-Amz-Date", "20150831T123600Z"), Refusal::bad_signature, "scope");
}

TEST(Claim, RefusesNoneAndBoth) {
    expect_refused({.query = "Action=DescribeImages", .headers = {{"host", "h"}}}, Refusal::missing,
                   "missing");
    Message both = with_header(good_header);
    both.query = presigned_query();
    expect_refused(both, Refusal::malformed, "Only one");
    both.query = "X-Amz-Signature=x";
    expect_refused(both, Refusal::malformed, "Only one");
    both.query = "X-Amz-Other=x";
    EXPECT_TRUE(both.read());
}

TEST(Claim, LooksSignedAsSoonAsAnyPartIsThere) {
    std::vector<Header> authorization = {{"authorization", "x"}};
    EXPECT_TRUE(looks_signed({"GET", "/", "", authorization, ""}));
    EXPECT_TRUE(looks_signed({"GET", "/", "a=1&X-Amz-Credential=x", {}, ""}));
    EXPECT_FALSE(looks_signed({"GET", "/", "a=X-Amz-Credential", {}, ""}));
}

TEST(HttpDate, ReadsOnlyTheFixedForm) {
    EXPECT_EQ(from_http_date("Mon, 06 May 2024 07:08:09 GMT"),
              from_iso8601("2024-05-06T07:08:09Z"));
    for (const char* text : {"", "Tue, 06 May 2024 07:08:09 GMT", "Mon, 06 May 2024 07:08:09 UTC",
                             "Mon, 06 Mxy 2024 07:08:09 GMT", "Mon, 06 anF 2024 07:08:09 GMT",
                             "Mon. 06 May 2024 07:08:09 GMT", "Monday, 06-May-24 07:08:09 GMT",
                             "Mon, 36 May 2024 07:08:09 GMT"}) {
        EXPECT_FALSE(from_http_date(text)) << text;
    }
}

}  // namespace
}  // namespace amicast::sigv4
