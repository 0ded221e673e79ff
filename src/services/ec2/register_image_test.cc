#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ec2RegisterImageTest : public Ec2Test {
  protected:
    Ec2RegisterImageTest() : snapshot_(add_snapshot(destination, "abc")) {}

    // A good request with some parameters changed, added, or (those of value "-") removed.
    Parameters request(const Parameters& changes = {}) const {
        Parameters parameters{{"Name", "web 1"},
                              {"Architecture", "x86_64"},
                              {"VirtualizationType", "hvm"},
                              {"RootDeviceName", "/dev/xvda"},
                              {"BlockDeviceMapping.1.DeviceName", "/dev/xvda"},
                              {"BlockDeviceMapping.1.Ebs.SnapshotId", snapshot_.id}};
        for (const auto& [name, value] : changes) {
            std::erase_if(parameters, [&](const auto& pair) { return pair.first == name; });
            if (value != "-") parameters.emplace_back(name, value);
        }
        return parameters;
    }
    Reply registered(const Parameters& changes = {}) {
        return call("RegisterImage", request(changes));
    }
    Reply described(const Reply& reply) {
        EXPECT_TRUE(reply.ok()) << reply.body;
        return call("DescribeImages", {{"ImageId.1", reply.text("imageId")}});
    }

    images::Snapshot snapshot_;
    const std::string ebs_ = "BlockDeviceMapping.1.Ebs.";
    const std::string second_ = "BlockDeviceMapping.2.";
};

TEST_F(Ec2RegisterImageTest, IsAvailableAtOnce) {
    Reply reply = registered();
    std::string id = reply.text("imageId");
    EXPECT_EQ(reply.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<RegisterImageResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><imageId>" +
                  id + "</imageId></RegisterImageResponse>");
    EXPECT_EQ(
        described(reply).body,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<DescribeImagesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
        "<requestId>request-1</requestId><imagesSet><item>"
        "<platformDetails>Linux/UNIX</platformDetails>"
        "<usageOperation>RunInstances</usageOperation>"
        "<blockDeviceMapping><item><ebs><deleteOnTermination>true</deleteOnTermination>"
        "<snapshotId>" +
            snapshot_.id +
            "</snapshotId><volumeSize>1</volumeSize><volumeType>standard</volumeType>"
            "<encrypted>false</encrypted></ebs><deviceName>/dev/xvda</deviceName></item>"
            "</blockDeviceMapping><hypervisor>xen</hypervisor><name>web 1</name>"
            "<rootDeviceName>/dev/xvda</rootDeviceName><rootDeviceType>ebs</rootDeviceType>"
            "<virtualizationType>hvm</virtualizationType>"
            "<deregistrationProtection>disabled</deregistrationProtection><imageId>" +
            id +
            "</imageId><imageLocation>111122223333/web 1</imageLocation>"
            "<imageState>available</imageState><imageOwnerId>111122223333</imageOwnerId>"
            "<creationDate>2026-02-01T10:00:01.234Z</creationDate><isPublic>false</isPublic>"
            "<architecture>x86_64</architecture><imageType>machine</imageType></item></imagesSet>"
            "</DescribeImagesResponse>");
}

TEST_F(Ec2RegisterImageTest, DefaultsOfTheApi) {
    Reply image = described(registered({{"Architecture", "-"}, {"VirtualizationType", "-"}}));
    EXPECT_EQ(image.text("architecture"), "i386");
    EXPECT_EQ(image.text("virtualizationType"), "paravirtual");
    EXPECT_FALSE(image.has("sourceImageId"));
    EXPECT_FALSE(image.has("tagSet"));
}

TEST_F(Ec2RegisterImageTest, KeepsWhatItIsGiven) {
    Reply image = described(registered({{"Description", "d"},
                                        {"BootMode", "uefi"},
                                        {"TpmSupport", "v2.0"},
                                        {"UefiData", "dmFycw=="},
                                        {"ImdsSupport", "v2.0"},
                                        {"EnaSupport", "true"},
                                        {"SriovNetSupport", "simple"},
                                        {"KernelId", "aki-1"},
                                        {"RamdiskId", "ari-1"}}));
    EXPECT_EQ(image.text("description"), "d");
    EXPECT_EQ(image.text("bootMode"), "uefi");
    EXPECT_EQ(image.text("tpmSupport"), "v2.0");
    EXPECT_EQ(image.text("imdsSupport"), "v2.0");
    EXPECT_EQ(image.text("enaSupport"), "true");
    EXPECT_EQ(image.text("sriovNetSupport"), "simple");
    EXPECT_EQ(image.text("kernelId"), "aki-1");
    EXPECT_EQ(image.text("ramdiskId"), "ari-1");
}

TEST_F(Ec2RegisterImageTest, EmptyTextsCountAsAbsent) {
    Reply image = described(registered({{"ImageLocation", ""},
                                        {"Description", ""},
                                        {"KernelId", ""},
                                        {"RamdiskId", ""},
                                        {"SriovNetSupport", ""}}));
    for (const char* absent : {"description", "kernelId", "ramdiskId", "sriovNetSupport"})
        EXPECT_FALSE(image.has(absent)) << absent;
    expect_error(registered({{"RootDeviceName", ""}}), "MissingParameter", "RootDeviceName");
}

TEST_F(Ec2RegisterImageTest, DevicesOfEveryKind) {
    Reply image = described(registered({{ebs_ + "VolumeType", "gp3"},
                                        {ebs_ + "Iops", "4000"},
                                        {ebs_ + "Throughput", "250"},
                                        {ebs_ + "VolumeSize", "20"},
                                        {ebs_ + "DeleteOnTermination", "false"},
                                        {"BlockDeviceMapping.2.DeviceName", "/dev/sdb"},
                                        {"BlockDeviceMapping.2.VirtualName", "ephemeral0"},
                                        {"BlockDeviceMapping.3.DeviceName", "/dev/sdc"},
                                        {"BlockDeviceMapping.3.NoDevice", ""},
                                        {"BlockDeviceMapping.4.DeviceName", "/dev/sdd"},
                                        {"BlockDeviceMapping.4.Ebs.VolumeSize", "7"}}));
    EXPECT_THAT(image.texts("deviceName"),
                ElementsAre("/dev/xvda", "/dev/sdb", "/dev/sdc", "/dev/sdd"));
    EXPECT_THAT(image.texts("volumeSize"), ElementsAre("20", "7"));
    EXPECT_THAT(image.texts("deleteOnTermination"), ElementsAre("false", "false"));
    EXPECT_EQ(image.text("iops"), "4000");
    EXPECT_EQ(image.text("throughput"), "250");
    EXPECT_EQ(image.text("virtualName"), "ephemeral0");
    EXPECT_TRUE(image.has("noDevice"));
}

TEST_F(Ec2RegisterImageTest, DuplicateNamesPerAccount) {
    std::string id = registered().text("imageId");
    expect_error(registered(), "InvalidAMIName.Duplicate",
                 "AMI name web 1 is already in use by AMI " + id);
    EXPECT_TRUE(registered({{"Name", "Web 1"}}).ok());
    ASSERT_TRUE(call("DeregisterImage", {{"ImageId", id}}).ok());
    EXPECT_TRUE(registered().ok());
}

TEST_F(Ec2RegisterImageTest, NameRules) {
    expect_error(registered({{"Name", "-"}}), "MissingParameter", "Name");
    expect_error(registered({{"Name", "ab"}}), "InvalidAMIName.Malformed");
    expect_error(registered({{"Name", "a#bc"}}), "InvalidAMIName.Malformed");
}

TEST_F(Ec2RegisterImageTest, SnapshotMustBeUsable) {
    expect_error(registered({{ebs_ + "SnapshotId", "snap-12345678"}}), "InvalidSnapshot.NotFound",
                 "The snapshot 'snap-12345678' does not exist.");
    expect_error(registered({{ebs_ + "SnapshotId", "snap-x"}}), "InvalidSnapshotID.Malformed");
    std::string foreign = add_snapshot(destination, "z", bob).id;
    expect_error(registered({{ebs_ + "SnapshotId", foreign}}), "InvalidSnapshot.NotFound");
    ASSERT_TRUE(
        call_as(bob, "ModifySnapshotAttribute", {{"SnapshotId", foreign}, {"UserId.1", alice}})
            .ok());
    EXPECT_TRUE(registered({{ebs_ + "SnapshotId", foreign}}).ok());

    std::string copy = start(order_of(add_image(source, {add_snapshot(source, "q")})));
    std::string pending = destination.image(copy).devices[0].snapshot_id.value_or("");
    expect_error(registered({{"Name", "other"}, {ebs_ + "SnapshotId", pending}}), "IncorrectState",
                 "is pending; only a completed snapshot can back an image");
}

TEST_F(Ec2RegisterImageTest, RootDeviceRules) {
    expect_error(registered({{"RootDeviceName", "-"}}), "MissingParameter", "RootDeviceName");
    expect_error(call("RegisterImage", {{"Name", "abc"}, {"RootDeviceName", "/dev/xvda"}}),
                 "MissingParameter", "BlockDeviceMapping");
    expect_error(registered({{"RootDeviceName", "/dev/sda1"}}), "InvalidBlockDeviceMapping",
                 "lacks the root device /dev/sda1");
    expect_error(registered({{ebs_ + "SnapshotId", "-"}, {ebs_ + "VolumeSize", "8"}}),
                 "InvalidBlockDeviceMapping", "root device");
    expect_error(registered({{"ImageLocation", "bucket/manifest.xml"}}), "UnsupportedOperation");
    for (const char* wrong : {"bucket", "/manifest.xml", "bucket/", "bucket/image"})
        expect_error(registered({{"ImageLocation", wrong}}), "InvalidManifest", wrong);
}

TEST_F(Ec2RegisterImageTest, DeviceRules) {
    const Parameters twice{{second_ + "DeviceName", "/dev/xvda"},
                           {second_ + "VirtualName", "ephemeral0"}};
    expect_error(registered(twice), "InvalidBlockDeviceMapping", "more than one");
    expect_error(registered({{second_ + "VirtualName", "ephemeral0"}}), "InvalidBlockDeviceMapping",
                 "lacks its DeviceName");
    expect_error(registered({{second_ + "DeviceName", "/dev/sdb"}}), "InvalidBlockDeviceMapping",
                 "exactly one of");
    expect_error(registered({{second_ + "DeviceName", "/dev/s b"}, {second_ + "NoDevice", ""}}),
                 "InvalidBlockDeviceMapping", "not a valid device name");
    for (const char* wrong : {"ephemeral", "ephemeral24", "ephemeral1x", "disk0", "ephemeral-1"})
        expect_error(
            registered({{second_ + "DeviceName", "/dev/sdb"}, {second_ + "VirtualName", wrong}}),
            "InvalidBlockDeviceMapping", "ephemeral0 to ephemeral23");
    EXPECT_TRUE(registered({{"Name", "last"},
                            {second_ + "DeviceName", "/dev/sdb"},
                            {second_ + "VirtualName", "ephemeral23"}})
                    .ok());
    expect_error(registered({{second_ + "DeviceName", "/dev/sdb"},
                             {second_ + "NoDevice", ""},
                             {second_ + "VirtualName", "ephemeral0"}}),
                 "InvalidBlockDeviceMapping", "exactly one of");
    expect_error(registered({{second_ + "DeviceName", "/dev/sdb"},
                             {second_ + "Ebs.DeleteOnTermination", "true"}}),
                 "InvalidBlockDeviceMapping", "neither a snapshot nor a volume size");
    for (const char* flag : {"true", "false"})
        expect_error(registered({{ebs_ + "Encrypted", flag}}), "InvalidParameter",
                     "You cannot specify the encrypted flag if specifying a snapshot id");
    expect_error(registered({{ebs_ + "KmsKeyId", "alias/x"}}), "InvalidParameter", "KmsKeyId");
}

TEST_F(Ec2RegisterImageTest, VolumeSizes) {
    EXPECT_TRUE(registered({{"Name", "one"}, {ebs_ + "VolumeSize", "1"}}).ok());
    EXPECT_TRUE(registered({{"Name", "max"}, {ebs_ + "VolumeSize", "65536"}}).ok());
    for (const char* wrong : {"0", "-1", "65537"})
        expect_error(registered({{ebs_ + "VolumeSize", wrong}}), "InvalidParameterValue",
                     "volumeSize");
    snapshot_.volume_size_gib = 8;
    destination.write([&](catalog::Transaction& tx) { return images::update(tx, snapshot_); });
    expect_error(registered({{ebs_ + "VolumeSize", "7"}}), "InvalidBlockDeviceMapping",
                 "expect size >= 8GB");
    EXPECT_TRUE(registered({{ebs_ + "VolumeSize", "8"}}).ok());
}

TEST_F(Ec2RegisterImageTest, PerformanceBelongsToSomeVolumeTypes) {
    expect_error(registered({{ebs_ + "VolumeType", "io1"}}), "MissingParameter", "iops");
    expect_error(registered({{ebs_ + "VolumeType", "gp2"}, {ebs_ + "Iops", "3000"}}),
                 "InvalidParameterCombination", "iops");
    expect_error(registered({{ebs_ + "VolumeType", "gp2"}, {ebs_ + "Throughput", "125"}}),
                 "InvalidParameterCombination", "throughput");
    expect_error(registered({{ebs_ + "VolumeType", "io2"}, {ebs_ + "Iops", "99"}}),
                 "InvalidParameterValue");
    expect_error(registered({{ebs_ + "VolumeType", "gp3"}, {ebs_ + "Throughput", "2001"}}),
                 "InvalidParameterValue");
    expect_error(registered({{ebs_ + "VolumeType", "gp4"}}), "InvalidParameterValue", "VolumeType");
    EXPECT_TRUE(registered({{ebs_ + "VolumeType", "io2"}, {ebs_ + "Iops", "100"}}).ok());
}

TEST_F(Ec2RegisterImageTest, FirmwareRules) {
    expect_error(registered({{"TpmSupport", "v2.0"}}), "InvalidParameterCombination");
    expect_error(registered({{"TpmSupport", "v2.0"}, {"BootMode", "legacy-bios"}}),
                 "InvalidParameterCombination");
    expect_error(registered({{"Architecture", "arm64"}, {"BootMode", "legacy-bios"}}),
                 "InvalidParameterCombination");
    EXPECT_TRUE(registered({{"Architecture", "arm64"}, {"BootMode", "uefi"}}).ok());
}

TEST_F(Ec2RegisterImageTest, ParavirtualImagesKnowLittle) {
    const Parameters needs_hvm[] = {{{"Architecture", "arm64"}},
                                    {{"Architecture", "arm64_mac"}},
                                    {{"BootMode", "uefi-preferred"}},
                                    {{"SriovNetSupport", "simple"}}};
    for (const Parameters& needed : needs_hvm) {
        for (const char* type : {"-", "", "paravirtual"}) {
            Parameters parameters = needed;
            parameters.emplace_back("VirtualizationType", type);
            expect_error(registered(parameters), "InvalidParameterCombination", "hvm");
        }
    }
    EXPECT_TRUE(
        registered({{"VirtualizationType", "paravirtual"}, {"BootMode", "legacy-bios"}}).ok());
}

TEST_F(Ec2RegisterImageTest, UefiData) {
    expect_error(registered({{"UefiData", "dmFycw=="}, {"BootMode", "legacy-bios"}}),
                 "InvalidParameterCombination", "UefiData");
    expect_error(registered({{"UefiData", "?"}, {"BootMode", "uefi"}}), "InvalidParameterValue",
                 "base64");
    expect_error(registered({{"Architecture", "i386"}, {"BootMode", "uefi"}}),
                 "InvalidParameterCombination", "i386");
}

TEST_F(Ec2RegisterImageTest, ValuesOutsideTheirEnums) {
    for (const char* name : {"Architecture", "BootMode", "TpmSupport", "ImdsSupport",
                             "VirtualizationType", "SriovNetSupport"})
        expect_error(registered({{name, "other"}}), "InvalidParameterValue", "other");
    expect_error(registered({{"EnaSupport", "maybe"}}), "InvalidParameterValue", "EnaSupport");
    expect_error(registered({{"BillingProduct.1", "bp-1"}}), "OperationNotPermitted");
    expect_error(registered({{"UefiData", std::string(64'001, 'x')}}), "InvalidParameterValue",
                 "UefiData");
}

TEST_F(Ec2RegisterImageTest, Tags) {
    Reply image = described(registered({{"TagSpecification.1.ResourceType", "image"},
                                        {"TagSpecification.1.Tag.1.Key", "k"},
                                        {"TagSpecification.1.Tag.1.Value", "v"}}));
    EXPECT_THAT(image.texts("key"), ElementsAre("k"));
    expect_error(registered({{"Name", "other"},
                             {"TagSpecification.1.ResourceType", "snapshot"},
                             {"TagSpecification.1.Tag.1.Key", "k"},
                             {"TagSpecification.1.Tag.1.Value", "v"}}),
                 "InvalidParameterValue", "'snapshot' is not a valid taggable resource type");
}

TEST_F(Ec2RegisterImageTest, AsksForTheImageAndEachSnapshot) {
    auto asked = access("RegisterImage", request());
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1::image/*");
    EXPECT_EQ(asked[1].action, "ec2:RegisterImage");
    EXPECT_EQ(asked[1].resource, "arn:aws:ec2:eu-west-1::snapshot/" + snapshot_.id);
    EXPECT_THAT(asked[1].context["ec2:Owner"], ElementsAre(alice));
    EXPECT_THAT(asked[1].context["ec2:VolumeSize"], ElementsAre("1"));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
