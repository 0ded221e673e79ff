// Whole requests through the pipeline: what passes, and every reason for which it must refuse.
#include "gateway/gateway.h"

#include <thread>

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/limits.h"
#include "gateway/test_site.h"
#include "iam/access_keys.h"
#include "iam/authorization_message.h"
#include "iam/inline_policies.h"
#include "iam/users.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::gateway {
namespace {

using testing::must;
using testing::TestSite;
using testing::value_of;

std::string header(const wire::HttpResponse& response, std::string_view name) {
    return std::string(wire::find_header(response.headers, name).value_or(""));
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

class GatewayTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        telemetry::configure_log(telemetry::Level::error, telemetry::LogFormat::text);
    }

    sigv4::SigningOptions signing(std::string service, std::string region = "eu-west-1") {
        return {.region = std::move(region),
                .service = std::move(service),
                .time = world_.clock().now()};
    }

    static void add_signature(wire::HttpRequest& request, const sigv4::Credentials& credentials,
                              const sigv4::SigningOptions& options) {
        auto added = sigv4::sign({.method = request.method,
                                  .path = request.path,
                                  .query = request.query,
                                  .headers = request.headers,
                                  .body = request.body},
                                 credentials, options);
        request.headers.insert(request.headers.end(), added.begin(), added.end());
    }

    static wire::HttpRequest query_request(std::string body) {
        return {.method = "POST",
                .path = "/",
                .headers = {{"host", "localhost:8080"},
                            {"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
                .body = std::move(body)};
    }
    static wire::HttpRequest json_request(std::string operation, std::string body) {
        return {.method = "POST",
                .path = "/",
                .headers = {{"host", "localhost"},
                            {"content-type", "application/x-amz-json-1.1"},
                            {"x-amz-target", "AWSOrganizationsV20161128." + operation}},
                .body = std::move(body)};
    }
    static wire::HttpRequest rest_request(std::string method, std::string path,
                                          std::string body = "") {
        return {.method = std::move(method),
                .path = std::move(path),
                .headers = {{"host", "localhost"}},
                .body = std::move(body)};
    }

    wire::HttpResponse send(wire::HttpRequest request, const sigv4::SigningOptions& options) {
        return send(std::move(request), world_.credentials(), options);
    }
    wire::HttpResponse send(wire::HttpRequest request, const sigv4::Credentials& credentials,
                            const sigv4::SigningOptions& options) {
        add_signature(request, credentials, options);
        return gateway_.handle(std::move(request));
    }
    wire::HttpResponse send_echo(std::string more = "", std::string region = "eu-west-1") {
        return send(query_request("Action=Echo&Version=2016-11-15" + more),
                    signing("ec2", std::move(region)));
    }

    static void expect_answer(const wire::HttpResponse& response, int status,
                              std::initializer_list<std::string_view> parts) {
        EXPECT_EQ(response.status, status) << response.body;
        for (std::string_view part : parts)
            EXPECT_TRUE(contains(response.body, part)) << part << " in " << response.body;
        EXPECT_EQ(header(response, "x-amzn-requestid").size(), 36U);
    }

    TestSite world_;
    Gateway gateway_{world_.site(), testing::fake_services()};
};

// ---- what passes ----

TEST_F(GatewayTest, AnswersEc2Query) {
    auto response = send_echo("&Text=hello+world");
    expect_answer(response, 200,
                  {"<EchoResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/", "hello world",
                   ":user/admin", "eu-west-1"});
    EXPECT_TRUE(contains(response.body, header(response, "x-amzn-requestid")));
    EXPECT_EQ(header(response, "cache-control"), "no-cache, no-store");
}

TEST_F(GatewayTest, RepeatsTheVersionAsked) {
    auto response = send(query_request("Action=Echo&Version=2014-10-01"), signing("ec2"));
    expect_answer(response, 200, {"http://ec2.amazonaws.com/doc/2014-10-01/"});
}

TEST_F(GatewayTest, AnswersAnOperationWithoutOutput) {
    expect_answer(send(query_request("Action=Forget"), signing("ec2")), 200,
                  {"<return>true</return>"});
}

TEST_F(GatewayTest, AnswersAwsQuery) {
    expect_answer(
        send(query_request("Action=GetCallerIdentity&Version=2011-06-15&Text=x"), signing("sts")),
        200, {"<GetCallerIdentityResult>", "<Text>x</Text>"});
}

TEST_F(GatewayTest, AnswersJson11) {
    expect_answer(send(json_request("Echo", R"({"Text":"x"})"), signing("organizations")), 200,
                  {R"("Text":"x")"});
}

TEST_F(GatewayTest, AnswersRestJsonWithAnArnInThePath) {
    expect_answer(send(rest_request("PUT", "/Echo", R"({"Text":"x"})"), signing("imagebuilder")),
                  200, {R"("Text":"x")"});
    expect_answer(
        send(rest_request("GET", "/tags/arn%3Aaws%3Aimagebuilder%3Aeu-west-1%3A1%3Aimage%2Fx"),
             signing("imagebuilder")),
        200, {"arn:aws:imagebuilder:eu-west-1:1:image/x"});
}

TEST_F(GatewayTest, AnswersAPresignedGet) {
    wire::HttpRequest request = rest_request("GET", "/");
    request.query = "Action=GetCallerIdentity&Version=2011-06-15";
    request.query = sigv4::presign({.method = request.method,
                                    .path = request.path,
                                    .query = request.query,
                                    .headers = request.headers,
                                    .body = {}},
                                   world_.credentials(), signing("sts"), 60);
    wire::HttpRequest again = request;
    expect_answer(gateway_.handle(std::move(request)), 200, {"<GetCallerIdentityResult>"});
    world_.clock().advance(std::chrono::seconds(61));
    expect_answer(gateway_.handle(std::move(again)), 403, {"Signature expired"});
}

TEST_F(GatewayTest, RoutesTheNormalFormOfAPath) {
    expect_answer(send(rest_request("PUT", "//x/../Echo", "{}"), signing("imagebuilder")), 200, {});
}

TEST_F(GatewayTest, TheScopeSaysWhichRegionIsMeant) {
    expect_answer(send_echo("", "us-east-1"), 200, {"us-east-1"});
    expect_answer(send_echo("", "eu-west-1"), 200, {"eu-west-1"});
}

TEST_F(GatewayTest, GlobalServicesTakeTheirUsualRegionsToo) {
    std::string body = "Action=GetCallerIdentity";
    for (const char* region : {"eu-west-1", "us-east-1", "aws-global"}) {
        expect_answer(send(query_request(body), signing("sts", region)), 200, {});
    }
    expect_answer(send(query_request(body), signing("sts", "ap-south-1")), 403,
                  {"SignatureDoesNotMatch", "eu-west-1, us-east-1", "ap-south-1"});
}

// ---- routing refusals ----

TEST_F(GatewayTest, RefusesARegionItDoesNotServe) {
    expect_answer(
        send_echo("", "ap-south-1"), 403,
        {"<Response><Errors>", "SignatureDoesNotMatch", "eu-west-1, us-east-1", "ap-south-1"});
}

TEST_F(GatewayTest, RefusesAServiceItDoesNotHave) {
    expect_answer(send(rest_request("GET", "/bucket"), signing("s3")), 404,
                  {"ebs, ec2, imagebuilder, organizations, sts", "'s3'"});
    expect_answer(send(query_request("Action=DescribeLoadBalancers"), signing("elb")), 400,
                  {"<ErrorResponse", "InvalidAction", "elb"});
    wire::HttpRequest json = json_request("Echo", "{}");
    json.headers.back().second = "DynamoDB_20120810.ListTables";
    expect_answer(send(json, signing("dynamodb")), 400, {"__type", "'dynamodb'"});
}

TEST_F(GatewayTest, RefusesUnknownOperationsAfterAuthentication) {
    expect_answer(send(query_request("Action=Nothing"), signing("ec2")), 400,
                  {"InvalidAction", "Nothing"});
    expect_answer(send(query_request("Text=x"), signing("ec2")), 400, {"MissingAction"});
    expect_answer(send(query_request("Action=Nothing"), signing("sts")), 400, {"InvalidAction"});
    expect_answer(send(json_request("Nothing", "{}"), signing("organizations")), 400,
                  {"UnknownOperationException"});
    expect_answer(send(rest_request("GET", "/Nothing"), signing("imagebuilder")), 404,
                  {"/Nothing"});
    expect_answer(send(rest_request("GET", "/Echo"), signing("imagebuilder")), 404, {"GET /Echo"});
    wire::HttpRequest unsigned_request = query_request("Action=Nothing&Version=2016-11-15");
    expect_answer(gateway_.handle(std::move(unsigned_request)), 401, {"AuthFailure"});
}

TEST_F(GatewayTest, AnActionOfOneServiceIsNotReachedThroughAnother) {
    expect_answer(send(query_request("Action=Echo"), signing("sts")), 400, {"InvalidAction"});
}

// ---- unsigned requests: the form of the error follows the service that seems to be meant ----

TEST_F(GatewayTest, RefusesUnsignedRequestsInEachForm) {
    expect_answer(gateway_.handle(query_request("Action=Echo&Version=2016-11-15")), 401,
                  {"<Response><Errors>", "AuthFailure"});
    expect_answer(gateway_.handle(query_request("Action=GetCallerIdentity&Version=2011-06-15")),
                  403, {"<ErrorResponse", "MissingAuthenticationToken"});
    expect_answer(gateway_.handle(json_request("Echo", "{}")), 400,
                  {"__type", "MissingAuthenticationTokenException"});
    expect_answer(gateway_.handle(rest_request("PUT", "/Echo", "{}")), 403,
                  {"missing Authentication Token"});
    EXPECT_EQ(header(gateway_.handle(rest_request("POST", "/snapshots", "{}")), "x-amzn-errortype"),
              "MissingAuthenticationTokenException");
    expect_answer(gateway_.handle(rest_request("GET", "/favicon.ico")), 403, {});
    expect_answer(gateway_.handle(json_request("", "")), 400, {"__type"});
}

TEST_F(GatewayTest, RefusesAMalformedSignature) {
    wire::HttpRequest request = query_request("Action=Echo&Version=2016-11-15");
    request.headers.emplace_back("authorization", "AWS4-HMAC-SHA256 Credential=x");
    expect_answer(gateway_.handle(std::move(request)), 400, {"IncompleteSignature"});
}

// ---- authentication ----

TEST_F(GatewayTest, RefusesAWrongSecret) {
    sigv4::Credentials wrong = world_.credentials();
    wrong.secret_access_key += "x";
    expect_answer(send(query_request("Action=Echo"), wrong, signing("ec2")), 403,
                  {"SignatureDoesNotMatch"});
}

TEST_F(GatewayTest, RefusesAnUnknownKeyWhateverItSigned) {
    sigv4::Credentials unknown{.access_key_id = "AKIAUNKNOWN", .secret_access_key = "x"};
    expect_answer(send(query_request("Action=Echo"), unknown, signing("ec2")), 401,
                  {"AuthFailure"});
    expect_answer(send(query_request("Action=GetCallerIdentity"), unknown, signing("sts")), 403,
                  {"InvalidClientTokenId", "security token included in the request is invalid"});
    // The dummy that unknown keys are verified with opens nothing either.
    unknown.secret_access_key = "no access key has this secret; 40 chars.";
    expect_answer(send(query_request("Action=Echo"), unknown, signing("ec2")), 401,
                  {"AuthFailure"});
}

TEST_F(GatewayTest, RefusesAStaleRequestAlsoOfAnUnknownKey) {
    sigv4::SigningOptions old = signing("ec2");
    old.time -= std::chrono::minutes(16);
    expect_answer(send(query_request("Action=Echo"), old), 400, {"RequestExpired"});
    sigv4::Credentials unknown{.access_key_id = "AKIAUNKNOWN", .secret_access_key = "x"};
    expect_answer(send(query_request("Action=Echo"), unknown, old), 400, {"RequestExpired"});
}

TEST_F(GatewayTest, RefusesAChangedBody) {
    wire::HttpRequest request = query_request("Action=Echo");
    add_signature(request, world_.credentials(), signing("ec2"));
    request.body += "&Text=x";
    expect_answer(gateway_.handle(std::move(request)), 403, {"SignatureDoesNotMatch"});
}

TEST_F(GatewayTest, RefusesATokenWithALongTermKey) {
    sigv4::Credentials credentials = world_.credentials();
    credentials.session_token = "token";
    expect_answer(send(query_request("Action=Echo"), credentials, signing("ec2")), 401,
                  {"AuthFailure"});
    expect_answer(send(query_request("Action=GetCallerIdentity"), credentials, signing("sts")), 403,
                  {"InvalidClientTokenId"});
}

class SessionTest : public GatewayTest {
  protected:
    SessionTest() {
        iam::Principal session{.kind = iam::PrincipalKind::role_session,
                               .account_id = world_.administrator().account_id,
                               .user_id = "AROAGONE:s",
                               .name = "gone",
                               .session_name = "s"};
        session.arn = "arn:aws:sts::" + session.account_id + ":assumed-role/gone/s";
        session.role_arn = "arn:aws:iam::" + session.account_id + ":role/gone";
        auto issued = value_of(
            world_.sessions().issue(session, world_.clock().now() + std::chrono::minutes(10)));
        credentials_ = {.access_key_id = issued.access_key_id,
                        .secret_access_key = issued.secret,
                        .session_token = issued.token};
    }
    wire::HttpResponse who() { return who(credentials_); }
    wire::HttpResponse who(const sigv4::Credentials& credentials) {
        return send(query_request("Action=GetCallerIdentity"), credentials, signing("sts"));
    }

    sigv4::Credentials credentials_;
};

TEST_F(SessionTest, SignsWithItsToken) {
    expect_answer(who(), 200, {":assumed-role/gone/s"});
}

TEST_F(SessionTest, EndsWhenItExpires) {
    world_.clock().advance(std::chrono::minutes(10));
    expect_answer(who(), 403, {"ExpiredToken"});
    expect_answer(send(query_request("Action=Echo"), credentials_, signing("ec2")), 400,
                  {"RequestExpired"});
}

TEST_F(SessionTest, IsBoundToItsKeyItsSecretAndItsToken) {
    sigv4::Credentials other = credentials_;
    other.access_key_id = world_.administrator().id;
    expect_answer(who(other), 403, {"InvalidClientTokenId"});
    other = credentials_;
    other.secret_access_key = "x";
    expect_answer(who(other), 403, {"SignatureDoesNotMatch"});
    other = credentials_;
    other.session_token.clear();
    expect_answer(who(other), 403, {"InvalidClientTokenId"});
    other = credentials_;
    other.session_token[other.session_token.size() / 2] ^= 1;
    expect_answer(who(other), 403, {"InvalidClientTokenId"});
}

TEST_F(SessionTest, AnUnsignedTokenIsRefused) {
    sigv4::Credentials without = credentials_;
    without.session_token.clear();
    wire::HttpRequest request = query_request("Action=GetCallerIdentity");
    add_signature(request, without, signing("sts"));
    request.headers.emplace_back("x-amz-security-token", credentials_.session_token);
    expect_answer(gateway_.handle(std::move(request)), 403,
                  {"SignatureDoesNotMatch", "x-amz-security-token"});
}

class UserTest : public GatewayTest {
  protected:
    UserTest() {
        value_of(iam::create_user(world_.identity(), {.account_id = account_, .name = "bob"}));
        key_ = value_of(iam::create_access_key(world_.identity(), account_, "bob"));
    }
    wire::HttpResponse echo() {
        return send(query_request("Action=Echo"),
                    {.access_key_id = key_.id, .secret_access_key = key_.secret}, signing("ec2"));
    }
    void allow(std::string_view statement) {
        must(iam::put_policy(world_.identity(), owner_,
                             {.name = "p", .document = document(statement)}));
    }
    static std::string document(std::string_view statement) {
        return R"({"Version":"2012-10-17","Statement":[)" + std::string(statement) + "]}";
    }

    std::string account_ = world_.administrator().account_id;
    iam::PolicyOwner owner_{.kind = iam::OwnerKind::user, .account_id = account_, .name = "bob"};
    iam::AccessKey key_;
};

TEST_F(UserTest, MayDoWhatItsPolicyAllows) {
    expect_answer(echo(), 403, {"UnauthorizedOperation", ":user/bob is not authorized to perform"});
    allow(R"({"Effect":"Allow","Action":"ec2:Echo","Resource":"arn:aws:ec2:eu-west-1:*:echo/1"})");
    expect_answer(echo(), 200, {":user/bob"});
}

TEST_F(UserTest, ConditionsSeeTheRequest) {
    allow(R"({"Effect":"Allow","Action":"ec2:*","Resource":"*",
              "Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}})");
    expect_answer(echo(), 200, {});
    expect_answer(send(query_request("Action=Echo"),
                       {.access_key_id = key_.id, .secret_access_key = key_.secret},
                       signing("ec2", "us-east-1")),
                  403, {"UnauthorizedOperation"});
}

TEST_F(UserTest, AnInactiveOrDeletedKeyIsUnknown) {
    must(iam::set_access_key_active(world_.identity(), account_, "bob", key_.id, false));
    expect_answer(echo(), 401, {"AuthFailure"});
    must(iam::set_access_key_active(world_.identity(), account_, "bob", key_.id, true));
    expect_answer(echo(), 403, {"UnauthorizedOperation"});
    must(iam::delete_access_key(world_.identity(), account_, "bob", key_.id));
    expect_answer(echo(), 401, {"AuthFailure"});
}

// ---- unsigned payloads ----

class UnsignedPayloadTest : public GatewayTest {
  protected:
    static wire::HttpRequest put_block() {
        wire::HttpRequest request = rest_request("PUT", "/snapshots/snap-1/blocks/0");
        request.headers.insert(request.headers.end(), {{"x-amz-checksum", "c"},
                                                       {"x-amz-checksum-algorithm", "SHA256"},
                                                       {"x-amz-data-length", "5"}});
        request.body = "12345";
        return request;
    }
    sigv4::SigningOptions unsigned_payload(std::string service) {
        sigv4::SigningOptions options = signing(std::move(service));
        options.unsigned_payload = true;
        return options;
    }
};

TEST_F(UnsignedPayloadTest, IsForOperationsThatAllowIt) {
    expect_answer(send(put_block(), unsigned_payload("ebs")), 201, {"snap-1 5"});
    expect_answer(send(put_block(), signing("ebs")), 201, {"snap-1 5"});
    expect_answer(send(query_request("Action=Echo"), unsigned_payload("ec2")), 403,
                  {"SignatureDoesNotMatch", "UNSIGNED-PAYLOAD"});
    expect_answer(send(rest_request("POST", "/snapshots", "{}"), unsigned_payload("ebs")), 403,
                  {"UNSIGNED-PAYLOAD"});
}

TEST_F(UnsignedPayloadTest, NeedsTheHeadersThatDescribeTheBlock) {
    for (const char* name : {"x-amz-checksum", "x-amz-checksum-algorithm", "x-amz-data-length"}) {
        wire::HttpRequest request = put_block();
        std::erase_if(request.headers, [&](const auto& entry) { return entry.first == name; });
        expect_answer(send(request, unsigned_payload("ebs")), 403, {name});
    }
}

// ---- decoding, authorisation, dry run, acting ----

TEST_F(GatewayTest, RefusesBadInput) {
    expect_answer(send_echo("&DryRun=perhaps"), 400, {"InvalidParameterValue", "DryRun is wrong"});
    expect_answer(send(query_request("Action=Echo&Version=x"), signing("ec2")), 400,
                  {"NoSuchVersion"});
}

TEST_F(SessionTest, ChecksTheInputBeforePermissionAndDryRun) {
    auto response = send(query_request("Action=Echo&DryRun=true&Text=contradiction"), credentials_,
                         signing("ec2"));
    expect_answer(response, 400, {"InvalidParameterCombination", "Text contradicts itself"});
}

TEST_F(SessionTest, RefusesWhatNoPolicyAllows) {
    expect_answer(
        send(query_request("Action=Echo"), credentials_, signing("ec2")), 403,
        {"UnauthorizedOperation", "You are not authorized to perform this operation. User: ",
         ":assumed-role/gone/s is not authorized to perform: ec2:Echo on resource: arn:aws:ec2:",
         " because "});
    auto response = send(json_request("Echo", "{}"), credentials_, signing("organizations"));
    expect_answer(response, 400, {"AccessDeniedException", "\"User: arn:aws:sts::"});
    expect_answer(send(rest_request("PUT", "/Echo", "{}"), credentials_, signing("imagebuilder")),
                  403, {"is not authorized to perform"});
}

TEST_F(SessionTest, TellsMoreOfARefusalInASealedPart) {
    auto response = send(query_request("Action=Echo"), credentials_, signing("ec2"));
    constexpr std::string_view words = "Encoded authorization failure message: ";
    std::size_t at = response.body.find(words);
    ASSERT_NE(at, std::string::npos) << response.body;
    std::string encoded = response.body.substr(at + words.size());
    encoded.resize(encoded.find('<'));
    auto text = iam::open_authorization_message(world_.site().root_key,
                                                world_.administrator().account_id, encoded);
    ASSERT_TRUE(text);
    EXPECT_TRUE(contains(*text, R"("action":"ec2:Echo")"));
    EXPECT_TRUE(contains(*text, R"("key":"aws:RequestedRegion")"));
    // Other services have no such part.
    response = send(json_request("Echo", "{}"), credentials_, signing("organizations"));
    EXPECT_FALSE(contains(response.body, words));
}

TEST_F(SessionTest, RefusalComesBeforeDryRun) {
    expect_answer(send(query_request("Action=Echo&DryRun=true"), credentials_, signing("ec2")), 403,
                  {"UnauthorizedOperation"});
}

TEST_F(GatewayTest, DryRunActsNotAndSaysSo) {
    expect_answer(send_echo("&DryRun=true&Text=throw"), 412, {"DryRunOperation"});
    expect_answer(send_echo("&DryRun=false&Text=x"), 200, {"x"});
}

TEST_F(GatewayTest, PassesTheOperationsErrorOn) {
    expect_answer(send_echo("&Text=fail"), 400, {"TextNotFound", "No such text"});
}

TEST_F(GatewayTest, AStrayExceptionBecomesAnInternalFailure) {
    auto response = send_echo("&Text=throw");
    expect_answer(response, 500, {"<Code>InternalFailure</Code>"});
    EXPECT_FALSE(contains(response.body, "thrown by the test"));
    EXPECT_TRUE(contains(telemetry::render_metrics(), "amicast_stray_exceptions_total"));
}

// ---- limits ----

TEST_F(GatewayTest, RefusesBodiesAndHeadersThatAreTooLarge) {
    std::string fits = "Action=GetCallerIdentity&Text=";
    fits.resize(limits::request_body_bytes_max, 'x');
    expect_answer(send(query_request(fits), signing("sts")), 200, {});
    expect_answer(send(query_request(fits + "x"), signing("sts")), 413,
                  {"RequestEntityTooLarge", "4194304"});
    wire::HttpRequest request = query_request("Action=GetCallerIdentity");
    request.headers.emplace_back("x-large", std::string(limits::request_header_bytes_max, 'x'));
    expect_answer(send(request, signing("sts")), 413, {"RequestEntityTooLarge"});
}

TEST_F(GatewayTest, ThrottlesEachAccountWhenARateIsGiven) {
    Gateway slow(world_.site(), testing::fake_services(),
                 {.throttle = {.requests_per_second = 1, .burst = 2}});
    auto call = [&] {
        wire::HttpRequest request = query_request("Action=Echo");
        add_signature(request, world_.credentials(), signing("ec2"));
        return slow.handle(std::move(request));
    };
    EXPECT_EQ(call().status, 200);
    EXPECT_EQ(call().status, 200);
    expect_answer(call(), 503, {"RequestLimitExceeded"});
    world_.clock().advance(std::chrono::seconds(1));
    EXPECT_EQ(call().status, 200);
    EXPECT_EQ(call().status, 503);
}

// As the service model tells the two apart.
TEST_F(GatewayTest, AFullRateOfRequestsIsOneErrorAndOfTheirEc2CallsAnother) {
    Gateway slow(world_.site(), testing::fake_services(),
                 {.throttle = {.requests_per_second = 1, .burst = 1}});
    auto call = [&](const char* path, const char* body = "{}") {
        wire::HttpRequest request = rest_request("PUT", path, body);
        add_signature(request, world_.credentials(), signing("imagebuilder"));
        return slow.handle(std::move(request));
    };
    auto expect_throttled = [&](const wire::HttpResponse& response, std::string_view name) {
        expect_answer(response, 429, {"Request limit exceeded"});
        EXPECT_EQ(header(response, "x-amzn-errortype"), name);
    };
    expect_answer(call("/Distribute"), 200, {});  // whatever the rate, there is room for one
    expect_throttled(call("/Distribute"), "TooManyRequestsException");
    world_.clock().advance(std::chrono::seconds(1));
    expect_throttled(call("/Distribute"), "CallRateLimitExceededException");
    expect_throttled(call("/Distribute"), "TooManyRequestsException");
    world_.clock().advance(std::chrono::seconds(2));
    EXPECT_EQ(call("/Distribute", "{").status, 400);  // it calls nothing
    EXPECT_EQ(call("/List").status, 200);
    expect_throttled(call("/List"), "CallRateLimitExceededException");
}

// ---- traces ----

TEST_F(GatewayTest, CountsRequestsByServiceOperationAndStatus) {
    send_echo();
    gateway_.handle(query_request("Action=ClientsOwnWord&Version=1"));
    std::string metrics = telemetry::render_metrics();
    EXPECT_TRUE(contains(metrics, "amicast_requests_total{"));
    EXPECT_TRUE(contains(metrics, "operation=\"Echo\""));
    EXPECT_TRUE(contains(metrics, "amicast_request_seconds_bucket"));
    EXPECT_FALSE(contains(metrics, "ClientsOwnWord"));
}

TEST_F(GatewayTest, ServesManyThreads) {
    std::vector<std::thread> threads;
    std::vector<int> failed(4, 0);
    for (std::size_t t = 0; t < failed.size(); ++t) {
        threads.emplace_back([this, t, &failed] {
            for (int i = 0; i < 50; ++i) {
                if (send_echo("&Text=x").status != 200) ++failed[t];
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(failed, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace amicast::gateway
