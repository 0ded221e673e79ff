// Who may do what with a key: the key's policy first, identity policies where it delegates, grants
// beside both, and other accounts.
#include "keys/lifecycle.h"
#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* anything = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

class KmsAccessTest : public KmsTest {
  protected:
    static std::string policy_of(const std::string& statements) {
        return text("Policy",
                    escaped(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"));
    }
    static std::string allow(const std::string& principal, const std::string& action,
                             const std::string& more = "") {
        return R"({"Effect":"Allow","Principal":{"AWS":")" + principal + R"("},"Action":")" +
               action + R"(","Resource":"*")" + (more.empty() ? "" : "," + more) + "}";
    }
    std::string account_may(const std::string& action) const {
        return allow(site_.account(), action);
    }
    void put_policy(const std::string& key, const std::string& statements) {
        must("PutKeyPolicy", on(key, policy_of(statements)));
    }
    bool may_encrypt(const iam::Principal& who, const std::string& key,
                     const std::string& more = "") {
        call_as(who, "Encrypt",
                on(arn_of(key), blob("Plaintext", "x") + (more.empty() ? "" : "," + more)));
        return status_ == 200;
    }
    std::string grant(const std::string& key, const iam::Principal& to,
                      const std::string& operations, const std::string& more = "") {
        return must("CreateGrant",
                    on(key, text("GranteePrincipal", to.arn) + ",\"Operations\":[" + operations +
                                "]" + (more.empty() ? "" : "," + more)));
    }
};

// ---- the key's policy

TEST_F(KmsAccessTest, TheDefaultPolicyLeavesItToIdentityPolicies) {
    std::string key = create_key();
    std::string shown = must("GetKeyPolicy", on(key, text("PolicyName", "default")));
    EXPECT_EQ(member(shown, "PolicyName"), "default");
    EXPECT_THAT(shown, HasSubstr("arn:aws:iam::" + site_.account() + ":root"));
    EXPECT_EQ(must("ListKeyPolicies", on(key)), R"({"PolicyNames":["default"],"Truncated":false})");
    auto allowed = limited_user(
        site_, "allowed",
        R"({"Effect":"Allow","Action":"kms:Encrypt","Resource":")" + arn_of(key) + "\"}");
    auto idle = limited_user(site_, "idle", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    EXPECT_TRUE(may_encrypt(allowed, key));
    EXPECT_FALSE(may_encrypt(idle, key));
    fails_as(allowed, "DescribeKey", on(key), "AccessDeniedException", "kms:DescribeKey");
}

TEST_F(KmsAccessTest, IdentityPoliciesAloneAreNeverEnough) {
    auto everything = limited_user(site_, "everything", anything);
    auto named =
        limited_user(site_, "named", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string key = create_key();
    put_policy(key, account_may("kms:PutKeyPolicy") + "," + allow(named.arn, "kms:Encrypt"));
    EXPECT_FALSE(may_encrypt(everything, key));
    EXPECT_FALSE(may_encrypt(site_.admin(), key));
    EXPECT_TRUE(may_encrypt(named, key)) << "needs no identity policy";
}

TEST_F(KmsAccessTest, AnExplicitDenyAlwaysCounts) {
    auto denied =
        limited_user(site_, "denied", R"({"Effect":"Deny","Action":"kms:Encrypt","Resource":"*"})");
    std::string key = create_key(policy_of(account_may("kms:*")));
    put_policy(key, account_may("kms:*") + "," + allow(denied.arn, "kms:Encrypt"));
    EXPECT_FALSE(may_encrypt(denied, key));
}

TEST_F(KmsAccessTest, APolicyMeansTheUserWhoHadTheNameThen) {
    auto first =
        limited_user(site_, "name", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string key = create_key();
    put_policy(key, account_may("kms:*") + "," + allow(first.arn, "kms:Encrypt"));
    ASSERT_TRUE(may_encrypt(first, key));
    iam::Principal successor = first;
    successor.user_id = "AIDASUCCESSORSUCCESS";
    EXPECT_FALSE(may_encrypt(successor, key));
    EXPECT_THAT(must("GetKeyPolicy", on(key)), HasSubstr(first.arn)) << "shown as it was given";
}

TEST_F(KmsAccessTest, PoliciesThatAreNoneAreRefused) {
    std::string key = create_key();
    const std::string before = must("GetKeyPolicy", on(key));
    for (const char* action : {"PutKeyPolicy", "CreateKey"}) {
        const std::string id =
            std::string(action) == "PutKeyPolicy" ? text("KeyId", key) + "," : "";
        auto refuse = [&](const std::string& members, const std::string& type,
                          const std::string& part = "") {
            fails(action, "{" + id + members + "}", type, part);
        };
        refuse(text("Policy", "{}"), "MalformedPolicyDocumentException");
        refuse(text("Policy", "no JSON"), "MalformedPolicyDocumentException");
        refuse(policy_of(account_may("kms:*") + "," +
                         allow("arn:aws:iam::" + site_.account() + ":user/nobody", "kms:*")),
               "MalformedPolicyDocumentException", "nobody");
        refuse(policy_of(account_may("kms:Encrypt")), "MalformedPolicyDocumentException",
               "will not allow you to update the key policy in the future");
        refuse(policy_of(allow("999999999999", "kms:*")), "MalformedPolicyDocumentException",
               "in the future");
        refuse(
            policy_of(account_may("kms:*") +
                      R"(,{"Effect":"Deny","Principal":"*","Action":"kms:Put*","Resource":"*"})"),
            "MalformedPolicyDocumentException", "in the future");
        refuse(text("Policy", std::string(32 * 1024 + 1, ' ')), "LimitExceededException", "32768");
    }
    EXPECT_EQ(must("GetKeyPolicy", on(key)), before);
    must("PutKeyPolicy",
         on(key, policy_of(account_may("kms:Get*")) + R"(,"BypassPolicyLockoutSafetyCheck":true)"));
    fails("PutKeyPolicy", on(key, policy_of(account_may("kms:*"))), "AccessDeniedException");
    fails("GetKeyPolicy", on(key, text("PolicyName", "other")), "NotFoundException", "other");
    fails("ListKeyPolicies", on(key, text("Marker", "m")), "InvalidMarkerException");
}

TEST_F(KmsAccessTest, WhoOnlyMakesKeysIsNotLockedOut) {
    auto maker = limited_user(
        site_, "maker",
        R"({"Effect":"Allow","Action":["kms:CreateKey","kms:TagResource"],"Resource":"*"})");
    must_as(maker, "CreateKey", "{" + policy_of(account_may("kms:*")) + "}");
    must_as(
        maker, "CreateKey",
        "{" + policy_of(allow(maker.arn, "kms:*")) + R"(,"Tags":[{"TagKey":"a","TagValue":"b"}]})");
    auto untagged = limited_user(site_, "untagged",
                                 R"({"Effect":"Allow","Action":"kms:CreateKey","Resource":"*"})");
    must_as(untagged, "CreateKey", "{}");
    fails_as(untagged, "CreateKey", R"({"Tags":[{"TagKey":"a","TagValue":"b"}]})",
             "AccessDeniedException", "kms:TagResource");
}

// ---- conditions

TEST_F(KmsAccessTest, ConditionsSeeContextTagsAliasesAndRequests) {
    auto user = limited_user(site_, "user", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string key = create_key(R"("Tags":[{"TagKey":"team","TagValue":"web"}])");
    must("CreateAlias",
         "{" + text("AliasName", "alias/web") + "," + text("TargetKeyId", key) + "}");
    auto only_if = [&](const std::string& condition) {
        put_policy(key, account_may("kms:*") + "," +
                            allow(user.arn, "kms:*", R"("Condition":{)" + condition + "}"));
    };
    only_if(R"("StringEquals":{"kms:EncryptionContext:app":"a"})");
    EXPECT_TRUE(may_encrypt(user, key, R"("EncryptionContext":{"app":"a"})"));
    EXPECT_FALSE(may_encrypt(user, key, R"("EncryptionContext":{"app":"b"})"));
    EXPECT_FALSE(may_encrypt(user, key));
    only_if(R"("ForAllValues:StringEquals":{"kms:EncryptionContextKeys":["app"]})");
    EXPECT_TRUE(may_encrypt(user, key, R"("EncryptionContext":{"app":"b"})"));
    EXPECT_FALSE(may_encrypt(user, key, R"("EncryptionContext":{"app":"b","x":""})"));
    only_if(R"("StringEquals":{"aws:ResourceTag/team":"web","kms:CallerAccount":")" +
            site_.account() + R"(","kms:EncryptionAlgorithm":"SYMMETRIC_DEFAULT"})");
    EXPECT_TRUE(may_encrypt(user, key));
    must("TagResource", on(key, R"("Tags":[{"TagKey":"team","TagValue":"db"}])"));
    EXPECT_FALSE(may_encrypt(user, key));
    only_if(R"("StringEquals":{"kms:RequestAlias":"alias/web"})");
    EXPECT_FALSE(may_encrypt(user, key));
    must_as(user, "Encrypt", on("alias/web", blob("Plaintext", "x")));
    only_if(R"("StringEquals":{"kms:ViaService":"ec2.us-east-1.amazonaws.com"})");
    EXPECT_FALSE(may_encrypt(user, key)) << "nobody came through EC2";
    only_if(R"("NumericLessThan":{"kms:RotationPeriodInDays":"200"})");
    must_as(user, "EnableKeyRotation", on(key, R"("RotationPeriodInDays":100)"));
    fails_as(user, "EnableKeyRotation", on(key), "AccessDeniedException");
    only_if(R"("NumericGreaterThan":{"kms:ScheduleKeyDeletionPendingWindowInDays":"20"})");
    fails_as(user, "ScheduleKeyDeletion", on(key, R"("PendingWindowInDays":10)"),
             "AccessDeniedException");
    must_as(user, "ScheduleKeyDeletion", on(key));
}

TEST_F(KmsAccessTest, ReEncryptNeedsLeaveOnBothSides) {
    auto user = limited_user(site_, "user", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})");
    std::string source = create_key();
    std::string destination = create_key();
    std::string made = encrypt(source, "x");
    const std::string order = of_ciphertext(made, text("DestinationKeyId", destination));
    fails_as(user, "ReEncrypt", order, "AccessDeniedException", "kms:ReEncryptFrom");
    put_policy(source, account_may("kms:*") + "," + allow(user.arn, "kms:ReEncryptFrom"));
    fails_as(user, "ReEncrypt", order, "AccessDeniedException", "kms:ReEncryptTo");
    put_policy(destination, account_may("kms:*") + "," + allow(user.arn, "kms:ReEncryptTo"));
    must_as(user, "ReEncrypt", order);
    put_policy(destination, account_may("kms:*") + "," +
                                allow(user.arn, "kms:ReEncrypt*",
                                      R"("Condition":{"Bool":{"kms:ReEncryptOnSameKey":"true"}})"));
    fails_as(user, "ReEncrypt", order, "AccessDeniedException");
    must_as(user, "ReEncrypt",
            of_ciphertext(encrypt(destination, "x"), text("DestinationKeyId", destination)));
}

TEST_F(KmsAccessTest, AnAliasNeedsLeaveForItselfAndItsKeys) {
    std::string key = create_key();
    std::string other = create_key();
    auto alias = [](const std::string& name, const std::string& target) {
        return "{" + text("AliasName", name) + "," + text("TargetKeyId", target) + "}";
    };
    auto on_key_only = limited_user(
        site_, "on_key_only",
        R"({"Effect":"Allow","Action":"kms:*Alias","Resource":")" + arn_of(key) + "\"}");
    fails_as(on_key_only, "CreateAlias", alias("alias/a", key), "AccessDeniedException", "alias/a");
    auto on_alias_only = limited_user(
        site_, "on_alias_only",
        R"({"Effect":"Allow","Action":"kms:*Alias","Resource":"arn:aws:kms:*:*:alias/*"})");
    fails_as(on_alias_only, "CreateAlias", alias("alias/a", key), "AccessDeniedException", key);
    must("CreateAlias", alias("alias/a", key));
    fails_as(on_alias_only, "DeleteAlias", "{" + text("AliasName", "alias/a") + "}",
             "AccessDeniedException", key);
    auto on_new_key = limited_user(
        site_, "on_new_key",
        R"({"Effect":"Allow","Action":"kms:*Alias","Resource":["arn:aws:kms:*:*:alias/*",")" +
            arn_of(other) + "\"]}");
    fails_as(on_new_key, "UpdateAlias", alias("alias/a", other), "AccessDeniedException", key);
}

TEST_F(KmsAccessTest, AServicesKeyIsUsedThroughItsServiceOnly) {
    std::string key = member(must("DescribeKey", on("alias/aws/ebs")), "KeyId");
    EXPECT_FALSE(may_encrypt(site_.admin(), key));
    for (const char* action : {"DisableKey", "ScheduleKeyDeletion", "DisableKeyRotation",
                               "EnableKeyRotation", "RotateKeyOnDemand"})
        fails(action, on(key), "AccessDeniedException");
    fails("PutKeyPolicy", on(key, policy_of(account_may("kms:*"))), "AccessDeniedException");
    fails("TagResource", on(key, R"("Tags":[{"TagKey":"a","TagValue":"b"}])"),
          "AccessDeniedException");
    fails("CreateAlias", "{" + text("AliasName", "alias/a") + "," + text("TargetKeyId", key) + "}",
          "AccessDeniedException");
    EXPECT_EQ(member(must("GetKeyRotationStatus", on(key)), "KeyRotationEnabled"), "true");
    must("GetKeyPolicy", on(key));
    must("ListGrants", on(key));
}

// ---- other accounts

TEST_F(KmsAccessTest, AStrangerDoesNotLearnWhetherAKeyExists) {
    std::string key = create_key();
    const std::string unknown = arn_of("00000000-0000-4000-8000-000000000000");
    auto refusal = [&](const std::string& arn, std::string_view action) {
        std::string body = call_as(stranger(), action, on(arn));
        refused(body, "AccessDeniedException");
        return body.replace(body.find(arn), arn.size(), "ARN");
    };
    for (const char* action : {"DescribeKey", "GetKeyRotationStatus", "ListGrants", "DisableKey",
                               "GetKeyPolicy", "ListResourceTags"})
        EXPECT_EQ(refusal(arn_of(key), action), refusal(unknown, action)) << action;
}

TEST_F(KmsAccessTest, ACiphertextDoesNotTellAStrangerWhoseItIs) {
    std::string key = create_key();
    std::string made = encrypt(key, "x");
    Bytes of_nobody = *from_base64(made);
    of_nobody[2] ^= 1;
    std::string refusal = call_as(stranger(), "Decrypt", of_ciphertext(made));
    refused(refusal, "AccessDeniedException", "or you are not allowed to access");
    EXPECT_EQ(call_as(stranger(), "Decrypt", of_ciphertext(to_base64(of_nobody))), refusal);
    std::string own =
        member(must_as(stranger(), "CreateKey", R"({"Description":"of a stranger"})"), "KeyId");
    const std::string to_own = text("DestinationKeyId", own);
    EXPECT_EQ(call_as(stranger(), "ReEncrypt", of_ciphertext(made, to_own)), refusal);
    EXPECT_EQ(call_as(stranger(), "ReEncrypt", of_ciphertext(to_base64(of_nobody), to_own)),
              refusal);
    put_policy(key, account_may("kms:*") + "," + allow(stranger().account_id, "kms:*"));
    must_as(stranger(), "Decrypt", of_ciphertext(made));
    must_as(stranger(), "ReEncrypt", of_ciphertext(made, to_own));
}

TEST_F(KmsAccessTest, AnotherAccountNeedsTheKeysLeaveAndItsOwn) {
    std::string key = create_key();
    put_policy(key, account_may("kms:*") + "," + allow(stranger().account_id, "kms:*"));
    EXPECT_TRUE(may_encrypt(stranger(), key)) << "a root user needs no policy of its own";
    must_as(stranger(), "DescribeKey", on(arn_of(key)));
    must_as(stranger(), "GetKeyRotationStatus", on(arn_of(key)));
    must_as(stranger(), "ListGrants", on(arn_of(key)));
    // What is for the key's own account stays so, whatever its policy says.
    for (const char* action : {"DisableKey", "EnableKey", "ScheduleKeyDeletion", "GetKeyPolicy",
                               "ListResourceTags", "EnableKeyRotation"})
        fails_as(stranger(), action, on(arn_of(key)), "AccessDeniedException");
    EXPECT_EQ(state_of(key), "Enabled");
    // A bare id names a key of the caller's own account.
    fails_as(stranger(), "DescribeKey", on(key), "NotFoundException");
}

// ---- grants

TEST_F(KmsAccessTest, AGrantAllowsWhatItSays) {
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

TEST_F(KmsAccessTest, ConstraintsHoldTheContext) {
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

TEST_F(KmsAccessTest, AGranteePassesOnWhatItHasAndNoMore) {
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

TEST_F(KmsAccessTest, GrantsFollowTheRules) {
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

TEST_F(KmsAccessTest, GrantsAreListedPageByPageAndFiltered) {
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

TEST_F(KmsAccessTest, WhoMayRetireAGrant) {
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

TEST_F(KmsAccessTest, RetirableGrantsAreListedForTheirRetirer) {
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

TEST_F(KmsAccessTest, AnotherAccountsPrincipalCanBeGranted) {
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
