// What an account chooses for new EBS content, and what is refused as a choice.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::HasSubstr;

class Ec2EbsSettingsTest : public Ec2Test {
  protected:
    std::string default_key(const std::string& account = alice) {
        return call_as(account, "GetEbsDefaultKmsKeyId").text("kmsKeyId");
    }
    std::string by_default(const std::string& account = alice) {
        return call_as(account, "GetEbsEncryptionByDefault").text("ebsEncryptionByDefault");
    }
    Reply choose(const std::string& key) {
        return call("ModifyEbsDefaultKmsKeyId", {{"KmsKeyId", key}});
    }
};

TEST_F(Ec2EbsSettingsTest, EncryptionByDefaultIsOfAnAccountAndRegion) {
    EXPECT_EQ(by_default(), "false");
    EXPECT_EQ(call("EnableEbsEncryptionByDefault").text("ebsEncryptionByDefault"), "true");
    EXPECT_EQ(by_default(), "true");
    EXPECT_EQ(by_default(bob), "false");
    EXPECT_EQ(call_in(source, alice, "GetEbsEncryptionByDefault").text("ebsEncryptionByDefault"),
              "false");
    EXPECT_EQ(call("DisableEbsEncryptionByDefault").text("ebsEncryptionByDefault"), "false");
    EXPECT_EQ(by_default(), "false");
}

TEST_F(Ec2EbsSettingsTest, TheDefaultKeyIsAwsUntilAnotherIsChosen) {
    EXPECT_EQ(default_key(), "alias/aws/ebs");
    const keys::Key key = add_key(destination);
    for (const std::string& name : {key.id, key.arn()}) {
        EXPECT_EQ(choose(name).text("kmsKeyId"), key.arn());
        EXPECT_EQ(default_key(), key.arn());
        EXPECT_EQ(call("ResetEbsDefaultKmsKeyId").text("kmsKeyId"), "alias/aws/ebs");
        EXPECT_EQ(default_key(), "alias/aws/ebs");
    }
    EXPECT_EQ(default_key(bob), "alias/aws/ebs");
    EXPECT_THAT(choose("alias/aws/ebs").text("kmsKeyId"), HasSubstr(":key/"));
}

TEST_F(Ec2EbsSettingsTest, AKeyThatCannotBeUsedIsNoDefault) {
    expect_error(call("ModifyEbsDefaultKmsKeyId"), "MissingParameter", "KmsKeyId");
    for (const std::string& wrong :
         {std::string("alias/none"), std::string("00000000-0000-0000-0000-000000000000"),
          std::string("nonsense"), add_key(source).arn()})
        expect_error(choose(wrong), "InvalidParameterValue", "kmsKeyId");
    const keys::Key foreign = add_key(destination, bob);
    expect_error(choose(foreign.arn()), "UnauthorizedOperation", "kms:DescribeKey", 403);
    const keys::Key disabled = add_key(destination);
    keys::set_state(keyring(destination), disabled.id, keys::KeyState::disabled);
    expect_error(choose(disabled.id), "IncorrectState", "is disabled");
    EXPECT_EQ(default_key(), "alias/aws/ebs");
}

TEST_F(Ec2EbsSettingsTest, EachAsksForItsOwnAction) {
    for (const char* action :
         {"GetEbsDefaultKmsKeyId", "ResetEbsDefaultKmsKeyId", "EnableEbsEncryptionByDefault",
          "DisableEbsEncryptionByDefault", "GetEbsEncryptionByDefault"})
        EXPECT_EQ(access(action, {}).at(0).action, std::string("ec2:") + action);
    EXPECT_EQ(access("ModifyEbsDefaultKmsKeyId", {{"KmsKeyId", "k"}}).at(0).action,
              "ec2:ModifyEbsDefaultKmsKeyId");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
