// The states of keys: how they follow each other, which operation takes which, and the end.
#include "keys/lifecycle.h"
#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class KmsKeyStatesTest : public KmsTest {};

TEST_F(KmsKeyStatesTest, StatesFollowEachOther) {
    std::string key = create_key();
    must("EnableKey", on(key));
    must("DisableKey", on(key));
    must("DisableKey", on(key));
    EXPECT_EQ(state_of(key), "Disabled");
    EXPECT_EQ(member(must("DescribeKey", on(key)), "Enabled"), "false");
    fails("CancelKeyDeletion", on(key), "KMSInvalidStateException",
          arn_of(key) + " is not pending deletion.");
    std::string scheduled = must("ScheduleKeyDeletion", on(key));
    EXPECT_EQ(member(scheduled, "KeyId"), arn_of(key));
    EXPECT_EQ(member(scheduled, "KeyState"), "PendingDeletion");
    EXPECT_EQ(member(scheduled, "PendingWindowInDays"), "30");
    EXPECT_EQ(member(scheduled, "DeletionDate"), std::to_string(1714979289 + 30 * 86400));
    EXPECT_EQ(member(must("DescribeKey", on(key)), "DeletionDate"),
              member(scheduled, "DeletionDate"));
    fails("ScheduleKeyDeletion", on(key), "KMSInvalidStateException",
          arn_of(key) + " is pending deletion.");
    EXPECT_EQ(member(must("CancelKeyDeletion", on(key)), "KeyId"), arn_of(key));
    EXPECT_EQ(state_of(key), "Disabled");
    EXPECT_THAT(must("DescribeKey", on(key)), Not(HasSubstr("DeletionDate")));
    must("EnableKey", on(key));
    EXPECT_EQ(state_of(key), "Enabled");
    fails("CancelKeyDeletion", on(key), "KMSInvalidStateException", "is not pending deletion.");
}

TEST_F(KmsKeyStatesTest, EachOperationKnowsTheStatesItTakes) {
    std::string disabled = create_key();
    std::string pending = create_key();
    must("DisableKey", on(disabled));
    must("ScheduleKeyDeletion", on(pending));
    const std::string policy = policy_of(account_may("kms:*"));
    const std::string grant =
        text("GranteePrincipal", site_.admin().arn) + R"(,"Operations":["Decrypt"])";
    struct Row {
        const char* action;
        std::string members;
        bool takes_disabled;
        bool takes_pending;
    };
    const Row rows[] = {
        {"Encrypt", blob("Plaintext", "x"), false, false},
        {"GenerateDataKey", R"("KeySpec":"AES_256")", false, false},
        {"GenerateDataKeyWithoutPlaintext", R"("KeySpec":"AES_128")", false, false},
        {"CreateGrant", grant, false, false},
        {"EnableKeyRotation", "", false, false},
        {"DisableKeyRotation", "", false, false},
        {"RotateKeyOnDemand", "", false, false},
        {"UpdateKeyDescription", text("Description", "d"), true, false},
        {"TagResource", R"("Tags":[{"TagKey":"a","TagValue":"b"}])", true, false},
        {"UntagResource", R"("TagKeys":["a"])", true, false},
        {"EnableKey", "", true, false},
        {"DisableKey", "", true, false},
        {"PutKeyPolicy", policy, true, true},
        {"GetKeyPolicy", "", true, true},
        {"ListKeyPolicies", "", true, true},
        {"GetKeyRotationStatus", "", true, true},
        {"ListKeyRotations", "", true, true},
        {"ListResourceTags", "", true, true},
        {"ListGrants", "", true, true},
        {"DescribeKey", "", true, true},
    };
    for (const Row& row : rows) {
        must("DisableKey", on(disabled));
        std::string answer = call(row.action, on(disabled, row.members));
        if (row.takes_disabled) {
            EXPECT_EQ(status_, 200) << row.action << answer;
        } else {
            refused(answer, "DisabledException", arn_of(disabled) + " is disabled.");
        }
        answer = call(row.action, on(pending, row.members));
        if (row.takes_pending) {
            EXPECT_EQ(status_, 200) << row.action << answer;
        } else {
            refused(answer, "KMSInvalidStateException", arn_of(pending) + " is pending deletion.");
        }
    }
}

TEST_F(KmsKeyStatesTest, AliasesPointToKeysThatStay) {
    std::string pending = create_key();
    std::string stays = create_key();
    auto alias = [](const std::string& name, const std::string& target) {
        return "{" + text("AliasName", name) + "," + text("TargetKeyId", target) + "}";
    };
    must("CreateAlias", alias("alias/a", pending));
    must("ScheduleKeyDeletion", on(pending));
    fails("CreateAlias", alias("alias/b", pending), "KMSInvalidStateException");
    must("CreateAlias", alias("alias/b", stays));
    fails("UpdateAlias", alias("alias/b", pending), "KMSInvalidStateException");
    must("UpdateAlias", alias("alias/a", stays));
}

TEST_F(KmsKeyStatesTest, ADeletionWaitsSevenToThirtyDays) {
    std::string key = create_key();
    for (const char* days : {"6", "31", "365"})
        fails("ScheduleKeyDeletion", on(key, "\"PendingWindowInDays\":" + std::string(days)),
              "ValidationException", "7 to 30");
    for (const char* days : {"0", "366"})
        fails("ScheduleKeyDeletion", on(key, "\"PendingWindowInDays\":" + std::string(days)),
              "ValidationException", "PendingWindowInDays");
    must("ScheduleKeyDeletion", on(key, R"("PendingWindowInDays":7)"));
    const std::string other = create_key();
    must("ScheduleKeyDeletion", on(other, R"("PendingWindowInDays":30)"));
}

TEST_F(KmsKeyStatesTest, WhenTheDateHasPassedTheKeyIsGone) {
    std::string key = create_key();
    must("CreateAlias", "{" + text("AliasName", "alias/a") + "," + text("TargetKeyId", key) + "}");
    std::string made = encrypt(key, "x");
    std::string domain = to_hex(*site_.keyring().domain_key(key));
    must("ScheduleKeyDeletion", on(key, R"("PendingWindowInDays":7)"));
    site_.clock().advance(std::chrono::days(7) - std::chrono::seconds(1));
    EXPECT_TRUE(keys::keep_up(site_.keyring()).erased.empty());
    EXPECT_EQ(state_of(key), "PendingDeletion");
    site_.clock().advance(std::chrono::seconds(1));
    EXPECT_EQ(keys::keep_up(site_.keyring()).erased, std::vector{key});
    fails("DescribeKey", on(key), "NotFoundException", "does not exist");
    fails("DescribeKey", on("alias/a"), "NotFoundException");
    fails("CancelKeyDeletion", on(key), "NotFoundException");
    fails("Decrypt", of_ciphertext(made), "AccessDeniedException", "does not exist");
    fails("Decrypt", of_ciphertext(made, text("KeyId", key)), "NotFoundException");
    EXPECT_FALSE(site_.keyring().domain_key(key));
}

}  // namespace
}  // namespace amicast::services
