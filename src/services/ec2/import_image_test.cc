// ImportImage as its caller sees it. What becomes of its tasks is import_tasks_test.cc, and of
// disks imports/task_test.cc.
#include "iam/roles.h"
#include "services/ec2/test_import_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ec2ImportImageTest : public Ec2ImportTest {};

TEST_F(Ec2ImportImageTest, AnswersWithAnActiveTaskAndWakesTheRunner) {
    Reply reply = import({{"Description", "a vm"},
                          {"Platform", "Windows"},
                          {"LicenseType", "BYOL"},
                          {"DiskContainer.1.Description", "its disk"}});
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_THAT(reply.text("importTaskId"), HasSubstr("import-ami-"));
    EXPECT_EQ(reply.text("status"), "active");
    EXPECT_EQ(reply.text("statusMessage"), "pending");
    EXPECT_EQ(reply.text("progress"), "0");
    EXPECT_EQ(reply.text("architecture"), "x86_64");
    EXPECT_EQ(reply.text("platform"), "Windows");
    EXPECT_EQ(reply.text("licenseType"), "BYOL");
    EXPECT_EQ(reply.text("encrypted"), "false");
    EXPECT_THAT(reply.texts("description"), ElementsAre("a vm", "its disk"));
    EXPECT_FALSE(reply.has("imageId"));
    EXPECT_FALSE(reply.has("bootMode")) << "the listing alone has it";
    EXPECT_THAT(notifier_.regions, ElementsAre("eu-west-1"));
}

// ---- tokens ----

TEST_F(Ec2ImportImageTest, SameTokenSameRequestSameTask) {
    std::string id = started({{"ClientToken", "t-1"}});
    EXPECT_EQ(started({{"ClientToken", "t-1"}}), id);
    EXPECT_NE(started({{"ClientToken", "t-2"}}), id);
    EXPECT_NE(started(), started());
    EXPECT_NE(call_as(bob, "ImportImage", request({{"ClientToken", "t-1"}})).text("importTaskId"),
              id);
    EXPECT_NE(call_in(source, alice, "ImportImage", request({{"ClientToken", "t-1"}}))
                  .text("importTaskId"),
              id);
}

TEST_F(Ec2ImportImageTest, TheRepeatedAnswerIsTheTaskAsItIsNow) {
    std::string id = started({{"ClientToken", "t-1"}});
    run();
    Reply again = import({{"ClientToken", "t-1"}});
    EXPECT_EQ(again.text("importTaskId"), id);
    EXPECT_EQ(again.text("status"), "deleted");
    EXPECT_EQ(listed().texts("importTaskId").size(), 1U);
}

TEST_F(Ec2ImportImageTest, SameTokenOtherRequestIsAMismatch) {
    started({{"ClientToken", "t-1"}});
    for (const Parameters& other : {Parameters{{"Description", "other"}},
                                    {{"DiskContainer.1.Url", "/other"}},
                                    {{"Encrypted", "true"}}})
        expect_error(import(with({{"ClientToken", "t-1"}}, other)), "IdempotentParameterMismatch");
}

TEST_F(Ec2ImportImageTest, ARefusedRequestDoesNotBindItsToken) {
    expect_error(import({{"ClientToken", "t-1"}, {"RoleName", "nobody"}}), "InvalidParameter");
    started({{"ClientToken", "t-1"}});
    expect_error(import({{"ClientToken", std::string(129, 'x')}}), "InvalidClientToken");
    EXPECT_TRUE(import({{"ClientToken", std::string(128, 'x')}}).ok());
}

// ---- what is refused ----

TEST_F(Ec2ImportImageTest, DisksAreNamedAndOfAKnownFormat) {
    struct Row {
        Parameters change;
        const char* code;
        const char* part;
    };
    const std::string d = "DiskContainer.1.";
    const std::vector<Row> rows = {
        {{{d + "Format", ""}}, "MissingParameter", "DiskContainer.Format"},
        {{{d + "Format", "OVA"}}, "UnsupportedOperation", "tar -xf"},
        {{{d + "Format", "ISO"}}, "UnsupportedOperation", "give it as RAW"},
        {{{d + "Format", "QCOW2"}}, "InvalidParameterValue", "VHD, VHDX, VMDK, RAW"},
        {{{d + "Format", "ova"}}, "UnsupportedOperation", "tar -xf"},
        {{{d + "Url", ""}}, "MissingParameter", "DiskContainer.UserBucket"},
        {{{d + "Url", ""}, {d + "UserBucket.S3Key", "k"}}, "MissingParameter", "S3Bucket"},
        {{{d + "Url", ""}, {d + "UserBucket.S3Bucket", "b"}}, "MissingParameter", "S3Key"},
        {{{d + "UserBucket.S3Bucket", "b"}}, "InvalidParameterCombination", "UserBucket"},
        {{{d + "Url", "https://host/disk"}}, "InvalidParameter", "s3://bucket/key"},
        {{{d + "SnapshotId", "snap-12345678"}}, "UnsupportedOperation", "RegisterImage"},
        {{{d + "Description", std::string(256, 'x')}}, "InvalidParameterValue", "255"},
        {{{d + "DeviceName", std::string(256, 'x')}}, "InvalidParameterValue", "DeviceName"},
        {{{"DiskContainer.2.Format", "RAW"},
          {"DiskContainer.2.Url", "/x"},
          {"DiskContainer.2.DeviceName", "/dev/sda1"}},
         "InvalidBlockDeviceMapping",
         "/dev/sda1"}};
    for (const Row& row : rows)
        expect_error(import(row.change), row.code, row.part);
    expect_error(call("ImportImage"), "MissingParameter", "DiskContainer");
    EXPECT_THAT(listed().texts("importTaskId"), IsEmpty());
    EXPECT_TRUE(import({{d + "Description", std::string(255, 'x')}}).ok());
    EXPECT_TRUE(import({{d + "Url", ""},
                        {d + "UserBucket.S3Bucket", "disks"},
                        {d + "UserBucket.S3Key", "a key"}})
                    .ok());
}

// Packer writes "raw" and "linux", and the real service takes that.
TEST_F(Ec2ImportImageTest, FormatsAndPlatformsCountInAnyCase) {
    Reply reply = import({{"DiskContainer.1.Format", "vHdX"}, {"Platform", "windows"}});
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_EQ(reply.text("format"), "VHDX");
    EXPECT_EQ(reply.text("platform"), "Windows");
}

TEST_F(Ec2ImportImageTest, AsManyDisksAsThereAreNames) {
    Parameters disks;
    for (int i = 1; i <= 21; ++i) {
        disks.emplace_back("DiskContainer." + std::to_string(i) + ".Format", "RAW");
        disks.emplace_back("DiskContainer." + std::to_string(i) + ".Url", "/disk");
    }
    Reply all = call("ImportImage", disks);
    ASSERT_TRUE(all.ok()) << all.body;
    EXPECT_EQ(all.texts("deviceName").back(), "/dev/sdy");
    disks.emplace_back("DiskContainer.22.Format", "RAW");
    disks.emplace_back("DiskContainer.22.Url", "/disk");
    expect_error(call("ImportImage", disks), "InvalidParameter", "at most 21");
}

TEST_F(Ec2ImportImageTest, ChoicesAreEc2s) {
    struct Row {
        const char* parameter;
        const char* wrong;
        const char* right;
    };
    for (const Row& row : {Row{"Architecture", "mips", "i386"}, Row{"Hypervisor", "kvm", "xen"},
                           Row{"LicenseType", "MINE", "AWS"}, Row{"Platform", "BeOS", "Linux"},
                           Row{"BootMode", "uefi-preferred", "legacy-bios"},
                           Row{"UsageOperation", "RunInstances:9999", "RunInstances:0010"}}) {
        expect_error(import({{row.parameter, row.wrong}}), "InvalidParameterValue", row.right);
        EXPECT_TRUE(import({{row.parameter, row.right}}).ok()) << row.parameter;
    }
    expect_error(import({{"Description", std::string(256, 'x')}}), "InvalidParameterValue", "255");
    expect_error(import({{"LicenseSpecifications.1.LicenseConfigurationArn", "arn"}}),
                 "UnsupportedOperation", "License");
}

TEST_F(Ec2ImportImageTest, ARoleThatIsNamedMustExist) {
    expect_error(import({{"RoleName", "importer"}}), "InvalidParameter", "importer");
    EXPECT_TRUE(import({{"RoleName", "vmimport"}}).ok()) << "the default one need not";
    value_of(iam::create_role(
        *identity_, {.account_id = alice,
                     .name = "importer",
                     .trust_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                                     R"("Principal":{"Service":"vmie.amazonaws.com"},)"
                                     R"("Action":"sts:AssumeRole"}]})"}));
    EXPECT_TRUE(import({{"RoleName", "importer"}}).ok());
    expect_error(call_as(bob, "ImportImage", request({{"RoleName", "importer"}})),
                 "InvalidParameter");
}

TEST_F(Ec2ImportImageTest, AnAccountHasTwentyActiveTasks) {
    for (std::int64_t i = 0; i < imports::active_tasks_max; ++i)
        started();
    expect_error(import(), "ResourceLimitExceeded", "at most 20");
    EXPECT_TRUE(call_as(bob, "ImportImage", request()).ok());
    run();
    EXPECT_TRUE(import().ok()) << "those that ended do not count";
}

// ---- keys ----

TEST_F(Ec2ImportImageTest, ContentLiesUnderTheKeyThatIsAskedFor) {
    disk("disk");
    const keys::Key key = add_key(destination);
    std::string id = started({{"Encrypted", "true"}, {"KmsKeyId", key.id}});
    EXPECT_EQ(described(id).text("kmsKeyId"), key.arn());
    call("EnableEbsEncryptionByDefault");
    std::string by_default = started();
    EXPECT_EQ(described(by_default).text("encrypted"), "true");
    run();
    Reply task = described(id);
    ASSERT_EQ(task.text("status"), "completed") << task.body;
    EXPECT_EQ(destination.snapshot(task.text("snapshotId")).kms_key_arn, key.arn());
}

TEST_F(Ec2ImportImageTest, AKeyThatCannotBeUsedIsRefusedAtOnce) {
    expect_error(import({{"KmsKeyId", "alias/aws/ebs"}}), "InvalidParameterDependency",
                 "Encrypted");
    const keys::Key disabled = add_key(destination);
    keys::set_state(keyring(destination), disabled.id, keys::KeyState::disabled);
    const keys::Key foreign = add_key(destination, bob);
    for (const std::string& key :
         {std::string("alias/none"), disabled.id, foreign.arn(), add_key(source).arn()}) {
        Reply reply = import({{"Encrypted", "true"}, {"KmsKeyId", key}});
        EXPECT_FALSE(reply.ok()) << key;
        EXPECT_FALSE(reply.message().empty());
    }
    EXPECT_THAT(listed().texts("importTaskId"), IsEmpty());
}

// ---- what policies are asked ----

TEST_F(Ec2ImportImageTest, ImportingAsksForTaskImageSnapshotsAndTags) {
    auto asked =
        access("ImportImage", request({{"TagSpecification.1.ResourceType", "import-image-task"},
                                       {"TagSpecification.1.Tag.1.Key", "k"},
                                       {"TagSpecification.1.Tag.1.Value", "v"}}));
    ASSERT_EQ(asked.size(), 4U);
    const std::string task = "arn:aws:ec2:eu-west-1:111122223333:import-image-task/*";
    const std::string resources[] = {task, "arn:aws:ec2:eu-west-1::image/*",
                                     "arn:aws:ec2:eu-west-1::snapshot/*"};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(asked[i].action, "ec2:ImportImage");
        EXPECT_EQ(asked[i].resource, resources[i]);
        EXPECT_THAT(asked[i].context["ec2:Region"], ElementsAre("eu-west-1"));
    }
    EXPECT_THAT(asked[0].context["aws:RequestTag/k"], ElementsAre("v"));
    EXPECT_EQ(asked[3].action, "ec2:CreateTags");
    EXPECT_EQ(asked[3].resource, task);
    EXPECT_THAT(asked[3].context["ec2:CreateAction"], ElementsAre("ImportImage"));
    EXPECT_EQ(access("ImportImage", request()).size(), 3U);
}

}  // namespace
}  // namespace amicast::services::ec2::testing
