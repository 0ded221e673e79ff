// A token must open only under its own key id, root key and version, before its expiry, unchanged.
#include "iam/session_tokens.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace amicast::iam {
namespace {

using namespace std::chrono_literals;

class SessionTokensTest : public testing::Test {
  protected:
    static keys::RootKey root_key(std::uint8_t fill) {
        crypto::Key key;
        key.fill(fill);
        return keys::RootKey(key);
    }

    Principal session() const {
        Principal who;
        who.kind = PrincipalKind::role_session;
        who.account_id = "123456789012";
        who.arn = "arn:aws:sts::123456789012:assumed-role/Builder/night";
        who.user_id = "AROAEXAMPLE:night";
        who.name = "Builder";
        who.role_arn = "arn:aws:iam::123456789012:role/ci/Builder";
        who.session_name = "night";
        who.session_policies = {R"({"Statement":[]})"};
        who.session_policy_arns = {"arn:aws:iam::123456789012:policy/Cap"};
        who.tags = {{"team", "images"}, {"empty", ""}};
        who.transitive_tag_keys = {"team"};
        who.source_identity = "alice";
        who.chain_depth = 2;
        return who;
    }

    ManualClock clock_{from_microseconds(1'700'000'000'000'000)};
    SeededRandom random_{7};
    keys::RootKey root_key_ = root_key(1);
    SessionTokens tokens_{root_key_, clock_, random_};
};

TEST_F(SessionTokensTest, GivesBackEveryFactOfTheSession) {
    auto issued = tokens_.issue(session(), clock_.now() + 1h);
    ASSERT_TRUE(issued);
    EXPECT_TRUE(issued->access_key_id.starts_with("ASIA"));
    EXPECT_EQ(issued->access_key_id.size(), 20U);
    EXPECT_EQ(issued->secret.size(), 40U);

    auto opened = tokens_.open(issued->access_key_id, issued->token, clock_.now());
    ASSERT_TRUE(opened);
    Principal expected = session();
    EXPECT_EQ(opened->secret, issued->secret);
    EXPECT_EQ(opened->expires, clock_.now() + 1h);
    EXPECT_EQ(opened->principal.kind, expected.kind);
    EXPECT_EQ(opened->principal.account_id, expected.account_id);
    EXPECT_EQ(opened->principal.arn, expected.arn);
    EXPECT_EQ(opened->principal.user_id, expected.user_id);
    EXPECT_EQ(opened->principal.name, expected.name);
    EXPECT_EQ(opened->principal.role_arn, expected.role_arn);
    EXPECT_EQ(opened->principal.session_name, expected.session_name);
    EXPECT_EQ(opened->principal.session_policies, expected.session_policies);
    EXPECT_EQ(opened->principal.session_policy_arns, expected.session_policy_arns);
    EXPECT_EQ(opened->principal.tags, expected.tags);
    EXPECT_EQ(opened->principal.transitive_tag_keys, expected.transitive_tag_keys);
    EXPECT_EQ(opened->principal.source_identity, expected.source_identity);
    EXPECT_EQ(opened->principal.chain_depth, expected.chain_depth);
    EXPECT_EQ(opened->principal.access_key_id, issued->access_key_id);
    EXPECT_EQ(opened->principal.token_issued, clock_.now());
}

TEST_F(SessionTokensTest, EndsAtItsExpiry) {
    Time expires = clock_.now() + 15min;
    auto issued = tokens_.issue(session(), expires);
    ASSERT_TRUE(issued);
    EXPECT_TRUE(tokens_.open(issued->access_key_id, issued->token, expires - 1us));
    auto late = tokens_.open(issued->access_key_id, issued->token, expires);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::timed_out);
}

TEST_F(SessionTokensTest, RefusesAnotherKeyId) {
    auto mine = tokens_.issue(session(), clock_.now() + 1h);
    auto other = tokens_.issue(session(), clock_.now() + 1h);
    ASSERT_TRUE(mine && other);
    auto opened = tokens_.open(other->access_key_id, mine->token, clock_.now());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::denied);
}

TEST_F(SessionTokensTest, RefusesATokenOfAnotherSite) {
    keys::RootKey foreign_key = root_key(2);
    SessionTokens foreign(foreign_key, clock_, random_);
    auto issued = foreign.issue(session(), clock_.now() + 1h);
    ASSERT_TRUE(issued);
    auto opened = tokens_.open(issued->access_key_id, issued->token, clock_.now());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::denied);
}

TEST_F(SessionTokensTest, RefusesEveryChangedByte) {
    auto issued = tokens_.issue(session(), clock_.now() + 1h);
    ASSERT_TRUE(issued);
    Bytes bytes = *from_base64(issued->token);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Bytes changed = bytes;
        changed[i] ^= 1;
        auto opened = tokens_.open(issued->access_key_id, to_base64(changed), clock_.now());
        ASSERT_FALSE(opened) << "byte " << i;
        EXPECT_EQ(opened.error().kind, ErrorKind::denied);
    }
}

TEST_F(SessionTokensTest, RefusesTextThatIsNoToken) {
    for (const std::string& text : {std::string(), std::string("AQ=="), std::string("!"),
                                    std::string("AA=="), std::string(8192, 'A')}) {
        auto opened = tokens_.open("ASIAEXAMPLEEXAMPLE00", text, clock_.now());
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().kind, ErrorKind::denied);
    }
}

TEST_F(SessionTokensTest, MakesNobodyAService) {
    Principal who = session();
    who.kind = PrincipalKind::service;
    auto issued = tokens_.issue(who, clock_.now() + 1h);
    ASSERT_TRUE(issued);
    EXPECT_FALSE(tokens_.open(issued->access_key_id, issued->token, clock_.now()));
}

TEST_F(SessionTokensTest, StaysUnderItsBoundOrRefuses) {
    Principal who = session();
    who.session_policies = {std::string(2048, 'x')};
    auto fits = tokens_.issue(who, clock_.now() + 1h);
    ASSERT_TRUE(fits);
    EXPECT_LE(fits->token.size(), SessionTokens::token_bytes_max);

    who.session_policies.push_back(std::string(1024, 'x'));
    auto too_large = tokens_.issue(who, clock_.now() + 1h);
    ASSERT_FALSE(too_large);
    EXPECT_EQ(too_large.error().kind, ErrorKind::limit);
}

TEST_F(SessionTokensTest, PadsToTheLengthAskedFor) {
    for (std::size_t wanted : {0U, 2000U, 4096U}) {
        auto issued = tokens_.issue(session(), clock_.now() + 1h, wanted);
        ASSERT_TRUE(issued);
        EXPECT_GE(issued->token.size(), wanted);
        EXPECT_LE(issued->token.size(), SessionTokens::token_bytes_max);
        EXPECT_TRUE(tokens_.open(issued->access_key_id, issued->token, clock_.now()));
    }
}

}  // namespace
}  // namespace amicast::iam
