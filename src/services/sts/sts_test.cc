// STS through the wire: both operations, every refusal of AssumeRole, and sessions that work.
#include <gtest/gtest.h>

#include "iam/access_keys.h"
#include "iam/authorization_message.h"
#include "iam/inline_policies.h"
#include "iam/roles.h"
#include "iam/users.h"
#include "services/identity_test_site.h"
#include "services/sts/service.h"

namespace amicast::services {
namespace {

using namespace std::chrono_literals;

constexpr auto allow_all =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";

class StsTest : public testing::Test {
  protected:
    void SetUp() override {
        make_role("R", account_trust());
        role_arn_ = "arn:aws:iam::" + site_.account() + ":role/p/R";
    }
    std::string account_trust(const std::string& condition = "{}",
                              const std::string& action =
                                  "[\"sts:AssumeRole\",\"sts:TagSession\","
                                  "\"sts:SetSourceIdentity\"]") const {
        return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":)" + action +
               R"(,"Principal":{"AWS":")" + site_.account() + R"("},"Condition":)" + condition +
               "}}";
    }
    void make_role(const std::string& name, const std::string& trust,
                   std::int64_t max_session_seconds = 3600) {
        iam::Role role;
        role.account_id = site_.account();
        role.name = name;
        role.path = "/p/";
        role.trust_policy = trust;
        role.max_session_seconds = max_session_seconds;
        role.tags = {{"Team", "images"}};
        ASSERT_TRUE(iam::create_role(site_.identity(), role));
        ASSERT_TRUE(iam::put_policy(
            site_.identity(),
            {.kind = iam::OwnerKind::role, .account_id = site_.account(), .name = name},
            {.name = "p", .document = allow_all}));
    }
    wire::HttpResponse assume(const IdentityTestSite::Parameters& more = {}) {
        return assume_as(site_.admin(), role_arn_, more);
    }
    wire::HttpResponse assume_as(const iam::Principal& caller, const std::string& role_arn,
                                 const IdentityTestSite::Parameters& more = {}) {
        IdentityTestSite::Parameters parameters = {{"RoleArn", role_arn},
                                                   {"RoleSessionName", "night"}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        return site_.query(sts_service(), "AssumeRole", parameters, caller);
    }
    wire::HttpResponse get_session_token(const iam::Principal& caller,
                                         const IdentityTestSite::Parameters& parameters = {}) {
        return site_.query(sts_service(), "GetSessionToken", parameters, caller);
    }
    iam::Session open(const wire::HttpResponse& response) {
        EXPECT_EQ(response.status, 200) << response.body;
        auto session =
            site_.sessions().open(element(response.body, "AccessKeyId"),
                                  element(response.body, "SessionToken"), site_.clock().now());
        EXPECT_TRUE(session);
        return session ? *session : iam::Session();
    }
    static void expect_error(const wire::HttpResponse& response, int status,
                             const std::string& code) {
        EXPECT_EQ(response.status, status) << response.body;
        EXPECT_EQ(element(response.body, "Code"), code) << response.body;
    }

    IdentityTestSite site_;
    std::string role_arn_;
};

TEST_F(StsTest, TellsWhoCalls) {
    auto response = site_.query(sts_service(), "GetCallerIdentity", {}, site_.admin());
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(element(response.body, "Account"), site_.account());
    EXPECT_EQ(element(response.body, "Arn"), site_.admin().arn);
    EXPECT_EQ(element(response.body, "UserId"), site_.admin().user_id);
    EXPECT_NE(response.body.find("<GetCallerIdentityResult>"), std::string::npos);

    iam::Principal session = open(assume()).principal;
    response = site_.query(sts_service(), "GetCallerIdentity", {}, session);
    // The role's path is left out.
    EXPECT_EQ(element(response.body, "Arn"),
              "arn:aws:sts::" + site_.account() + ":assumed-role/R/night");
    EXPECT_TRUE(element(response.body, "UserId").ends_with(":night"));
}

TEST_F(StsTest, GivesCredentialsThatOpen) {
    auto response = assume();
    iam::Session session = open(response);
    EXPECT_EQ(element(response.body, "SecretAccessKey"), session.secret);
    EXPECT_EQ(session.expires, site_.clock().now() + 1h);
    EXPECT_EQ(element(response.body, "Expiration"), "2024-05-06T08:08:09Z");
    EXPECT_EQ(element(response.body, "Arn"), session.principal.arn);
    EXPECT_EQ(element(response.body, "AssumedRoleId"), session.principal.user_id);
    EXPECT_EQ(session.principal.role_arn, role_arn_);
    EXPECT_EQ(session.principal.chain_depth, 1);
    EXPECT_EQ(session.principal.tags.at("Team"), "images");
}

TEST_F(StsTest, KeepsToTheDurationsOfRoleAndChain) {
    EXPECT_EQ(open(assume({{"DurationSeconds", "900"}})).expires, site_.clock().now() + 15min);
    expect_error(assume({{"DurationSeconds", "899"}}), 400, "ValidationError");
    expect_error(assume({{"DurationSeconds", "43201"}}), 400, "ValidationError");
    expect_error(assume({{"DurationSeconds", "3601"}}), 400, "ValidationError");
    make_role("Long", account_trust(), 7200);
    std::string long_arn = "arn:aws:iam::" + site_.account() + ":role/p/Long";
    EXPECT_EQ(assume_as(site_.admin(), long_arn, {{"DurationSeconds", "7200"}}).status, 200);
    iam::Principal session = open(assume()).principal;
    expect_error(assume_as(session, long_arn, {{"DurationSeconds", "7200"}}), 400,
                 "ValidationError");
    EXPECT_EQ(open(assume_as(session, long_arn)).principal.chain_depth, 2);
}

TEST_F(StsTest, DoesNotTellMissingFromUntrusted) {
    make_role(
        "Closed",
        R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}})");
    std::string prefix = "arn:aws:iam::" + site_.account() + ":role/";
    auto closed = assume_as(site_.admin(), prefix + "p/Closed");
    auto missing = assume_as(site_.admin(), prefix + "p/Missin");
    auto wrong_path = assume_as(site_.admin(), prefix + "R");
    expect_error(closed, 403, "AccessDenied");
    expect_error(missing, 403, "AccessDenied");
    expect_error(wrong_path, 403, "AccessDenied");
    auto message = [](const wire::HttpResponse& response) {
        std::string text = element(response.body, "Message");
        return text.substr(0, text.rfind(':'));
    };
    EXPECT_EQ(message(closed).substr(0, 60), message(missing).substr(0, 60));
}

TEST_F(StsTest, RefusesWhatIsNoRole) {
    for (const std::string& arn : {std::string("arn:aws:iam::12345:role/R........"),
                                   "arn:aws:iam::" + site_.account() + ":user/admin",
                                   "arn:aws:sts::" + site_.account() + ":assumed-role/R/s"})
        expect_error(assume_as(site_.admin(), arn), 400, "ValidationError");
    expect_error(assume_as(site_.admin(), "short"), 400, "ValidationError");
    expect_error(site_.query(sts_service(), "AssumeRole", {{"RoleArn", role_arn_}}, site_.admin()),
                 400, "ValidationError");
}

TEST_F(StsTest, LetsNoRootAssume) {
    iam::Principal root;
    root.kind = iam::PrincipalKind::root;
    root.account_id = site_.account();
    root.arn = "arn:aws:iam::" + site_.account() + ":root";
    expect_error(assume_as(root, role_arn_), 403, "AccessDenied");
}

TEST_F(StsTest, AsksForTheExternalId) {
    make_role("X", account_trust(R"({"StringEquals":{"sts:ExternalId":"abc"}})"));
    std::string arn = "arn:aws:iam::" + site_.account() + ":role/p/X";
    expect_error(assume_as(site_.admin(), arn), 403, "AccessDenied");
    expect_error(assume_as(site_.admin(), arn, {{"ExternalId", "abd"}}), 403, "AccessDenied");
    EXPECT_EQ(assume_as(site_.admin(), arn, {{"ExternalId", "abc"}}).status, 200);
    expect_error(assume_as(site_.admin(), arn, {{"ExternalId", "a"}}), 400, "ValidationError");
}

TEST_F(StsTest, CapsTheSessionByPolicies) {
    std::string policy = R"({"Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}})";
    auto session = open(assume({{"Policy", policy}}));
    EXPECT_EQ(session.principal.session_policies, std::vector<std::string>{policy});
    session =
        open(assume({{"PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/AdministratorAccess"}}));
    EXPECT_EQ(session.principal.session_policy_arns,
              std::vector<std::string>{"arn:aws:iam::aws:policy/AdministratorAccess"});
    expect_error(assume({{"PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/Unheard"}}), 400,
                 "ValidationError");
    expect_error(assume({{"Policy", "{}"}}), 400, "MalformedPolicyDocument");
    std::string longest = policy + std::string(2048 - policy.size(), ' ');
    auto packed = [](const wire::HttpResponse& response) {
        return std::stoi(element(response.body, "PackedPolicySize"));
    };
    EXPECT_EQ(assume({{"Policy", longest}}).status, 200);
    EXPECT_GT(packed(assume({{"Policy", longest}})), packed(assume({{"Policy", policy}})));
    EXPECT_LE(packed(assume({{"Policy", longest}})), 100);
    // Together they are longer than any alone may be.
    expect_error(
        assume({{"Policy", longest},
                {"PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/AdministratorAccess"}}),
        400, "PackedPolicyTooLarge");
    expect_error(
        assume({{"PolicyArns.member.1.arn", "arn:aws:iam::aws:policy/AWSImageBuilderFullAccess"},
                {"PolicyArns.member.2.arn", "arn:aws:iam::aws:policy/AmazonEC2FullAccess"}}),
        400, "PackedPolicyTooLarge");
    IdentityTestSite::Parameters many;
    for (int i = 1; i <= 11; ++i)
        many.emplace_back("PolicyArns.member." + std::to_string(i) + ".arn",
                          "arn:aws:iam::aws:policy/AWSDenyAll");
    expect_error(assume(many), 400, "ValidationError");
    expect_error(assume({{"Policy", longest + " "}}), 400, "PackedPolicyTooLarge");
}

TEST_F(StsTest, PassesTagsAlongTheChain) {
    auto session = open(assume({{"Tags.member.1.Key", "team"},
                                {"Tags.member.1.Value", "night shift"},
                                {"Tags.member.2.Key", "Stage"},
                                {"Tags.member.2.Value", "test"},
                                {"TransitiveTagKeys.member.1", "Stage"}}));
    // A session tag replaces the role's, whatever its case.
    EXPECT_EQ(session.principal.tags.at("team"), "night shift");
    EXPECT_FALSE(session.principal.tags.contains("Team"));
    make_role("Next", account_trust());
    std::string next = "arn:aws:iam::" + site_.account() + ":role/p/Next";
    auto chained = open(assume_as(session.principal, next));
    EXPECT_EQ(chained.principal.tags.at("Stage"), "test");
    EXPECT_FALSE(chained.principal.tags.contains("team"));
    expect_error(assume_as(session.principal, next,
                           {{"Tags.member.1.Key", "stage"}, {"Tags.member.1.Value", "x"}}),
                 400, "ValidationError");
}

TEST_F(StsTest, RefusesMoreTagsThanATokenHolds) {
    IdentityTestSite::Parameters tags;
    for (int i = 1; i <= 50; ++i) {
        std::string tag = "Tags.member." + std::to_string(i);
        tags.emplace_back(tag + ".Key", "k" + std::to_string(i));
        tags.emplace_back(tag + ".Value", std::string(256, 'v'));
    }
    expect_error(assume(tags), 400, "PackedPolicyTooLarge");
}

TEST_F(StsTest, RefusesBadTags) {
    expect_error(assume({{"Tags.member.1.Key", "a"},
                         {"Tags.member.1.Value", "1"},
                         {"Tags.member.2.Key", "A"},
                         {"Tags.member.2.Value", "2"}}),
                 400, "ValidationError");
    expect_error(assume({{"Tags.member.1.Key", "aws:a"}, {"Tags.member.1.Value", "1"}}), 400,
                 "ValidationError");
    expect_error(assume({{"TransitiveTagKeys.member.1", "none"}}), 400, "ValidationError");
    expect_error(assume({{"Tags.member.1.Key", "a"}}), 400, "ValidationError");
}

TEST_F(StsTest, NeedsPermissionForTagsAndSourceIdentity) {
    make_role("Plain", account_trust("{}", "\"sts:AssumeRole\""));
    std::string arn = "arn:aws:iam::" + site_.account() + ":role/p/Plain";
    EXPECT_EQ(assume_as(site_.admin(), arn).status, 200);
    expect_error(
        assume_as(site_.admin(), arn, {{"Tags.member.1.Key", "a"}, {"Tags.member.1.Value", "1"}}),
        403, "AccessDenied");
    expect_error(assume_as(site_.admin(), arn, {{"SourceIdentity", "alice"}}), 403, "AccessDenied");
}

TEST_F(StsTest, CarriesTheSourceIdentityOn) {
    auto response = assume({{"SourceIdentity", "alice"}});
    EXPECT_EQ(element(response.body, "SourceIdentity"), "alice");
    iam::Principal session = open(response).principal;
    EXPECT_EQ(open(assume_as(session, role_arn_)).principal.source_identity, "alice");
    expect_error(assume_as(session, role_arn_, {{"SourceIdentity", "mallory"}}), 400,
                 "ValidationError");
}

// ---- GetSessionToken ----

TEST_F(StsTest, GivesUsersTemporaryCredentials) {
    auto response = get_session_token(site_.admin());
    iam::Session session = open(response);
    EXPECT_EQ(session.principal.arn, site_.admin().arn);
    EXPECT_EQ(session.principal.kind, iam::PrincipalKind::user);
    EXPECT_EQ(session.expires, site_.clock().now() + 12h);
    EXPECT_EQ(open(get_session_token(site_.admin(), {{"DurationSeconds", "129600"}})).expires,
              site_.clock().now() + 36h);
    expect_error(get_session_token(site_.admin(), {{"DurationSeconds", "899"}}), 400,
                 "ValidationError");
    expect_error(get_session_token(site_.admin(), {{"DurationSeconds", "129601"}}), 400,
                 "ValidationError");
    expect_error(get_session_token(site_.admin(), {{"SerialNumber", "arn:aws:iam::1:mfa/x"},
                                                   {"TokenCode", "123456"}}),
                 403, "AccessDenied");
    EXPECT_GE(element(get_session_token(site_.admin(), {{"MinimumSessionTokenSize", "3000"}}).body,
                      "SessionToken")
                  .size(),
              3000U);
}

TEST_F(StsTest, CutsSessionsOfARoot) {
    iam::Principal root;
    root.kind = iam::PrincipalKind::root;
    root.account_id = site_.account();
    root.arn = "arn:aws:iam::" + site_.account() + ":root";
    EXPECT_EQ(open(get_session_token(root)).expires, site_.clock().now() + 1h);
    EXPECT_EQ(open(get_session_token(root, {{"DurationSeconds", "900"}})).expires,
              site_.clock().now() + 15min);
}

TEST_F(StsTest, GivesSessionsNoFurtherSessions) {
    expect_error(get_session_token(open(assume()).principal), 403, "AccessDenied");
    iam::Principal session = open(get_session_token(site_.admin())).principal;
    expect_error(get_session_token(session), 403, "AccessDenied");
    // It may become a role, and see who it is; nothing else of STS.
    EXPECT_EQ(assume_as(session, role_arn_).status, 200);
    EXPECT_EQ(site_.query(sts_service(), "GetCallerIdentity", {}, session).status, 200);
    expect_error(site_.query(sts_service(), "GetAccessKeyInfo",
                             {{"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"}}, session),
                 403, "AccessDenied");
}

// ---- GetAccessKeyInfo ----

TEST_F(StsTest, TellsWhoseAKeyIs) {
    auto info = [&](const std::string& id, const iam::Principal& caller) {
        return site_.query(sts_service(), "GetAccessKeyInfo", {{"AccessKeyId", id}}, caller);
    };
    auto key = iam::create_access_key(site_.identity(), site_.account(), "admin");
    ASSERT_TRUE(key);
    EXPECT_EQ(element(info(key->id, site_.admin()).body, "Account"), site_.account());
    expect_error(info("AKIAIOSFODNN7EXAMPLE", site_.admin()), 400, "ValidationError");
    expect_error(info("short", site_.admin()), 400, "ValidationError");
    iam::Principal session = open(assume()).principal;
    EXPECT_EQ(element(info(session.access_key_id, session).body, "Account"), site_.account());
}

// ---- DecodeAuthorizationMessage ----

TEST_F(StsTest, DecodesRefusalsOfItsAccount) {
    auto decode = [&](const std::string& message, const iam::Principal& caller) {
        return site_.query(sts_service(), "DecodeAuthorizationMessage",
                           {{"EncodedMessage", message}}, caller);
    };
    std::string message = iam::seal_authorization_message(
        site_.root_key(), site_.random(), site_.admin(),
        {.action = "ec2:CopyImage", .resource = "*", .context = {}}, {});
    auto response = decode(message, site_.admin());
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_NE(element(response.body, "DecodedMessage").find("ec2:CopyImage"), std::string::npos);
    expect_error(decode("nonsense", site_.admin()), 400, "InvalidAuthorizationMessageException");
    expect_error(decode(std::string(10241, 'A'), site_.admin()), 400, "ValidationError");
    iam::Principal stranger;
    stranger.kind = iam::PrincipalKind::root;
    stranger.account_id = "999988887777";
    expect_error(decode(message, stranger), 400, "InvalidAuthorizationMessageException");
    iam::User nobody;
    nobody.account_id = site_.account();
    nobody.name = "nobody";
    auto user = iam::create_user(site_.identity(), nobody);
    ASSERT_TRUE(user);
    expect_error(decode(message, iam::IdentityStore::principal_of(*user)), 403, "AccessDenied");
}

TEST_F(StsTest, SaysWhatItDoesNotDo) {
    expect_error(assume({{"SerialNumber", "arn:aws:iam::1:mfa/x"}, {"TokenCode", "123456"}}), 403,
                 "AccessDenied");
    expect_error(assume({{"ProvidedContexts.member.1.ContextAssertion", "assertion"}}), 400,
                 "ValidationError");
}

TEST_F(StsTest, PadsTheTokenWhenAsked) {
    auto response = assume({{"MinimumSessionTokenSize", "3000"}});
    EXPECT_GE(element(response.body, "SessionToken").size(), 3000U);
    EXPECT_EQ(element(response.body, "SessionTokenSize"),
              std::to_string(element(response.body, "SessionToken").size()));
    open(response);
}

TEST_F(StsTest, TellsStrangersNothingOfAnAccountsPolicies) {
    iam::Role closed;
    closed.account_id = site_.account();
    closed.name = "Closed";
    closed.trust_policy =
        R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}})";
    auto role = iam::create_role(site_.identity(), closed);
    ASSERT_TRUE(role);
    for (const char* policy : {"AdministratorAccess", "Unheard"}) {
        expect_error(assume_as(site_.admin(), role->arn(),
                               {{"PolicyArns.member.1.arn",
                                 std::string("arn:aws:iam::aws:policy/") + policy}}),
                     403, "AccessDenied");
    }
}

}  // namespace
}  // namespace amicast::services
