// Keys as a whole: made, described, listed, named, tagged, rotated.
#include <set>

#include "keys/lifecycle.h"
#include "services/kms/kms_test_case.h"

namespace amicast::services {
namespace {

using testing::HasSubstr;
using testing::Not;

class KmsKeysTest : public KmsTest {};

TEST_F(KmsKeysTest, ANewKeyIsDescribedAsTheModelSays) {
    std::string made =
        must("CreateKey", R"({"Description":"d","Tags":[{"TagKey":"a","TagValue":""}]})");
    EXPECT_TRUE(keys::is_key_id(member(made, "KeyId")));
    EXPECT_EQ(member(made, "Arn"), arn_of(member(made, "KeyId")));
    EXPECT_EQ(member(made, "AWSAccountId"), site_.account());
    EXPECT_EQ(member(made, "CreationDate"), "1714979289");
    EXPECT_EQ(member(made, "Enabled"), "true");
    EXPECT_EQ(member(made, "Description"), "d");
    EXPECT_EQ(member(made, "KeyUsage"), "ENCRYPT_DECRYPT");
    EXPECT_EQ(member(made, "KeyState"), "Enabled");
    EXPECT_EQ(member(made, "Origin"), "AWS_KMS");
    EXPECT_EQ(member(made, "KeyManager"), "CUSTOMER");
    EXPECT_EQ(member(made, "KeySpec"), "SYMMETRIC_DEFAULT");
    EXPECT_EQ(member(made, "CustomerMasterKeySpec"), "SYMMETRIC_DEFAULT");
    EXPECT_THAT(made, HasSubstr(R"("EncryptionAlgorithms":["SYMMETRIC_DEFAULT"])"));
    EXPECT_EQ(member(made, "MultiRegion"), "false");
    EXPECT_EQ(member(made, "CurrentKeyMaterialId").size(), 64U);
    EXPECT_THAT(made, Not(HasSubstr("DeletionDate")));
    EXPECT_EQ(must("DescribeKey", on(member(made, "KeyId"))), made);
}

TEST_F(KmsKeysTest, OnlySymmetricKeysOfThisRegionAreMade) {
    fails("CreateKey", R"({"KeySpec":"RSA_2048","KeyUsage":"SIGN_VERIFY"})",
          "UnsupportedOperationException", "RSA_2048");
    fails("CreateKey", R"({"CustomerMasterKeySpec":"HMAC_256"})", "UnsupportedOperationException");
    fails("CreateKey", R"({"KeySpec":"SYMMETRIC_DEFAULT","CustomerMasterKeySpec":"RSA_2048"})",
          "ValidationException", "KeySpec and CustomerMasterKeySpec");
    fails("CreateKey", R"({"KeyUsage":"SIGN_VERIFY"})", "ValidationException", "SIGN_VERIFY");
    fails("CreateKey", R"({"KeySpec":"DES"})", "ValidationException", "KeySpec");
    fails("CreateKey", R"({"Origin":"EXTERNAL"})", "UnsupportedOperationException", "Origin");
    fails("CreateKey", R"({"XksKeyId":"x"})", "UnsupportedOperationException", "XksKeyId");
    fails("CreateKey", R"({"MultiRegion":true})", "UnsupportedOperationException", "MultiRegion");
    fails("CreateKey", R"({"CustomKeyStoreId":"cks-1"})", "CustomKeyStoreNotFoundException",
          "cks-1");
    must("CreateKey", R"({"KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT",)"
                      R"("Origin":"AWS_KMS","MultiRegion":false})");
    must("CreateKey", R"({"Description":")" + std::string(8192, 'd') + "\"}");
    fails("CreateKey", R"({"Description":")" + std::string(8193, 'd') + "\"}",
          "ValidationException", "Description");
}

TEST_F(KmsKeysTest, FourWaysToNameAKeyAndNoOthers) {
    std::string key = create_key();
    must("CreateAlias",
         "{" + text("AliasName", "alias/web") + "," + text("TargetKeyId", key) + "}");
    for (const std::string& name : {key, arn_of(key), std::string("alias/web"),
                                    "arn:aws:kms:us-east-1:" + site_.account() + ":alias/web"})
        EXPECT_EQ(member(must("DescribeKey", on(name)), "KeyId"), key) << name;
    const std::string unknown = "00000000-0000-4000-8000-000000000000";
    fails("DescribeKey", on(unknown), "NotFoundException",
          "Key '" + arn_of(unknown) + "' does not exist");
    fails("DescribeKey", on("mrk-0123456789abcdef0123456789abcdef"), "NotFoundException");
    fails("DescribeKey", on("alias/none"), "NotFoundException",
          "Alias arn:aws:kms:us-east-1:" + site_.account() + ":alias/none is not found.");
    fails("DescribeKey", on("nonsense"), "NotFoundException", "Invalid keyId 'nonsense'");
    fails("DescribeKey", on("arn:aws:kms:us-east-1:1:key/" + key), "InvalidArnException");
    fails("DescribeKey", on("arn:aws:kms:eu-west-1:" + site_.account() + ":key/" + key),
          "NotFoundException", "Invalid arn eu-west-1");
    fails("DescribeKey", "{}", "ValidationException", "KeyId");
    fails("DescribeKey", on(""), "ValidationException", "KeyId");
}

TEST_F(KmsKeysTest, WhatChangesAKeyTakesNoAlias) {
    std::string key = create_key();
    must("CreateAlias",
         "{" + text("AliasName", "alias/web") + "," + text("TargetKeyId", key) + "}");
    for (const char* action :
         {"EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion", "GetKeyPolicy",
          "ListKeyPolicies", "EnableKeyRotation", "DisableKeyRotation", "GetKeyRotationStatus",
          "RotateKeyOnDemand", "ListKeyRotations", "ListResourceTags", "ListGrants"}) {
        fails(action, on("alias/web"), "NotFoundException", "alias");
        fails(action, on("arn:aws:kms:us-east-1:" + site_.account() + ":alias/web"),
              "InvalidArnException", "alias");
    }
}

TEST_F(KmsKeysTest, ListsPageByPage) {
    std::set<std::string> wanted;
    for (int i = 0; i < 5; ++i)
        wanted.insert(create_key());
    std::set<std::string> seen;
    std::string marker;
    int pages = 0;
    do {
        std::string page =
            must("ListKeys",
                 R"({"Limit":2)" + (marker.empty() ? "" : "," + text("Marker", marker)) + "}");
        for (std::size_t at = 0; (at = page.find("\"KeyId\":\"", at)) != std::string::npos; ++at)
            seen.insert(page.substr(at + 9, 36));
        marker = member(page, "NextMarker");
        EXPECT_EQ(member(page, "Truncated"), marker.empty() ? "false" : "true");
        ++pages;
    } while (!marker.empty());
    EXPECT_EQ(seen, wanted);
    EXPECT_EQ(pages, 3);
    fails("ListKeys", R"({"Marker":"xyz"})", "InvalidMarkerException", "NextMarker");
    fails("ListKeys", R"({"Limit":0})", "ValidationException", "Limit");
    fails("ListKeys", R"({"Limit":1001})", "ValidationException", "1000");
    EXPECT_EQ(must("ListKeys", R"({"ResourceOwners":["OTHER_ACCOUNTS_VIA_RAM"]})"),
              R"({"Keys":[],"Truncated":false})");
}

TEST_F(KmsKeysTest, MarkersBelongToTheirRequest) {
    create_key();
    create_key();
    std::string marker = member(must("ListKeys", R"({"Limit":1})"), "NextMarker");
    must("ListKeys", "{" + text("Marker", marker) + "}");
    fails("ListAliases", "{" + text("Marker", marker) + "}", "InvalidMarkerException");
    fails("ListKeys",
          R"({"ResourceOwners":["OTHER_ACCOUNTS_VIA_RAM"],)" + text("Marker", marker) + "}",
          "InvalidMarkerException");
}

// ---- aliases

TEST_F(KmsKeysTest, AliasesAreMadeMovedAndDeleted) {
    std::string first = create_key();
    std::string second = create_key();
    auto alias = [&](const std::string& target) {
        return "{" + text("AliasName", "alias/a/b_c-1") + "," + text("TargetKeyId", target) + "}";
    };
    fails("UpdateAlias", alias(first), "NotFoundException", "alias/a/b_c-1 is not found.");
    must("CreateAlias", alias(first));
    fails("CreateAlias", alias(second), "AlreadyExistsException",
          "An alias with the name arn:aws:kms:us-east-1:" + site_.account() +
              ":alias/a/b_c-1 already exists");
    EXPECT_EQ(member(must("DescribeKey", on("alias/a/b_c-1")), "KeyId"), first);
    must("UpdateAlias", alias(arn_of(second)));
    EXPECT_EQ(member(must("DescribeKey", on("alias/a/b_c-1")), "KeyId"), second);
    must("DeleteAlias", "{" + text("AliasName", "alias/a/b_c-1") + "}");
    fails("DescribeKey", on("alias/a/b_c-1"), "NotFoundException");
    fails("DeleteAlias", "{" + text("AliasName", "alias/a/b_c-1") + "}", "NotFoundException");
}

TEST_F(KmsKeysTest, AliasNamesFollowTheRules) {
    std::string key = create_key();
    auto alias = [&](const std::string& name) {
        return "{" + text("AliasName", name) + "," + text("TargetKeyId", key) + "}";
    };
    for (const char* name : {"web", "alias/", "alias/aws/web", "alias/a:b", "ALIAS/a"}) {
        fails("CreateAlias", alias(name), "InvalidAliasNameException", name);
        fails("UpdateAlias", alias(name), "ValidationException", name);
        fails("DeleteAlias", "{" + text("AliasName", name) + "}", "ValidationException", name);
    }
    fails("CreateAlias", alias("alias/a b"), "ValidationException", "AliasName");
    must("CreateAlias", alias("alias/" + std::string(250, 'a')));
    fails("CreateAlias", alias("alias/" + std::string(251, 'a')), "ValidationException");
    fails("CreateAlias",
          "{" + text("AliasName", "alias/b") + "," +
              text("TargetKeyId", "alias/" + std::string(250, 'a')) + "}",
          "NotFoundException");
}

TEST_F(KmsKeysTest, AKeyHasAtMostFiftyAliases) {
    std::string key = create_key();
    auto alias = [&](int number) {
        return "{" + text("AliasName", "alias/n" + std::to_string(number)) + "," +
               text("TargetKeyId", key) + "}";
    };
    for (int i = 0; i < 50; ++i)
        must("CreateAlias", alias(i));
    fails("CreateAlias", alias(50), "LimitExceededException", "50 aliases");
    must("UpdateAlias", alias(49));
}

TEST_F(KmsKeysTest, AliasesOfServicesAreListedBeforeTheirKeysAre) {
    std::string key = create_key();
    must("CreateAlias",
         "{" + text("AliasName", "alias/zoo") + "," + text("TargetKeyId", key) + "}");
    std::string all = must("ListAliases", "{}");
    EXPECT_LT(all.find("alias/aws/ebs"), all.find("alias/aws/ssm"));
    EXPECT_LT(all.find("alias/aws/ssm"), all.find("alias/zoo"));
    EXPECT_EQ(all.find("TargetKeyId"), all.rfind("TargetKeyId"));
    EXPECT_THAT(all, HasSubstr(R"("TargetKeyId":")" + key));

    std::string ebs = must("DescribeKey", on("alias/aws/ebs"));
    EXPECT_EQ(member(ebs, "KeyManager"), "AWS");
    EXPECT_THAT(must("ListAliases", "{}"), HasSubstr(R"("TargetKeyId":")" + member(ebs, "KeyId")));
    EXPECT_THAT(must("ListAliases", on(key)), Not(HasSubstr("alias/aws")));

    std::string first = must("ListAliases", R"({"Limit":1})");
    EXPECT_THAT(first, HasSubstr("alias/aws/ebs"));
    EXPECT_THAT(first, Not(HasSubstr("alias/aws/ssm")));
    std::string second =
        must("ListAliases", R"({"Limit":1,)" + text("Marker", member(first, "NextMarker")) + "}");
    EXPECT_THAT(second, HasSubstr("alias/aws/ssm"));
    EXPECT_EQ(member(second, "Truncated"), "true");
    std::string third =
        must("ListAliases", R"({"Limit":1,)" + text("Marker", member(second, "NextMarker")) + "}");
    EXPECT_THAT(third, HasSubstr("alias/zoo"));
    EXPECT_EQ(member(third, "Truncated"), "false");
}

// ---- tags

TEST_F(KmsKeysTest, TagsAreAddedOverwrittenAndTakenOff) {
    std::string key = create_key();
    must("TagResource",
         on(key, R"("Tags":[{"TagKey":"a","TagValue":"1"},{"TagKey":"b","TagValue":"2"}])"));
    must("TagResource", on(key, R"("Tags":[{"TagKey":"a","TagValue":"3"}])"));
    EXPECT_EQ(must("ListResourceTags", on(key)),
              R"({"Tags":[{"TagKey":"a","TagValue":"3"},{"TagKey":"b","TagValue":"2"}],)"
              R"("Truncated":false})");
    std::string page = must("ListResourceTags", on(key, R"("Limit":1)"));
    EXPECT_EQ(member(page, "TagKey"), "a");
    page = must("ListResourceTags", on(key, text("Marker", member(page, "NextMarker"))));
    EXPECT_EQ(member(page, "TagKey"), "b");
    must("UntagResource", on(key, R"("TagKeys":["a","unknown"])"));
    EXPECT_EQ(member(must("ListResourceTags", on(key)), "TagKey"), "b");
    fails("ListResourceTags", on(key, text("Marker", "zz")), "InvalidMarkerException");
}

TEST_F(KmsKeysTest, TagsFollowTheRules) {
    std::string key = create_key();
    fails("TagResource", on(key, R"("Tags":[{"TagKey":"aws:a","TagValue":"1"}])"), "TagException",
          "aws:");
    fails("TagResource",
          on(key, R"("Tags":[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}])"),
          "TagException", "twice");
    fails("CreateKey", R"({"Tags":[{"TagKey":"aws:a","TagValue":"1"}]})", "TagException");
    std::string fifty;
    for (int i = 0; i < 50; ++i)
        fifty += (i > 0 ? "," : "") + std::string(R"({"TagKey":"k)") + std::to_string(i) +
                 R"(","TagValue":"v"})";
    must("TagResource", on(key, R"("Tags":[)" + fifty + "]"));
    must("TagResource", on(key, R"("Tags":[{"TagKey":"k0","TagValue":"w"}])"));
    fails("TagResource", on(key, R"("Tags":[{"TagKey":"one more","TagValue":""}])"),
          "LimitExceededException", "50");
    fails("TagResource", on(key, R"("Tags":[{"TagKey":"","TagValue":""}])"), "ValidationException");
    fails("TagResource", on(key), "ValidationException", "Tags");
}

// ---- rotation

TEST_F(KmsKeysTest, RotationIsSwitchedOnAndOff) {
    std::string key = create_key();
    EXPECT_EQ(must("GetKeyRotationStatus", on(key)),
              R"({"KeyRotationEnabled":false,"KeyId":")" + arn_of(key) + "\"}");
    must("EnableKeyRotation", on(key));
    std::string status = must("GetKeyRotationStatus", on(key));
    EXPECT_EQ(member(status, "KeyRotationEnabled"), "true");
    EXPECT_EQ(member(status, "RotationPeriodInDays"), "365");
    EXPECT_EQ(member(status, "NextRotationDate"), std::to_string(1714979289 + 365 * 86400));
    site_.clock().advance(std::chrono::days(1));
    must("EnableKeyRotation", on(key));
    EXPECT_EQ(must("GetKeyRotationStatus", on(key)), status) << "the same period runs on";
    must("EnableKeyRotation", on(key, R"("RotationPeriodInDays":90)"));
    EXPECT_EQ(member(must("GetKeyRotationStatus", on(key)), "RotationPeriodInDays"), "90");
    must("ScheduleKeyDeletion", on(key));
    EXPECT_EQ(member(must("GetKeyRotationStatus", on(key)), "KeyRotationEnabled"), "false");
    must("CancelKeyDeletion", on(key));
    EXPECT_EQ(member(must("GetKeyRotationStatus", on(key)), "KeyRotationEnabled"), "true");
    must("EnableKey", on(key));
    must("DisableKeyRotation", on(key));
    EXPECT_EQ(member(must("GetKeyRotationStatus", on(key)), "KeyRotationEnabled"), "false");
    for (const char* days : {"89", "2561"})
        fails("EnableKeyRotation", on(key, "\"RotationPeriodInDays\":" + std::string(days)),
              "ValidationException", "90");
}

TEST_F(KmsKeysTest, RotationsAreListedAndOldCiphertextsStayReadable) {
    std::string key = create_key();
    std::string old = encrypt(key, "old");
    std::string first_material = member(must("DescribeKey", on(key)), "CurrentKeyMaterialId");
    EXPECT_EQ(must("ListKeyRotations", on(key)), R"({"Rotations":[],"Truncated":false})");
    EXPECT_EQ(member(must("RotateKeyOnDemand", on(key)), "KeyId"), arn_of(key));
    must("EnableKeyRotation", on(key, R"("RotationPeriodInDays":90)"));
    site_.clock().advance(std::chrono::days(90));
    EXPECT_EQ(keys::keep_up(site_.keyring()).rotated.size(), 1U);

    std::string all =
        must("ListKeyRotations", on(key, R"("IncludeKeyMaterial":"ALL_KEY_MATERIAL")"));
    std::string current = member(must("DescribeKey", on(key)), "CurrentKeyMaterialId");
    EXPECT_NE(current, first_material);
    EXPECT_EQ(all.find(first_material) < all.find("ON_DEMAND"), true);
    EXPECT_LT(all.find("ON_DEMAND"), all.find("AUTOMATIC"));
    EXPECT_THAT(all, HasSubstr(current + R"(","KeyMaterialState":"CURRENT")"));
    EXPECT_THAT(all, HasSubstr(first_material + R"(","KeyMaterialState":"NON_CURRENT"})"));
    std::string rotations = must("ListKeyRotations", on(key));
    EXPECT_THAT(rotations, Not(HasSubstr(first_material)));

    std::string page = must("ListKeyRotations", on(key, R"("Limit":1)"));
    EXPECT_THAT(page, HasSubstr("ON_DEMAND"));
    EXPECT_EQ(member(page, "Truncated"), "true");
    page = must("ListKeyRotations", on(key, text("Marker", member(page, "NextMarker"))));
    EXPECT_THAT(page, HasSubstr("AUTOMATIC"));
    EXPECT_EQ(member(page, "Truncated"), "false");

    EXPECT_EQ(decrypt(old), "old");
    EXPECT_EQ(member(must("Decrypt", of_ciphertext(old)), "KeyMaterialId"), first_material);
    EXPECT_EQ(member(must("Decrypt", of_ciphertext(encrypt(key, "new"))), "KeyMaterialId"),
              current);
}

TEST_F(KmsKeysTest, AKeyIsRotatedOnDemandTwentyFiveTimes) {
    std::string key = create_key();
    for (int i = 0; i < 25; ++i)
        must("RotateKeyOnDemand", on(key));
    fails("RotateKeyOnDemand", on(key), "LimitExceededException", "25 times");
}

}  // namespace
}  // namespace amicast::services
