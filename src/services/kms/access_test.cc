// Who may do what with a key: the key's policy first, identity policies where it delegates, and
// other accounts.
#include "catalog/faulty_database.h"
#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* anything = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

class KmsAccessTest : public KmsTest {};

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

// ---- a database that fails

// Whatever cannot be read while a caller's leave is looked into, the answer is not yes; and when
// the database is back, the same request is answered as if nothing had been.
TEST_F(KmsAccessTest, AFailingDatabaseLetsNobodyThrough) {
    std::string key = create_key();
    std::string other = create_key();
    std::string made = encrypt(key, "x");
    const std::string move =
        "{" + text("AliasName", "alias/a") + "," + text("TargetKeyId", other) + "}";
    must("CreateAlias", "{" + text("AliasName", "alias/a") + "," + text("TargetKeyId", key) + "}");
    std::string grant_id = member(grant(key, site_.admin(), R"("Encrypt")"), "GrantId");
    // Leave for everything but the first key.
    auto user =
        limited_user(site_, "user",
                     std::string(anything) + R"(,{"Effect":"Deny","Action":"kms:*","Resource":")" +
                         arn_of(key) + "\"}");
    const std::pair<const char*, std::string> uses[] = {
        {"Encrypt", on("alias/a", blob("Plaintext", "x"))},
        {"Decrypt", of_ciphertext(made)},
        {"ReEncrypt", of_ciphertext(made, text("DestinationKeyId", other))},
        {"UpdateAlias", move},
        {"DeleteAlias", "{" + text("AliasName", "alias/a") + "}"},
        {"RetireGrant", on(arn_of(key), text("GrantId", grant_id))},
        {"RevokeGrant", on(key, text("GrantId", grant_id))},
        {"DisableKey", on(key)},
        {"GetKeyPolicy", on(key)}};
    catalog::FaultyDatabase faulty(site_.catalog());
    for (const auto& [action, body] : uses) {
        bool failed = true;
        for (std::int64_t n = 1; failed; ++n) {
            ASSERT_LT(n, 100) << "the loop ends";
            keys::Keyring keyring(faulty, site_.root_key(), site_.clock(), site_.random(),
                                  "us-east-1");
            site_.site().keyrings["us-east-1"] = &keyring;
            faulty.fail_at(n);
            std::string answer = call_as(user, action, body);
            failed = faulty.failed();
            faulty.fail_at(0);
            EXPECT_GE(status_, 400) << action << " " << n << ": " << answer;
            fails_as(user, action, body, "AccessDeniedException", key);
        }
    }
    site_.site().keyrings["us-east-1"] = &site_.keyring();
    EXPECT_EQ(state_of("alias/a"), "Enabled");
}

}  // namespace
}  // namespace amicast::services
