// Encoded refusals: they open for the account they were made for and for nobody else, say what was
// refused, and stay within their bound.
#include "iam/authorization_message.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace amicast::iam {
namespace {

class AuthorizationMessageTest : public testing::Test {
  protected:
    std::string seal(const AccessRequest& request, const Decision& decision = {}) {
        return seal_authorization_message(root_key_, random_, alice_, request, decision);
    }
    std::string open(const std::string& encoded) {
        auto text = open_authorization_message(root_key_, alice_.account_id, encoded);
        EXPECT_TRUE(text);
        return text ? *text : "";
    }
    static AccessRequest copy() {
        return {.action = "ec2:CopyImage",
                .resource = "arn:aws:ec2:us-east-1::image/ami-1",
                .context = {{"ec2:Region", {"us-east-1"}}, {"aws:TagKeys", {"a", "b"}}}};
    }

    keys::RootKey root_key_{crypto::sha256("root")};
    SeededRandom random_{3};
    Principal alice_{.kind = PrincipalKind::user,
                     .account_id = "111122223333",
                     .arn = "arn:aws:iam::111122223333:user/alice",
                     .user_id = "AIDAALICE",
                     .name = "alice"};
};

TEST_F(AuthorizationMessageTest, SaysWhatWasRefused) {
    EXPECT_EQ(open(seal(copy())),
              R"({"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},)"
              R"("failures":{"items":[]},"context":{"principal":{"id":"AIDAALICE","name":"alice",)"
              R"("arn":"arn:aws:iam::111122223333:user/alice"},"action":"ec2:CopyImage",)"
              R"("resource":"arn:aws:ec2:us-east-1::image/ami-1","conditions":{"items":[)"
              R"({"key":"aws:TagKeys","values":{"items":[{"value":"a"},{"value":"b"}]}},)"
              R"({"key":"ec2:Region","values":{"items":[{"value":"us-east-1"}]}}]}}})");
    std::string denied = open(
        seal(copy(), {.effect = Effect::explicit_deny, .denying_statements = {"NoCopies", ""}}));
    EXPECT_NE(denied.find(R"("explicitDeny":true)"), std::string::npos);
    EXPECT_NE(denied.find(R"({"statementId":"NoCopies","effect":"DENY"})"), std::string::npos);
}

TEST_F(AuthorizationMessageTest, NamesASessionByItsName) {
    alice_.kind = PrincipalKind::role_session;
    alice_.session_name = "night";
    EXPECT_NE(open(seal(copy())).find(R"("name":"night")"), std::string::npos);
}

TEST_F(AuthorizationMessageTest, OpensForItsAccountAndSiteOnly) {
    std::string encoded = seal(copy());
    EXPECT_EQ(encoded.find_first_of("+/= "), std::string::npos) << "it travels in URLs";
    EXPECT_FALSE(open_authorization_message(root_key_, "444455556666", encoded));
    keys::RootKey other(crypto::sha256("another"));
    EXPECT_FALSE(open_authorization_message(other, alice_.account_id, encoded));
    for (std::size_t i = 0; i < encoded.size(); i += 7) {
        std::string changed = encoded;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(open_authorization_message(root_key_, alice_.account_id, changed)) << i;
    }
    for (const char* bad : {"", "A", "not a message", "====", "AAAA"})
        EXPECT_FALSE(open_authorization_message(root_key_, alice_.account_id, bad)) << bad;
}

TEST_F(AuthorizationMessageTest, LeavesOutConditionsThatDoNotFit) {
    AccessRequest request = copy();
    for (int i = 0; i < 60; ++i)
        request.context["aws:RequestTag/k" + std::to_string(i)] = {std::string(256, 'v')};
    request.context["aws:UserAgent"] = {std::string(9000, 'u')};
    std::string encoded = seal(request);
    EXPECT_LE(encoded.size(), encoded_message_max);
    EXPECT_GT(encoded.size(), encoded_message_max * 9 / 10);
    std::string text = open(encoded);
    EXPECT_EQ(text.find("aws:UserAgent"), std::string::npos);
    EXPECT_NE(text.find("aws:RequestTag/k0"), std::string::npos);
    EXPECT_TRUE(text.ends_with("]}}}")) << "and is whole";
}

}  // namespace
}  // namespace amicast::iam
