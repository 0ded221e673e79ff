// DescribeImageAttribute and ModifyImageAttribute, in every way clients write it.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* organization = "arn:aws:organizations::123456789012:organization/o-abc123";
constexpr const char* unit = "arn:aws:organizations::123456789012:ou/o-abc123/ou-ab-cd12";

class Ec2ImageAttributesTest : public Ec2Test {
  protected:
    Ec2ImageAttributesTest() : id_(add_image(destination, {add_snapshot(destination, "a")}).id) {}

    Reply modify(Parameters parameters, const std::string& as = alice) {
        parameters.emplace_back("ImageId", id_);
        return call_as(as, "ModifyImageAttribute", parameters);
    }
    void modified(const Parameters& parameters) {
        Reply reply = modify(parameters);
        EXPECT_TRUE(reply.ok()) << reply.body;
    }
    Reply attribute(const std::string& name, const std::string& as = alice) {
        return call_as(as, "DescribeImageAttribute", {{"ImageId", id_}, {"Attribute", name}});
    }
    std::vector<std::string> permissions() {
        Reply reply = attribute("launchPermission");
        EXPECT_TRUE(reply.ok()) << reply.body;
        std::vector<std::string> all;
        for (const char* kind : {"userId", "group", "organizationArn", "organizationalUnitArn"})
            for (const std::string& value : reply.texts(kind))
                all.push_back(value);
        return all;
    }

    std::string id_;
};

TEST_F(Ec2ImageAttributesTest, StructuredStyle) {
    modified({{"Attribute", "launchPermission"},
              {"LaunchPermission.Add.1.UserId", bob},
              {"LaunchPermission.Add.2.OrganizationArn", organization},
              {"LaunchPermission.Add.3.OrganizationalUnitArn", unit}});
    EXPECT_THAT(permissions(), ElementsAre(bob, organization, unit));
    modified({{"LaunchPermission.Remove.1.UserId", bob}, {"LaunchPermission.Add.1.Group", "all"}});
    EXPECT_THAT(permissions(), ElementsAre("all", organization, unit));
}

TEST_F(Ec2ImageAttributesTest, FlatStyle) {
    modified({{"Attribute", "launchPermission"},
              {"OperationType", "add"},
              {"UserId.1", bob},
              {"UserId.2", "999900001111"},
              {"OrganizationArn.1", organization},
              {"OrganizationalUnitArn.1", unit}});
    EXPECT_THAT(permissions(), ElementsAre(bob, "999900001111", organization, unit));
    modified({{"OperationType", "remove"}, {"UserId.1", bob}, {"OrganizationArn.1", organization}});
    EXPECT_THAT(permissions(), ElementsAre("999900001111", unit));
}

TEST_F(Ec2ImageAttributesTest, BothStylesAtOnceAsPackerSendsThem) {
    modified({{"LaunchPermission.Add.1.UserId", bob},
              {"LaunchPermission.Add.2.UserId", "999900001111"},
              {"UserId.1", bob},
              {"UserId.2", "999900001111"}});
    EXPECT_THAT(permissions(), ElementsAre(bob, "999900001111"));
    modified({{"LaunchPermission.Add.1.Group", "all"}, {"UserGroup.1", "all"}});
    EXPECT_THAT(permissions(), ElementsAre(bob, "999900001111", "all"));
}

TEST_F(Ec2ImageAttributesTest, RepeatingAndRemovingWhatIsNotThereSucceed) {
    modified({{"UserId.1", bob}});
    modified({{"UserId.1", bob}});
    modified({{"OperationType", "remove"}, {"UserId.1", "123456789012"}});
    EXPECT_THAT(permissions(), ElementsAre(bob));
}

TEST_F(Ec2ImageAttributesTest, OneBadItemChangesNothing) {
    expect_error(modify({{"UserId.1", bob}, {"UserId.2", "1234"}}), "InvalidAMIAttributeItemValue",
                 "Invalid attribute item value \"1234\" for userId item type.");
    expect_error(modify({{"UserGroup.1", "some"}}), "InvalidAMIAttributeItemValue", "UserGroup");
    for (const char* wrong :
         {"o-abc123", "arn:aws:organizations::123456789012:organization/x",
          "arn:aws:organizations::12:organization/o-abc", unit, "arn:aws:iam::123456789012:root"})
        expect_error(modify({{"OrganizationArn.1", wrong}}), "InvalidAMIAttributeItemValue");
    for (const char* wrong : {organization, "arn:aws:organizations::123456789012:ou/o-abc"})
        expect_error(modify({{"OrganizationalUnitArn.1", wrong}}), "InvalidAMIAttributeItemValue");
    expect_error(
        modify({{"LaunchPermission.Add.1.UserId", bob}, {"LaunchPermission.Add.1.Group", "all"}}),
        "InvalidParameterCombination", "exactly one");
    EXPECT_THAT(permissions(), IsEmpty());
}

TEST_F(Ec2ImageAttributesTest, EveryoneMakesItPublicAndDeprecatesIt) {
    modified({{"LaunchPermission.Add.1.Group", "all"}});
    Reply image = call("DescribeImages", {{"ImageId.1", id_}});
    EXPECT_EQ(image.text("isPublic"), "true");
    EXPECT_EQ(image.text("deprecationTime"), "2028-02-01T10:00:00.000Z");
    modified({{"LaunchPermission.Remove.1.Group", "all"}});
    image = call("DescribeImages", {{"ImageId.1", id_}});
    EXPECT_EQ(image.text("isPublic"), "false");
}

TEST_F(Ec2ImageAttributesTest, BlockedPublicAccess) {
    site_->block_public_access = true;
    expect_error(modify({{"LaunchPermission.Add.1.Group", "all"}}), "OperationNotPermitted",
                 "You can't publicly share this image because block public access for AMIs is "
                 "enabled for this account.");
    modified({{"UserId.1", bob}});
    modified({{"LaunchPermission.Remove.1.Group", "all"}});
}

TEST_F(Ec2ImageAttributesTest, SharingIsBounded) {
    Parameters parameters;
    for (int i = 1; i <= 1000; ++i)
        parameters.emplace_back("UserId." + std::to_string(i), std::to_string(100'000'000'000 + i));
    modified(parameters);
    expect_error(modify({{"UserId.1", bob}}), "ResourceLimitExceeded", "1000");
    EXPECT_EQ(permissions().size(), 1000U);
}

TEST_F(Ec2ImageAttributesTest, DescriptionInBothStyles) {
    modified({{"Description.Value", "first"}});
    EXPECT_EQ(attribute("description").body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DescribeImageAttributeResponse "
              "xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>request-1</requestId>"
              "<description><value>first</value></description><imageId>" +
                  id_ + "</imageId></DescribeImageAttributeResponse>");
    modified({{"Attribute", "description"}, {"Value", "second"}});
    EXPECT_EQ(call("DescribeImages", {{"ImageId.1", id_}}).text("description"), "second");
    modified({{"Description.Value", ""}});
    EXPECT_FALSE(call("DescribeImages", {{"ImageId.1", id_}}).has("description"));
    modified({{"Description.Value", std::string(255, 'd')}});
    expect_error(modify({{"Description.Value", std::string(256, 'd')}}), "InvalidParameterValue",
                 "255");
}

TEST_F(Ec2ImageAttributesTest, ImdsSupport) {
    modified({{"ImdsSupport.Value", "v2.0"}});
    EXPECT_EQ(attribute("imdsSupport").text("value"), "v2.0");
    expect_error(modify({{"ImdsSupport.Value", "v1.0"}}), "InvalidParameterValue", "imdsSupport");
    expect_error(modify({{"ImdsSupport.Value", ""}}), "InvalidParameterValue");
}

TEST_F(Ec2ImageAttributesTest, OneKindPerCall) {
    expect_error(modify({}), "InvalidParameterCombination", "No attributes specified.");
    expect_error(modify({{"Attribute", "launchPermission"}}), "InvalidParameterCombination",
                 "No attributes specified");
    expect_error(modify({{"Description.Value", "d"}, {"UserId.1", bob}}),
                 "InvalidParameterCombination", "Only one of");
    expect_error(modify({{"Attribute", "description"}}), "MissingParameter", "Value");
    expect_error(modify({{"Attribute", "colour"}, {"Value", "red"}}), "InvalidParameterValue",
                 "colour");
    expect_error(modify({{"ProductCode.1", "x"}}), "UnsupportedOperation");
    expect_error(modify({{"OperationType", "swap"}, {"UserId.1", bob}}), "InvalidParameterValue",
                 "OperationType");
}

TEST_F(Ec2ImageAttributesTest, PendingImagesCannotBeModified) {
    id_ = start(order_of(add_image(source, {add_snapshot(source, "q")})));
    expect_error(
        modify({{"UserId.1", bob}}), "InvalidAMIID.Unavailable",
        "The AMI ID '" + id_ + "' is currently pending and may not be used for this operation");
    expect_error(modify({{"Description.Value", "d"}}), "InvalidAMIID.Unavailable");
}

TEST_F(Ec2ImageAttributesTest, OthersMayReadSomeAndModifyNothing) {
    expect_error(modify({{"UserId.1", bob}}, bob), "InvalidAMIID.NotFound");
    expect_error(attribute("description", bob), "InvalidAMIID.NotFound");
    modified({{"UserId.1", bob}});
    expect_error(modify({{"UserId.1", bob}}, bob), "AuthFailure",
                 "Not authorized for image:" + id_);
    expect_error(attribute("launchPermission", bob), "AuthFailure");
    expect_error(attribute("lastLaunchedTime", bob), "AuthFailure");
    EXPECT_TRUE(attribute("description", bob).ok());
    EXPECT_TRUE(attribute("productCodes", bob).has("productCodes"));
}

TEST_F(Ec2ImageAttributesTest, UnsetAttributesComeBackEmpty) {
    for (const char* name :
         {"kernel", "ramdisk", "sriovNetSupport", "bootMode", "tpmSupport", "uefiData",
          "lastLaunchedTime", "imdsSupport", "launchPermission", "productCodes"}) {
        Reply reply = attribute(name);
        EXPECT_TRUE(reply.has(name)) << reply.body;
        EXPECT_EQ(reply.text("imageId"), id_);
        EXPECT_FALSE(reply.has("value")) << reply.body;
    }
    EXPECT_EQ(attribute("deregistrationProtection").text("value"), "disabled");
    expect_error(attribute("blockDeviceMapping"), "AuthFailure",
                 "Unauthorized attempt to access restricted resource");
    expect_error(attribute("colour"), "InvalidParameterValue", "Attribute");
}

TEST_F(Ec2ImageAttributesTest, MissingAndGoneImages) {
    std::string gone = id_;
    ASSERT_TRUE(call("DeregisterImage", {{"ImageId", gone}}).ok());
    expect_error(attribute("description"), "InvalidAMIID.Unavailable",
                 "The image id '[" + gone + "]' is no longer available");
    expect_error(modify({{"UserId.1", bob}}), "InvalidAMIID.Unavailable");
    id_ = "ami-00000001";
    expect_error(attribute("description"), "InvalidAMIID.NotFound");
    expect_error(modify({{"UserId.1", bob}}), "InvalidAMIID.NotFound");
    id_ = "x";
    expect_error(attribute("description"), "InvalidAMIID.Malformed");
}

TEST_F(Ec2ImageAttributesTest, AsksWithTheImagesFacts) {
    auto asked = access("ModifyImageAttribute", {{"ImageId", id_}, {"Description.Value", "d"}});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1::image/" + id_);
    EXPECT_THAT(asked[0].context["ec2:Attribute"], ElementsAre("description"));
    EXPECT_THAT(asked[0].context["ec2:Public"], ElementsAre("false"));
    EXPECT_THAT(asked[0].context["ec2:RootDeviceType"], ElementsAre("ebs"));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
