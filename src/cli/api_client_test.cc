// Signing, repeating and reading errors, against a small server that answers by script.
#include "cli/api_client.h"

#include <atomic>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"

namespace amicast::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Answers = std::vector<wire::HttpResponse>;

// Answers one request after the other from a list, the last one for ever.
class Script {
  public:
    explicit Script(Answers answers) : answers_(std::move(answers)) {
        auto started = http::Server::start({}, [this](wire::HttpRequest&& request) {
            std::lock_guard lock(mutex_);
            requests_.push_back(std::move(request));
            return answers_[std::min(requests_.size(), answers_.size()) - 1];
        });
        server_ = std::move(*started);
    }
    std::vector<wire::HttpRequest> requests() {
        std::lock_guard lock(mutex_);
        return requests_;
    }
    ApiClient client(std::string path = "") {
        Profile profile{.credentials = {.access_key_id = "AKIATEST", .secret_access_key = "secret"},
                        .region = "us-east-1",
                        .endpoint_url = server_->endpoint() + path};
        RetryRules quick{.attempts_max = 3,
                         .first = std::chrono::milliseconds(1),
                         .longest = std::chrono::milliseconds(2)};
        return ApiClient(std::move(profile), clock_, random_, quick);
    }

  private:
    Answers answers_;
    std::mutex mutex_;
    std::vector<wire::HttpRequest> requests_;
    std::unique_ptr<http::Server> server_;
    SystemClock clock_;
    SeededRandom random_{1};
};

wire::HttpResponse json_error(int status, std::string type, std::string body = "{}") {
    return {.status = status,
            .headers = {{"x-amzn-ErrorType", std::move(type)}},
            .body = std::move(body)};
}

TEST(ApiClient, SignsForServiceAndRegion) {
    Script script(Answers{{.body = "ok"}});
    auto api = script.client();
    ASSERT_TRUE(api.query_call("ec2", "eu-west-1", "2016-11-15", "DescribeRegions",
                               {{"RegionName.1", "a b/ü"}}));
    auto request = script.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.body,
              "Action=DescribeRegions&Version=2016-11-15&RegionName.1=a%20b%2F%C3%BC");
    auto authorization = wire::find_header(request.headers, "authorization").value_or("");
    EXPECT_THAT(std::string(authorization), StartsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/"));
    EXPECT_THAT(std::string(authorization), HasSubstr("/eu-west-1/ec2/aws4_request"));
}

TEST(ApiClient, UnsignedPayloadSignsTheOtherHeaders) {
    Script script(Answers{{.status = 201}});
    auto api = script.client("/base");
    std::string body = "body";
    ASSERT_TRUE(api.send({.service = "ebs",
                          .method = "PUT",
                          .path = "/snapshots/snap-1/blocks/0",
                          .query = {{"blockToken", "a+b="}},
                          .headers = {{"x-amz-checksum", "c"}},
                          .body = as_bytes(body),
                          .unsigned_payload = true}));
    auto request = script.requests().at(0);
    EXPECT_EQ(request.path, "/base/snapshots/snap-1/blocks/0");
    EXPECT_EQ(request.query, "blockToken=a%2Bb%3D");
    EXPECT_EQ(wire::find_header(request.headers, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
    EXPECT_THAT(std::string(*wire::find_header(request.headers, "authorization")),
                HasSubstr("x-amz-checksum"));
}

TEST(ApiClient, RepeatsWhatMayPass) {
    Script script(
        Answers{{.status = 503}, json_error(400, "RequestThrottledException"), {.body = "ok"}});
    auto api = script.client();
    auto response = api.json_call("ebs", "", "POST", "/snapshots", "{}");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(script.requests().size(), 3U);
}

TEST(ApiClient, GivesUpAfterItsAttempts) {
    Script script(Answers{{.status = 500}});
    auto api = script.client();
    auto response = api.json_call("ebs", "", "POST", "/snapshots", "{}");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(script.requests().size(), 3U);
}

TEST(ApiClient, DoesNotRepeatWhatCannotPass) {
    Script script(Answers{json_error(400, "ValidationException", R"({"Message":"bad"})")});
    auto api = script.client();
    auto response = api.json_call("ebs", "", "POST", "/snapshots", "{}");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().message, "bad (ValidationException)");
    EXPECT_EQ(script.requests().size(), 1U);
}

TEST(ApiClient, NeedsARegion) {
    Script script(Answers{{.status = 200}});
    SystemClock clock;
    SystemRandom random;
    ApiClient api({.endpoint_url = "http://127.0.0.1:1"}, clock, random);
    EXPECT_THAT(api.json_call("ebs", "", "GET", "/", "").error().message, HasSubstr("--region"));
}

TEST(ApiError, ReadsEveryProtocol) {
    Error ec2 = api_error({.status = 400,
                           .body = "<?xml version=\"1.0\"?><Response><Errors><Error><Code>"
                                   "InvalidAMIID.NotFound</Code><Message>no &lt;ami&gt;</Message>"
                                   "</Error></Errors><RequestID>r</RequestID></Response>"});
    EXPECT_EQ(ec2.code, "InvalidAMIID.NotFound");
    EXPECT_EQ(ec2.message, "no <ami> (InvalidAMIID.NotFound)");
    EXPECT_EQ(ec2.kind, ErrorKind::not_found);
    Error query = api_error({.status = 409,
                             .body = "<ErrorResponse><Error><Type>Sender</Type><Code>"
                                     "EntityAlreadyExists</Code><Message>m</Message></Error>"
                                     "</ErrorResponse>"});
    EXPECT_EQ(query.code, "EntityAlreadyExists");
    EXPECT_EQ(query.kind, ErrorKind::conflict);
    Error rest = api_error({.status = 403,
                            .headers = {{"x-amzn-errortype", "AccessDeniedException:http://x"}},
                            .body = R"({"message":"no"})"});
    EXPECT_EQ(rest.code, "AccessDeniedException");
    EXPECT_EQ(rest.kind, ErrorKind::denied);
    Error typed = api_error({.status = 404, .body = R"({"__type":"a.b#NotFoundException"})"});
    EXPECT_EQ(typed.code, "NotFoundException");
    Error nothing = api_error({.status = 502, .body = "<html>"});
    EXPECT_EQ(nothing.kind, ErrorKind::unavailable);
    EXPECT_EQ(nothing.code, "HTTP 502");
}

}  // namespace
}  // namespace amicast::cli
