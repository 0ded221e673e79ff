// Grants: what they allow, who gives and ends them, and how they are listed.
#include <set>

#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class KmsGrantsTest : public KmsTest {};

TEST_F(KmsGrantsTest, AGrantAllowsWhatItSays) {
    auto user = limited_user(site_, "user", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string key = create_key();
    EXPECT_FALSE(may_encrypt(user, key));
    std::string made = grant(key, user, R"("Encrypt","DescribeKey","Encrypt")", text("Name", "n"));
    EXPECT_EQ(member(made, "GrantId").size(), 64U);
    EXPECT_TRUE(may_encrypt(user, key));
    EXPECT_TRUE(may_encrypt(user, key, "\"GrantTokens\":[\"" + member(made, "GrantToken") + "\"]"));
    must_as(user, "DescribeKey", on(key));
    fails_as(user, "Decrypt", of_ciphertext(encrypt(key, "x")), "AccessDeniedException");
    std::string listed = must("ListGrants", on(key));
    EXPECT_THAT(listed, HasSubstr(R"("Operations":["Encrypt","DescribeKey"])"));
    EXPECT_EQ(member(listed, "GranteePrincipal"), user.arn);
    EXPECT_EQ(member(listed, "IssuingAccount"), "arn:aws:iam::" + site_.account() + ":root");
    EXPECT_EQ(member(listed, "KeyId"), arn_of(key));
    EXPECT_EQ(member(listed, "Name"), "n");
    EXPECT_THAT(listed, Not(HasSubstr("Constraints")));

    std::string again = grant(key, user, R"("DescribeKey","Encrypt")", text("Name", "n"));
    EXPECT_EQ(member(again, "GrantId"), member(made, "GrantId")) << "the same under the same name";
    EXPECT_NE(member(again, "GrantToken"), member(made, "GrantToken"));
    std::string unnamed = grant(key, user, R"("DescribeKey","Encrypt")");
    EXPECT_NE(member(unnamed, "GrantId"), member(made, "GrantId"));

    for (const std::string& one : {made, unnamed})
        must("RevokeGrant", on(key, text("GrantId", member(one, "GrantId"))));
    EXPECT_FALSE(may_encrypt(user, key));
    fails("RevokeGrant", on(key, text("GrantId", member(made, "GrantId"))), "NotFoundException",
          member(made, "GrantId"));
    EXPECT_EQ(must("ListGrants", on(key)), R"({"Grants":[],"Truncated":false})");
}

TEST_F(KmsGrantsTest, ConstraintsHoldTheContext) {
    auto user = limited_user(site_, "user", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string equal = create_key();
    std::string subset = create_key();
    grant(equal, user, R"("Encrypt","DescribeKey")",
          R"("Constraints":{"EncryptionContextEquals":{"a":"1"}})");
    grant(subset, user, R"("Encrypt")", R"("Constraints":{"EncryptionContextSubset":{"a":"1"}})");
    const std::string exact = R"("EncryptionContext":{"a":"1"})";
    const std::string more = R"("EncryptionContext":{"a":"1","b":"2"})";
    EXPECT_TRUE(may_encrypt(user, equal, exact));
    EXPECT_FALSE(may_encrypt(user, equal, more));
    EXPECT_FALSE(may_encrypt(user, equal));
    must_as(user, "DescribeKey", on(equal));
    EXPECT_TRUE(may_encrypt(user, subset, exact));
    EXPECT_TRUE(may_encrypt(user, subset, more));
    EXPECT_FALSE(may_encrypt(user, subset, R"("EncryptionContext":{"b":"2"})"));
    EXPECT_THAT(must("ListGrants", on(equal)),
                HasSubstr(R"("Constraints":{"EncryptionContextEquals":{"a":"1"}})"));
    EXPECT_THAT(must("ListGrants", on(subset)),
                HasSubstr(R"("Constraints":{"EncryptionContextSubset":{"a":"1"}})"));
}

TEST_F(KmsGrantsTest, AGranteePassesOnWhatItHasAndNoMore) {
    const char* nothing = R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})";
    auto user = limited_user(site_, "user", nothing);
    auto friend_of_user = limited_user(site_, "friend", nothing);
    std::string key = create_key();
    grant(key, user, R"("Encrypt","CreateGrant")",
          R"("Constraints":{"EncryptionContextSubset":{"a":"1"}})");
    auto passed_on = [&](const std::string& operations, const std::string& constraints) {
        return on(arn_of(key), text("GranteePrincipal", friend_of_user.arn) + ",\"Operations\":[" +
                                   operations + "]" + constraints);
    };
    const std::string narrower = R"(,"Constraints":{"EncryptionContextEquals":{"a":"1","b":"2"}})";
    fails_as(user, "CreateGrant", passed_on(R"("Encrypt")", ""), "AccessDeniedException");
    fails_as(user, "CreateGrant", passed_on(R"("Encrypt","Decrypt")", narrower),
             "AccessDeniedException");
    must_as(user, "CreateGrant", passed_on(R"("Encrypt")", narrower));
    EXPECT_TRUE(may_encrypt(friend_of_user, key, R"("EncryptionContext":{"a":"1","b":"2"})"));
    EXPECT_FALSE(may_encrypt(friend_of_user, key, R"("EncryptionContext":{"a":"1"})"));
}

TEST_F(KmsGrantsTest, GrantsFollowTheRules) {
    std::string key = create_key();
    const std::string me = text("GranteePrincipal", site_.admin().arn);
    const std::string decrypt_only = R"(,"Operations":["Decrypt"])";
    fails("CreateGrant", on(key, me + R"(,"Operations":[])"), "ValidationException", "Operations");
    fails("CreateGrant", on(key, me), "ValidationException", "Operations");
    fails("CreateGrant", on(key, me + R"(,"Operations":["Sign"])"), "ValidationException", "Sign");
    fails("CreateGrant", on(key, me + R"(,"Operations":["Dance"])"), "ValidationException",
          "Dance");
    fails("CreateGrant", on(key, R"("Operations":["Decrypt"])"), "ValidationException",
          "GranteePrincipal");
    fails("CreateGrant",
          on(key, text("GranteeServicePrincipal", "ec2.amazonaws.com") + decrypt_only),
          "ValidationException", "GranteeServicePrincipal");
    fails("CreateGrant",
          on(key,
             me + decrypt_only +
                 R"(,"Constraints":{"SourceArn":"arn:aws:ec2:us-east-1:111111111111:volume/v"})"),
          "ValidationException", "SourceArn");
    fails("CreateGrant",
          on(key, me + decrypt_only +
                      R"(,"Constraints":{"EncryptionContextEquals":{"a":"1"},)"
                      R"("EncryptionContextSubset":{"a":"1"}})"),
          "ValidationException", "not both");
    for (const std::string& nobody :
         {std::string("nobody"), "arn:aws:iam::" + site_.account() + ":user/nobody",
          std::string("arn:aws:s3:::bucket")})
        fails("CreateGrant", on(key, text("GranteePrincipal", nobody) + decrypt_only),
              "InvalidArnException", nobody);
    fails("CreateGrant",
          on(key, me + decrypt_only + "," +
                      text("RetiringPrincipal", "arn:aws:iam::" + site_.account() + ":role/none")),
          "InvalidArnException", "role/none");
    fails("CreateGrant", on(key, me + decrypt_only + R"(,"GrantTokens":["no token"])"),
          "InvalidGrantTokenException");
    fails("Encrypt", on(key, blob("Plaintext", "x") + R"(,"GrantTokens":["AAAA"])"),
          "InvalidGrantTokenException");
    fails("RevokeGrant", on(key, text("GrantId", "abc")), "InvalidGrantIdException", "abc");
    fails("RevokeGrant", on(key, text("GrantId", std::string(64, '0'))), "NotFoundException");
    fails("ListGrants", on(key, text("GrantId", "abc")), "InvalidGrantIdException");
}

TEST_F(KmsGrantsTest, GrantsAreListedPageByPageAndFiltered) {
    auto user = limited_user(site_, "user", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string key = create_key();
    std::set<std::string> wanted;
    for (int i = 0; i < 3; ++i)
        wanted.insert(member(grant(key, user, R"("Encrypt")"), "GrantId"));
    std::string other = member(grant(key, site_.admin(), R"("Encrypt")"), "GrantId");
    std::set<std::string> seen;
    std::string marker;
    do {
        std::string page =
            must("ListGrants", on(key, R"("Limit":1,)" + text("GranteePrincipal", user.arn) +
                                           (marker.empty() ? "" : "," + text("Marker", marker))));
        seen.insert(member(page, "GrantId"));
        marker = member(page, "NextMarker");
    } while (!marker.empty());
    EXPECT_EQ(seen, wanted);
    EXPECT_EQ(member(must("ListGrants", on(key, text("GrantId", other))), "GranteePrincipal"),
              site_.admin().arn);
    EXPECT_EQ(must("ListGrants", on(create_key(), text("GrantId", other))),
              R"({"Grants":[],"Truncated":false})");
    fails("ListGrants", on(key, text("Marker", "zz")), "InvalidMarkerException");
}

TEST_F(KmsGrantsTest, WhoMayRetireAGrant) {
    const char* nothing = R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})";
    auto grantee = limited_user(site_, "grantee", nothing);
    auto retiring = limited_user(site_, "retiring", nothing);
    auto bystander = limited_user(site_, "bystander", nothing);
    auto manager = limited_user(site_, "manager",
                                R"({"Effect":"Allow","Action":"kms:RetireGrant","Resource":"*"})");
    std::string key = create_key();
    auto make = [&](const std::string& operations) {
        return grant(key, grantee, operations, text("RetiringPrincipal", retiring.arn));
    };
    auto by_token = [](const std::string& made) {
        return "{" + text("GrantToken", member(made, "GrantToken")) + "}";
    };
    auto by_id = [&](const std::string& made) {
        return on(arn_of(key), text("GrantId", member(made, "GrantId")));
    };
    std::string made = make(R"("Encrypt")");
    EXPECT_EQ(member(must("ListGrants", on(key)), "RetiringPrincipal"), retiring.arn);
    for (const std::string& order : {by_token(made), by_id(made)}) {
        fails_as(bystander, "RetireGrant", order, "AccessDeniedException");
        fails_as(grantee, "RetireGrant", order, "AccessDeniedException");
        fails_as(stranger(), "RetireGrant", order, "AccessDeniedException");
    }
    must_as(retiring, "RetireGrant", by_token(made));
    fails_as(retiring, "RetireGrant", by_token(made), "InvalidGrantTokenException");
    must_as(retiring, "RetireGrant", by_id(make(R"("Encrypt")")));
    must_as(grantee, "RetireGrant", by_token(make(R"("Encrypt","RetireGrant")")));
    must_as(manager, "RetireGrant", by_id(make(R"("Encrypt")")));
    std::string last = make(R"("Encrypt")");
    std::string dry = by_id(last);
    dry.insert(dry.size() - 1, R"(,"DryRun":true)");
    fails("RetireGrant", dry, "DryRunOperationException");
    fails("RevokeGrant", dry, "DryRunOperationException");
    must("RetireGrant", by_id(last));
    EXPECT_EQ(must("ListGrants", on(key)), R"({"Grants":[],"Truncated":false})");

    fails("RetireGrant", "{}", "ValidationException", "GrantToken");
    fails("RetireGrant", on(key), "ValidationException", "GrantId");
    fails("RetireGrant",
          on(key, text("GrantId", member(last, "GrantId")) + "," + text("GrantToken", "t")),
          "ValidationException", "either");
    fails("RetireGrant", R"({"GrantToken":"AAAA"})", "InvalidGrantTokenException");
    fails("RetireGrant", by_id(last), "NotFoundException");
    fails("RetireGrant", on(key, text("GrantId", "abc")), "InvalidGrantIdException");
}

TEST_F(KmsGrantsTest, RetirableGrantsAreListedForTheirRetirer) {
    auto retiring =
        limited_user(site_, "retiring",
                     R"({"Effect":"Allow","Action":"kms:ListRetirableGrants","Resource":"*"})");
    std::string first = create_key();
    std::string second = create_key();
    for (const std::string& key : {first, second})
        grant(key, site_.admin(), R"("Encrypt")", text("RetiringPrincipal", retiring.arn));
    grant(first, retiring, R"("Encrypt")");
    const std::string mine = text("RetiringPrincipal", retiring.arn);
    std::string all = must_as(retiring, "ListRetirableGrants", "{" + mine + "}");
    EXPECT_THAT(all, HasSubstr(arn_of(first)));
    EXPECT_THAT(all, HasSubstr(arn_of(second)));
    std::string page = must("ListRetirableGrants", "{" + mine + R"(,"Limit":1})");
    EXPECT_EQ(member(page, "Truncated"), "true");
    std::string next = must("ListRetirableGrants",
                            "{" + mine + "," + text("Marker", member(page, "NextMarker")) + "}");
    EXPECT_EQ(member(next, "Truncated"), "false");
    EXPECT_NE(member(next, "GrantId"), member(page, "GrantId"));
    fails("ListRetirableGrants", "{}", "ValidationException", "RetiringPrincipal");
    fails_as(stranger(), "ListRetirableGrants", "{" + mine + "}", "InvalidArnException",
             "your account");
    EXPECT_EQ(must("ListRetirableGrants",
                   "{" + text("RetiringServicePrincipal", "ec2.amazonaws.com") + "}"),
              R"({"Grants":[],"Truncated":false})");
}

TEST_F(KmsGrantsTest, AnotherAccountsPrincipalCanBeGranted) {
    std::string key = create_key();
    must("CreateGrant", on(key, text("GranteePrincipal", stranger().arn) +
                                    R"(,"Operations":["Encrypt","RetireGrant"])"));
    EXPECT_TRUE(may_encrypt(stranger(), key));
    std::string listed = must("ListGrants", on(key));
    must_as(stranger(), "RetireGrant", on(arn_of(key), text("GrantId", member(listed, "GrantId"))));
    EXPECT_FALSE(may_encrypt(stranger(), key));
}

}  // namespace
}  // namespace amicast::services
