// Launch templates: creating, versions, defaults, deleting, and data that comes back as it was.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string data = "LaunchTemplateData.";

class Ec2LaunchTemplatesTest : public Ec2Test {
  protected:
    Reply create(const std::string& name = "web", Parameters more = {}) {
        more.emplace_back("LaunchTemplateName", name);
        if (more.size() == 1) more.emplace_back(data + "InstanceType", "t3.micro");
        return call("CreateLaunchTemplate", more);
    }
    std::string created(const std::string& name = "web", Parameters more = {}) {
        Reply reply = create(name, std::move(more));
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.text("launchTemplateId");
    }
    Reply version(const std::string& id, Parameters more) {
        more.emplace_back("LaunchTemplateId", id);
        return call("CreateLaunchTemplateVersion", more);
    }
    // A template with versions 1 to `count`, whose images end in their number.
    std::string with_versions(int count) {
        std::string id = created("web", {{data + "ImageId", "ami-00000001"}});
        for (int number = 2; number <= count; ++number)
            EXPECT_TRUE(
                version(id, {{data + "ImageId", "ami-0000000" + std::to_string(number)}}).ok());
        return id;
    }
    std::vector<std::string> numbers(const std::string& id, Parameters more = {}) {
        more.emplace_back("LaunchTemplateId", id);
        Reply reply = call("DescribeLaunchTemplateVersions", more);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.texts("versionNumber");
    }
};

TEST_F(Ec2LaunchTemplatesTest, ATemplateBeginsWithVersionOne) {
    Reply reply = create("web", {{data + "InstanceType", "t3.micro"},
                                 {"VersionDescription", "first"},
                                 {"TagSpecification.1.ResourceType", "launch-template"},
                                 {"TagSpecification.1.Tag.1.Key", "stage"},
                                 {"TagSpecification.1.Tag.1.Value", "prod"}});
    std::string id = reply.text("launchTemplateId");
    EXPECT_EQ(reply.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CreateLaunchTemplateResponse "
              "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>request-1</requestId>"
              "<launchTemplate><launchTemplateId>" +
                  id +
                  "</launchTemplateId><launchTemplateName>web</launchTemplateName>"
                  "<createTime>2026-02-01T10:00:01.234Z</createTime>"
                  "<createdBy>arn:aws:iam::111122223333:root</createdBy>"
                  "<defaultVersionNumber>1</defaultVersionNumber>"
                  "<latestVersionNumber>1</latestVersionNumber>"
                  "<tagSet><item><key>stage</key><value>prod</value></item></tagSet>"
                  "</launchTemplate></CreateLaunchTemplateResponse>");
    Reply shown = call("DescribeLaunchTemplateVersions", {{"LaunchTemplateName", "web"}});
    EXPECT_EQ(shown.text("versionDescription"), "first");
    EXPECT_EQ(shown.text("instanceType"), "t3.micro");
    EXPECT_EQ(shown.text("defaultVersion"), "true");
}

TEST_F(Ec2LaunchTemplatesTest, DataComesBackAsItWas) {
    const Parameters given{
        {data + "ImageId", "ami-00000001"},
        {data + "InstanceType", "m5.large"},
        {data + "KeyName", "ops"},
        {data + "EbsOptimized", "true"},
        {data + "UserData", "ZWNobyBoZWxsbw=="},
        {data + "SecurityGroupId.1", "sg-1"},
        {data + "SecurityGroupId.2", "sg-2"},
        {data + "SecurityGroup.1", "default"},
        {data + "IamInstanceProfile.Name", "profile"},
        {data + "Monitoring.Enabled", "false"},
        {data + "Placement.AvailabilityZone", "eu-west-1a"},
        {data + "Placement.Tenancy", "host"},
        {data + "BlockDeviceMapping.1.DeviceName", "/dev/xvda"},
        {data + "BlockDeviceMapping.1.Ebs.VolumeSize", "20"},
        {data + "BlockDeviceMapping.1.Ebs.Encrypted", "true"},
        {data + "BlockDeviceMapping.2.NoDevice", ""},
        {data + "NetworkInterface.1.DeviceIndex", "0"},
        {data + "NetworkInterface.1.SecurityGroupId.1", "sg-3"},
        {data + "NetworkInterface.1.Ipv6Addresses.1.Ipv6Address", "2001:db8::1"},
        {data + "NetworkInterface.1.PrivateIpAddresses.1.PrivateIpAddress", "10.0.0.1"},
        {data + "NetworkInterface.1.PrivateIpAddresses.1.Primary", "true"},
        {data + "TagSpecification.1.ResourceType", "instance"},
        {data + "TagSpecification.1.Tag.1.Key", "role"},
        {data + "TagSpecification.1.Tag.1.Value", "web & more"},
        {data + "MetadataOptions.HttpTokens", "required"},
        {data + "MetadataOptions.HttpPutResponseHopLimit", "2"},
        {data + "InstanceMarketOptions.MarketType", "spot"},
        {data + "InstanceMarketOptions.SpotOptions.ValidUntil", "2026-05-06T07:08:09Z"},
        {data + "LicenseSpecification.1.LicenseConfigurationArn", "arn:aws:license-manager:x"},
    };
    Reply reply =
        call("DescribeLaunchTemplateVersions", {{"LaunchTemplateId", created("web", given)}});
    EXPECT_THAT(
        reply.body,
        HasSubstr(
            "<launchTemplateData><ebsOptimized>true</ebsOptimized>"
            "<iamInstanceProfile><name>profile</name></iamInstanceProfile>"
            "<blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName>"
            "<ebs><encrypted>true</encrypted><volumeSize>20</volumeSize></ebs></item>"
            "<item><noDevice></noDevice></item></blockDeviceMappingSet>"
            "<networkInterfaceSet><item><deviceIndex>0</deviceIndex>"
            "<groupSet><groupId>sg-3</groupId></groupSet>"
            "<ipv6AddressesSet><item><ipv6Address>2001:db8::1</ipv6Address></item>"
            "</ipv6AddressesSet>"
            "<privateIpAddressesSet><item><primary>true</primary>"
            "<privateIpAddress>10.0.0.1</privateIpAddress></item></privateIpAddressesSet>"
            "</item></networkInterfaceSet>"
            "<imageId>ami-00000001</imageId><instanceType>m5.large</instanceType>"
            "<keyName>ops</keyName><monitoring><enabled>false</enabled></monitoring>"
            "<placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>host</tenancy>"
            "</placement><userData>ZWNobyBoZWxsbw==</userData>"
            "<tagSpecificationSet><item><resourceType>instance</resourceType>"
            "<tagSet><item><key>role</key><value>web &amp; more</value></item></tagSet></item>"
            "</tagSpecificationSet>"
            "<securityGroupIdSet><item>sg-1</item><item>sg-2</item></securityGroupIdSet>"
            "<securityGroupSet><item>default</item></securityGroupSet>"
            "<instanceMarketOptions><marketType>spot</marketType>"
            "<spotOptions><validUntil>2026-05-06T07:08:09.000Z</validUntil></spotOptions>"
            "</instanceMarketOptions>"
            "<licenseSet><item><licenseConfigurationArn>arn:aws:license-manager:x"
            "</licenseConfigurationArn></item></licenseSet>"
            "<metadataOptions><httpTokens>required</httpTokens>"
            "<httpPutResponseHopLimit>2</httpPutResponseHopLimit></metadataOptions>"
            "</launchTemplateData>"));
}

TEST_F(Ec2LaunchTemplatesTest, AVersionOnTopOfAnotherReplacesWholeMembers) {
    std::string id = created("web", {{data + "ImageId", "ami-00000001"},
                                     {data + "InstanceType", "t3.micro"},
                                     {data + "SecurityGroupId.1", "sg-1"},
                                     {data + "SecurityGroupId.2", "sg-2"}});
    Reply reply = version(id, {{"SourceVersion", "1"},
                               {data + "ImageId", "ami-00000002"},
                               {data + "SecurityGroupId.1", "sg-9"}});
    EXPECT_EQ(reply.text("versionNumber"), "2");
    EXPECT_EQ(reply.text("defaultVersion"), "false");
    EXPECT_THAT(reply.body,
                HasSubstr("<imageId>ami-00000002</imageId><instanceType>t3.micro</instanceType>"
                          "<securityGroupIdSet><item>sg-9</item></securityGroupIdSet>"));
    reply = version(id, {{data + "KeyName", "ops"}});
    EXPECT_EQ(reply.text("versionNumber"), "3");
    EXPECT_FALSE(reply.has("imageId"));  // from nothing
    EXPECT_EQ(version(id, {{"SourceVersion", "$Default"}, {data + "KeyName", "k"}}).text("imageId"),
              "ami-00000001");
    EXPECT_EQ(version(id, {{"SourceVersion", "$Latest"}, {data + "KeyName", "l"}}).text("imageId"),
              "ami-00000001");
    expect_error(version(id, {{"SourceVersion", "9"}, {data + "KeyName", "k"}}),
                 "InvalidLaunchTemplateId.VersionNotFound",
                 "Could not find the specified version 9 for the launch template with ID " + id);
    expect_error(version(id, {{"SourceVersion", "new"}, {data + "KeyName", "k"}}),
                 "InvalidParameterValue", "$Latest");
}

TEST_F(Ec2LaunchTemplatesTest, VersionsAreListedNewestFirst) {
    std::string id = with_versions(4);
    EXPECT_THAT(numbers(id), ElementsAre("4", "3", "2", "1"));
    EXPECT_THAT(numbers(id, {{"LaunchTemplateVersion.1", "2"}, {"LaunchTemplateVersion.2", "4"}}),
                ElementsAre("2", "4"));
    EXPECT_THAT(numbers(id, {{"LaunchTemplateVersion.1", "$Default"},
                             {"LaunchTemplateVersion.2", "$Latest"}}),
                ElementsAre("1", "4"));
    EXPECT_THAT(numbers(id, {{"MinVersion", "2"}, {"MaxVersion", "3"}}), ElementsAre("3", "2"));
    EXPECT_THAT(numbers(id, {{"MinVersion", "$Latest"}}), ElementsAre("4"));
    EXPECT_THAT(numbers(id, {{"Filter.1.Name", "image-id"}, {"Filter.1.Value.1", "ami-*3"}}),
                ElementsAre("3"));
    EXPECT_THAT(
        numbers(id, {{"Filter.1.Name", "is-default-version"}, {"Filter.1.Value.1", "true"}}),
        ElementsAre("1"));
    Reply page =
        call("DescribeLaunchTemplateVersions", {{"LaunchTemplateId", id}, {"MaxResults", "3"}});
    EXPECT_THAT(page.texts("versionNumber"), ElementsAre("4", "3", "2"));
    page = call(
        "DescribeLaunchTemplateVersions",
        {{"LaunchTemplateId", id}, {"MaxResults", "3"}, {"NextToken", page.text("nextToken")}});
    EXPECT_THAT(page.texts("versionNumber"), ElementsAre("1"));
    EXPECT_FALSE(page.has("nextToken"));
}

TEST_F(Ec2LaunchTemplatesTest, VersionsOfAllTemplatesByTheirAliases) {
    with_versions(2);
    created("other", {{data + "ImageId", "ami-00000007"}});
    Reply reply = call("DescribeLaunchTemplateVersions", {{"LaunchTemplateVersion.1", "$Latest"}});
    EXPECT_THAT(reply.texts("imageId"),
                ::testing::UnorderedElementsAre("ami-00000002", "ami-00000007"));
    reply = call("DescribeLaunchTemplateVersions",
                 {{"LaunchTemplateVersion.1", "$Latest"}, {"MaxResults", "1"}});
    EXPECT_EQ(reply.texts("imageId").size(), 1U);
    EXPECT_TRUE(reply.has("nextToken"));
    expect_error(call("DescribeLaunchTemplateVersions", {{"LaunchTemplateVersion.1", "1"}}),
                 "MissingParameter", "LaunchTemplateId");
    expect_error(call("DescribeLaunchTemplateVersions"), "MissingParameter");
}

TEST_F(Ec2LaunchTemplatesTest, WhatCannotBeCombinedInListings) {
    std::string id = with_versions(2);
    auto refused = [&](Parameters more, const char* code) {
        more.emplace_back("LaunchTemplateId", id);
        expect_error(call("DescribeLaunchTemplateVersions", more), code);
    };
    refused({{"LaunchTemplateVersion.1", "1"}, {"MinVersion", "1"}}, "InvalidParameterCombination");
    refused({{"LaunchTemplateVersion.1", "1"}, {"MaxResults", "5"}}, "InvalidParameterCombination");
    refused({{"LaunchTemplateVersion.1", "9"}}, "InvalidLaunchTemplateId.VersionNotFound");
    refused({{"MinVersion", "x"}}, "InvalidParameterValue");
    refused({{"MaxResults", "201"}}, "InvalidParameterValue");
    refused({{"Filter.1.Name", "colour"}, {"Filter.1.Value.1", "x"}}, "InvalidParameterValue");
    refused({{"LaunchTemplateName", "web"}}, "InvalidParameterCombination");
}

TEST_F(Ec2LaunchTemplatesTest, TheDefaultIsChosen) {
    std::string id = with_versions(3);
    Reply reply =
        call("ModifyLaunchTemplate", {{"LaunchTemplateName", "web"}, {"SetDefaultVersion", "2"}});
    EXPECT_EQ(reply.text("defaultVersionNumber"), "2");
    EXPECT_EQ(reply.text("latestVersionNumber"), "3");
    EXPECT_EQ(
        call("ModifyLaunchTemplate", {{"LaunchTemplateId", id}, {"SetDefaultVersion", "$Latest"}})
            .text("defaultVersionNumber"),
        "3");
    expect_error(
        call("ModifyLaunchTemplate", {{"LaunchTemplateId", id}, {"SetDefaultVersion", "4"}}),
        "InvalidLaunchTemplateId.VersionNotFound");
    expect_error(call("ModifyLaunchTemplate", {{"LaunchTemplateId", id}}), "MissingParameter",
                 "SetDefaultVersion");
}

TEST_F(Ec2LaunchTemplatesTest, EachVersionIsDeletedOrKeptByItself) {
    std::string id = with_versions(3);
    Reply reply = call("DeleteLaunchTemplateVersions", {{"LaunchTemplateId", id},
                                                        {"LaunchTemplateVersion.1", "1"},
                                                        {"LaunchTemplateVersion.2", "3"},
                                                        {"LaunchTemplateVersion.3", "8"}});
    EXPECT_THAT(
        reply.body,
        HasSubstr("<successfullyDeletedLaunchTemplateVersionSet><item><launchTemplateId>" + id +
                  "</launchTemplateId><launchTemplateName>web</launchTemplateName>"
                  "<versionNumber>3</versionNumber></item>"
                  "</successfullyDeletedLaunchTemplateVersionSet>"));
    EXPECT_THAT(reply.texts("code"),
                ElementsAre("unexpectedError", "launchTemplateVersionDoesNotExist"));
    EXPECT_THAT(numbers(id), ElementsAre("2", "1"));
    EXPECT_EQ(version(id, {{data + "KeyName", "k"}}).text("versionNumber"), "4");
    expect_error(call("DeleteLaunchTemplateVersions", {{"LaunchTemplateId", id}}),
                 "MissingParameter", "LaunchTemplateVersion");
}

TEST_F(Ec2LaunchTemplatesTest, DeletingFreesTheName) {
    std::string id = created();
    expect_error(create(), "InvalidLaunchTemplateName.AlreadyExistsException", "web");
    Reply reply = call("DeleteLaunchTemplate", {{"LaunchTemplateName", "web"}});
    EXPECT_EQ(reply.text("launchTemplateId"), id);
    expect_error(call("DeleteLaunchTemplate", {{"LaunchTemplateName", "web"}}),
                 "InvalidLaunchTemplateName.NotFoundException", "web");
    expect_error(call("DeleteLaunchTemplate", {{"LaunchTemplateId", id}}),
                 "InvalidLaunchTemplateId.NotFound",
                 "The specified launch template, with template ID " + id + ", does not exist.");
    created();
}

TEST_F(Ec2LaunchTemplatesTest, NamesAndIds) {
    created("a.b-c_(d)/e");
    for (const char* name : {"ab", "with space", "ünder"})
        expect_error(create(name), "InvalidLaunchTemplateName.MalformedException");
    expect_error(create(std::string(129, 'x')), "InvalidLaunchTemplateName.MalformedException");
    created(std::string(128, 'x'));
    for (const char* action : {"ModifyLaunchTemplate", "DeleteLaunchTemplate",
                               "DeleteLaunchTemplateVersions", "CreateLaunchTemplateVersion"}) {
        Parameters rest{
            {"SetDefaultVersion", "1"}, {"LaunchTemplateVersion.1", "1"}, {data + "KeyName", "k"}};
        expect_error(call(action, rest), "MissingParameter", "LaunchTemplateId");
        rest.emplace_back("LaunchTemplateId", "lt-x");
        expect_error(call(action, rest), "InvalidLaunchTemplateId.Malformed", "lt-x");
        rest.back().second = "lt-0123456789abcdef0";
        expect_error(call(action, rest), "InvalidLaunchTemplateId.NotFound");
        rest.emplace_back("LaunchTemplateName", "web");
        expect_error(call(action, rest), "InvalidParameterCombination");
    }
}

TEST_F(Ec2LaunchTemplatesTest, Listings) {
    std::string web = created("web");
    std::string api = created("api");
    ASSERT_TRUE(call_as(bob, "CreateLaunchTemplate",
                        {{"LaunchTemplateName", "bobs"}, {data + "KeyName", "k"}})
                    .ok());
    ASSERT_TRUE(
        call("CreateTags", {{"ResourceId.1", web}, {"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}).ok());
    auto names = [&](const Parameters& parameters) {
        Reply reply = call("DescribeLaunchTemplates", parameters);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.texts("launchTemplateName");
    };
    EXPECT_THAT(names({}), ::testing::UnorderedElementsAre("web", "api"));
    EXPECT_THAT(names({{"LaunchTemplateName.1", "api"}, {"LaunchTemplateId.1", web}}),
                ElementsAre("web", "api"));
    EXPECT_THAT(names({{"Filter.1.Name", "tag:k"}, {"Filter.1.Value.1", "v"}}), ElementsAre("web"));
    EXPECT_THAT(names({{"Filter.1.Name", "launch-template-name"}, {"Filter.1.Value.1", "a*"}}),
                ElementsAre("api"));
    Reply page = call("DescribeLaunchTemplates", {{"MaxResults", "1"}});
    std::string first = page.text("launchTemplateName");
    page = call("DescribeLaunchTemplates",
                {{"MaxResults", "1"}, {"NextToken", page.text("nextToken")}});
    EXPECT_NE(page.text("launchTemplateName"), first);
    EXPECT_FALSE(page.has("nextToken"));
    expect_error(call("DescribeLaunchTemplates", {{"LaunchTemplateName.1", "bobs"}}),
                 "InvalidLaunchTemplateName.NotFoundException");
    expect_error(call("DescribeLaunchTemplates", {{"LaunchTemplateId.1", "lt-"}}),
                 "InvalidLaunchTemplateId.Malformed");
    expect_error(
        call("DescribeLaunchTemplates", {{"LaunchTemplateId.1", web}, {"MaxResults", "5"}}),
        "InvalidParameterCombination");
    expect_error(call("DescribeLaunchTemplates", {{"MaxResults", "0"}}), "InvalidParameterValue");
}

TEST_F(Ec2LaunchTemplatesTest, TokensRepeatAnswersNotDeeds) {
    const Parameters first{{data + "KeyName", "k"}, {"ClientToken", "once"}};
    std::string id = created("web", first);
    EXPECT_EQ(created("web", first), id);
    expect_error(create("web", {{data + "KeyName", "l"}, {"ClientToken", "once"}}),
                 "IdempotentParameterMismatch");
    EXPECT_EQ(version(id, first).text("versionNumber"), "2");
    EXPECT_EQ(version(id, first).text("versionNumber"), "2");
    EXPECT_EQ(version(id, {{data + "KeyName", "k"}}).text("versionNumber"), "3");
    auto set = [&](const char* number, const char* token) {
        return call("ModifyLaunchTemplate", {{"LaunchTemplateId", id},
                                             {"SetDefaultVersion", number},
                                             {"ClientToken", token}})
            .text("defaultVersionNumber");
    };
    EXPECT_EQ(set("2", "a"), "2");
    EXPECT_EQ(set("3", "b"), "3");
    EXPECT_EQ(set("2", "a"), "3");  // done before
    expect_error(create("web2", {{data + "KeyName", "k"}, {"ClientToken", std::string(129, 't')}}),
                 "InvalidClientToken");
}

TEST_F(Ec2LaunchTemplatesTest, AnImageThatCannotBeSeenIsWarnedOf) {
    std::string mine = add_image(destination, {}, "mine").id;
    EXPECT_FALSE(create("seen", {{data + "ImageId", mine}}).has("warning"));
    Reply reply = create("web", {{data + "ImageId", "ami-00000009"}});
    EXPECT_EQ(reply.text("code"), "InvalidAMIID.NotFound");
    EXPECT_FALSE(create("later", {{data + "ImageId", "resolve:ssm:/golden/ami"}}).has("warning"));
    expect_error(create("bad", {{data + "ImageId", "image"}}), "InvalidAMIID.Malformed");
}

TEST_F(Ec2LaunchTemplatesTest, DataIsChecked) {
    expect_error(create("web", {{"VersionDescription", "d"}, {"ClientToken", "t"}}),
                 "MissingParameter", "LaunchTemplateData");
    expect_error(create("web", {{data + "UserData", "no base64!"}}), "InvalidUserData.Malformed");
    expect_error(create("web", {{data + "UserData", std::string(21'852, 'A')}}),
                 "InvalidParameterValue", "16384");
    created("fits", {{data + "UserData", std::string(21'844, 'A')}});
    expect_error(create("web", {{data + "TagSpecification.1.Tag.1.Key", "k"}}), "InvalidParameter",
                 "resource type");
    expect_error(create("web", {{data + "MetadataOptions.HttpTokens", "maybe"}}),
                 "InvalidParameterValue", "HttpTokens");
    expect_error(create("web", {{data + "InstanceRequirements.VCpuCount.Max", "2"}}),
                 "MissingParameter", "Min");
    expect_error(
        create("web", {{"VersionDescription", std::string(256, 'd')}, {data + "KeyName", "k"}}),
        "InvalidParameterValue", "VersionDescription");
}

TEST_F(Ec2LaunchTemplatesTest, TagsAreListedAndGoWithTheTemplate) {
    std::string id = created();
    ASSERT_TRUE(
        call("CreateTags", {{"ResourceId.1", id}, {"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}).ok());
    EXPECT_EQ(call("DescribeTags").text("resourceType"), "launch-template");
    expect_error(call_as(bob, "CreateTags",
                         {{"ResourceId.1", id}, {"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}),
                 "InvalidLaunchTemplateId.NotFound");
    ASSERT_TRUE(call("DeleteLaunchTemplate", {{"LaunchTemplateId", id}}).ok());
    EXPECT_THAT(call("DescribeTags").texts("key"), IsEmpty());
}

TEST_F(Ec2LaunchTemplatesTest, AskForTheTemplate) {
    std::string id = created();
    ASSERT_TRUE(
        call("CreateTags", {{"ResourceId.1", id}, {"Tag.1.Key", "k"}, {"Tag.1.Value", "v"}}).ok());
    std::string arn = "arn:aws:ec2:eu-west-1:111122223333:launch-template/";
    auto asked = access("ModifyLaunchTemplate", {{"LaunchTemplateName", "web"}});
    EXPECT_EQ(asked[0].resource, arn + id);
    EXPECT_THAT(asked[0].context["aws:ResourceTag/k"], ElementsAre("v"));
    asked = access("CreateLaunchTemplate", {{"LaunchTemplateName", "new"},
                                            {data + "KeyName", "k"},
                                            {"TagSpecification.1.ResourceType", "launch-template"},
                                            {"TagSpecification.1.Tag.1.Key", "stage"},
                                            {"TagSpecification.1.Tag.1.Value", "prod"}});
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].action, "ec2:CreateLaunchTemplate");
    EXPECT_EQ(asked[0].resource, arn + "*");
    EXPECT_THAT(asked[0].context["aws:RequestTag/stage"], ElementsAre("prod"));
    EXPECT_EQ(asked[1].action, "ec2:CreateTags");
    EXPECT_EQ(asked[1].resource, arn + "*");
    EXPECT_THAT(asked[1].context["ec2:CreateAction"], ElementsAre("CreateLaunchTemplate"));
    EXPECT_EQ(access("DescribeLaunchTemplates", {})[0].resource, "*");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
