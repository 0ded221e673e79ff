// CopyImage as its caller sees it. What happens to bytes is distribution/copy_image_test.cc.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ec2CopyImageTest : public Ec2Test {
  protected:
    Ec2CopyImageTest()
        : snapshot_(add_snapshot(source, "abc")), original_(add_image(source, {snapshot_})) {}

    Parameters request(const Parameters& more = {}) const {
        Parameters parameters{
            {"SourceImageId", original_.id}, {"SourceRegion", "us-east-1"}, {"Name", "web 1"}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        return parameters;
    }
    Reply copy(const Parameters& more = {}) { return call("CopyImage", request(more)); }
    std::string copied(const Parameters& more = {}) {
        Reply reply = copy(more);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.text("imageId");
    }
    Reply described(const std::string& id) { return call("DescribeImages", {{"ImageId.1", id}}); }

    images::Snapshot snapshot_;
    images::Image original_;
};

TEST_F(Ec2CopyImageTest, AnswersWithTheNewIdAndWakesTheRunner) {
    Reply reply = copy();
    std::string id = reply.text("imageId");
    EXPECT_EQ(reply.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<CopyImageResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><imageId>" +
                  id + "</imageId></CopyImageResponse>");
    EXPECT_THAT(notifier_.regions, ElementsAre("eu-west-1"));
    EXPECT_EQ(described(id).text("imageState"), "pending");
    run_due();
    EXPECT_EQ(described(id).text("imageState"), "available");
}

TEST_F(Ec2CopyImageTest, ShowsWhereItCameFrom) {
    Reply image = described(copied({{"Description", "second"}}));
    EXPECT_EQ(image.text("sourceImageId"), original_.id);
    EXPECT_EQ(image.text("sourceImageRegion"), "us-east-1");
    EXPECT_EQ(image.text("name"), "web 1");
    EXPECT_EQ(image.text("description"), "second");
    EXPECT_EQ(image.text("imageLocation"), "111122223333/web 1");
    EXPECT_FALSE(image.has("stateReason"));
}

TEST_F(Ec2CopyImageTest, WithinOneRegion) {
    Reply reply = call_in(source, alice, "CopyImage", request());
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_NE(reply.text("imageId"), original_.id);
}

TEST_F(Ec2CopyImageTest, SameTokenSameRequestSameImage) {
    std::string id = copied({{"ClientToken", "t-1"}});
    EXPECT_EQ(copied({{"ClientToken", "t-1"}}), id);
    EXPECT_EQ(copied({{"ClientToken", "t-1"}, {"KmsKeyId", ""}}), id);  // empty is absent
    EXPECT_NE(copied({{"ClientToken", "t-2"}}), id);
    EXPECT_NE(copied(), copied());
    EXPECT_NE(call_as(bob, "CopyImage", request({{"ClientToken", "t-1"}})).text("imageId"), id);
}

TEST_F(Ec2CopyImageTest, SameTokenStillAnswersWhenTheSourceIsGone) {
    std::string id = copied({{"ClientToken", "t-1"}});
    ASSERT_TRUE(call_in(source, alice, "DeregisterImage", {{"ImageId", original_.id}}).ok());
    EXPECT_EQ(copied({{"ClientToken", "t-1"}}), id);
    expect_error(copy({{"ClientToken", "t-2"}}), "InvalidAMIID.NotFound");
}

TEST_F(Ec2CopyImageTest, SameTokenOtherRequestIsAMismatch) {
    copied({{"ClientToken", "t-1"}});
    expect_error(copy({{"ClientToken", "t-1"}, {"Description", "other"}}),
                 "IdempotentParameterMismatch");
    expect_error(copy({{"ClientToken", "t-1"}, {"Encrypted", "false"}}),
                 "IdempotentParameterMismatch");
}

TEST_F(Ec2CopyImageTest, ARefusedRequestDoesNotBindItsToken) {
    expect_error(copy({{"ClientToken", "t-1"}, {"KmsKeyId", "alias/x"}}),
                 "InvalidParameterDependency");
    EXPECT_THAT(copied({{"ClientToken", "t-1"}}), HasSubstr("ami-"));
}

TEST_F(Ec2CopyImageTest, ClientTokenBounds) {
    EXPECT_TRUE(copy({{"ClientToken", std::string(128, 'x')}}).ok());
    expect_error(copy({{"ClientToken", std::string(129, 'x')}}), "InvalidClientToken");
    expect_error(copy({{"ClientToken", "é"}}), "InvalidClientToken");
}

TEST_F(Ec2CopyImageTest, RequiredParameters) {
    for (const char* name : {"SourceImageId", "SourceRegion", "Name"}) {
        Parameters parameters = request();
        std::erase_if(parameters, [&](const auto& pair) { return pair.first == name; });
        expect_error(call("CopyImage", parameters), "MissingParameter",
                     std::string("The request must contain the parameter ") + name);
    }
}

TEST_F(Ec2CopyImageTest, NameRules) {
    auto with_name = [&](const std::string& name) {
        Parameters parameters = request();
        parameters[2].second = name;
        return call("CopyImage", parameters);
    };
    EXPECT_TRUE(with_name("abc").ok());
    EXPECT_TRUE(with_name(std::string(128, 'a')).ok());
    EXPECT_TRUE(with_name("A z0 ([.]/-'@_)").ok());
    for (const std::string& wrong :
         {std::string(), std::string("ab"), std::string(129, 'a'), std::string("a*bc"),
          std::string("größe"), std::string("a\nbc")})
        expect_error(with_name(wrong), "InvalidAMIName.Malformed",
                     "AMI names must be between 3 and 128 characters long");
}

TEST_F(Ec2CopyImageTest, NamesMayRepeat) {
    copied();
    copied();
}

TEST_F(Ec2CopyImageTest, DescriptionBounds) {
    EXPECT_TRUE(copy({{"Description", std::string(255, 'd')}}).ok());
    expect_error(copy({{"Description", std::string(256, 'd')}}), "InvalidParameterValue",
                 "Description");
    EXPECT_FALSE(described(copied({{"Description", ""}})).has("description"));
}

TEST_F(Ec2CopyImageTest, KmsKeyNeedsEncrypted) {
    expect_error(copy({{"KmsKeyId", "alias/x"}}), "InvalidParameterDependency",
                 "The parameter KmsKeyId requires the parameter Encrypted to be set.");
    expect_error(copy({{"KmsKeyId", "alias/x"}, {"Encrypted", "false"}}),
                 "InvalidParameterDependency");
    EXPECT_TRUE(copy({{"KmsKeyId", ""}}).ok());
    EXPECT_TRUE(copy({{"Encrypted", "false"}}).ok());
}

TEST_F(Ec2CopyImageTest, AKeyThatCannotBeUsedFailsLater) {
    std::string id = copied({{"Encrypted", "true"}, {"KmsKeyId", "alias/x"}});
    EXPECT_EQ(described(id).text("imageState"), "pending");
    run_due();
    Reply image = described(id);
    EXPECT_EQ(image.text("imageState"), "failed");
    EXPECT_THAT(image.text("stateReason"), HasSubstr("Client.InternalError"));
    EXPECT_THAT(image.text("message"), HasSubstr("Copy image failed with an internal error"));
    Reply snapshot = call("DescribeSnapshots", {{"SnapshotId.1", image.text("snapshotId")}});
    EXPECT_EQ(snapshot.text("status"), "error");
    EXPECT_THAT(snapshot.text("statusMessage"), HasSubstr("Given key ID is not accessible"));
}

TEST_F(Ec2CopyImageTest, CompletionDuration) {
    for (const char* good : {"15", "30", "2880"})
        EXPECT_TRUE(copy({{"SnapshotCopyCompletionDurationMinutes", good}}).ok()) << good;
    for (const char* bad : {"0", "14", "16", "2895", "-15", "x", "1.5"})
        expect_error(copy({{"SnapshotCopyCompletionDurationMinutes", bad}}),
                     "InvalidParameterValue");
}

TEST_F(Ec2CopyImageTest, OnlyRegionsAreDestinations) {
    expect_error(copy({{"DestinationOutpostArn", "arn:x"}, {"DestinationAvailabilityZone", "y"}}),
                 "InvalidParameterCombination");
    for (const char* name :
         {"DestinationOutpostArn", "DestinationAvailabilityZone", "DestinationAvailabilityZoneId"})
        expect_error(copy({{name, "x"}}), "UnsupportedOperation", name);
    EXPECT_TRUE(copy({{"DestinationOutpostArn", ""}}).ok());
}

TEST_F(Ec2CopyImageTest, TagsOfSpecificationAndSource) {
    ASSERT_TRUE(call_in(source, alice, "CreateTags",
                        {{"ResourceId.1", original_.id},
                         {"Tag.1.Key", "stage"},
                         {"Tag.1.Value", "test"},
                         {"Tag.2.Key", "owner"},
                         {"Tag.2.Value", "me"}})
                    .ok());
    Parameters tags{{"TagSpecification.1.ResourceType", "image"},
                    {"TagSpecification.1.Tag.1.Key", "stage"},
                    {"TagSpecification.1.Tag.1.Value", "prod"},
                    {"TagSpecification.2.ResourceType", "snapshot"},
                    {"TagSpecification.2.Tag.1.Key", "cost"},
                    {"TagSpecification.2.Tag.1.Value", "42"}};
    EXPECT_THAT(described(copied(tags)).texts("key"), ElementsAre("stage"));
    EXPECT_THAT(described(copied()).texts("key"), IsEmpty());

    tags.emplace_back("CopyImageTags", "true");
    Reply both = described(copied(tags));
    EXPECT_THAT(both.texts("key"), ElementsAre("stage", "owner"));
    EXPECT_THAT(both.texts("value"), ElementsAre("prod", "me"));
    Reply snapshot = call("DescribeSnapshots", {{"SnapshotId.1", both.text("snapshotId")}});
    EXPECT_THAT(snapshot.texts("key"), ElementsAre("cost"));
}

TEST_F(Ec2CopyImageTest, TagSpecificationRules) {
    const std::string t = "TagSpecification.1.";
    expect_error(copy({{t + "Tag.1.Key", "a"}, {t + "Tag.1.Value", "b"}}), "InvalidParameter",
                 "Tag specification resource type must have a value");
    expect_error(copy({{t + "ResourceType", "instance"}, {t + "Tag.1.Key", "a"}}),
                 "InvalidParameterValue", "'instance' is not a valid taggable resource type");
    expect_error(copy({{t + "ResourceType", "image"}}), "InvalidParameterValue",
                 "Tag specification must have at least one tag");
    expect_error(
        copy({{t + "ResourceType", "image"}, {t + "Tag.1.Key", "AWS:x"}, {t + "Tag.1.Value", "b"}}),
        "InvalidParameterValue", "reserved");
}

TEST_F(Ec2CopyImageTest, SumOfTagsIsBounded) {
    Parameters source_tags{{"ResourceId.1", original_.id}};
    Parameters specified{{"CopyImageTags", "true"}, {"TagSpecification.1.ResourceType", "image"}};
    for (int i = 1; i <= 25; ++i) {
        std::string n = std::to_string(i);
        source_tags.insert(source_tags.end(),
                           {{"Tag." + n + ".Key", "s" + n}, {"Tag." + n + ".Value", ""}});
        specified.insert(specified.end(), {{"TagSpecification.1.Tag." + n + ".Key", "d" + n},
                                           {"TagSpecification.1.Tag." + n + ".Value", ""}});
    }
    ASSERT_TRUE(call_in(source, alice, "CreateTags", source_tags).ok());
    EXPECT_TRUE(copy(specified).ok());
    specified.insert(specified.end(), {{"TagSpecification.1.Tag.26.Key", "d26"},
                                       {"TagSpecification.1.Tag.26.Value", ""}});
    expect_error(copy(specified), "TagLimitExceeded");
}

TEST_F(Ec2CopyImageTest, UnknownRegionAndImage) {
    Parameters parameters = request();
    parameters[1].second = "mars-1";
    expect_error(call("CopyImage", parameters), "InvalidRegion", "mars-1");
    parameters = request();
    parameters[0].second = "ami-12345678";
    expect_error(call("CopyImage", parameters), "InvalidAMIID.NotFound",
                 "The image id '[ami-12345678]' does not exist");
    parameters[0].second = "image";
    expect_error(call("CopyImage", parameters), "InvalidAMIID.Malformed",
                 "Invalid id: \"image\" (expecting \"ami-...\")");
    parameters[0].second = "ami-xyz";
    expect_error(call("CopyImage", parameters), "InvalidAMIID.Malformed",
                 "Invalid id: \"ami-xyz\"");
}

TEST_F(Ec2CopyImageTest, PendingAndFailedSourcesAreRefused) {
    std::string pending = copied({{"Encrypted", "true"}, {"KmsKeyId", "alias/x"}});
    Parameters parameters{
        {"SourceImageId", pending}, {"SourceRegion", "eu-west-1"}, {"Name", "n-1"}};
    expect_error(call("CopyImage", parameters), "InvalidAMIID.Unavailable",
                 "is currently pending and may not be used for this operation");
    run_due();
    expect_error(call("CopyImage", parameters), "InvalidAMIID.Unavailable", "currently failed");
}

TEST_F(Ec2CopyImageTest, OtherAccountNeedsImageAndStorage) {
    expect_error(call_as(bob, "CopyImage", request()), "InvalidAMIID.NotFound");
    ASSERT_TRUE(call_in(source, alice, "ModifyImageAttribute",
                        {{"ImageId", original_.id}, {"LaunchPermission.Add.1.UserId", bob}})
                    .ok());
    expect_error(call_as(bob, "CopyImage", request()), "InvalidRequest",
                 "You do not have permission to access the storage of this ami");
    ASSERT_TRUE(
        call_in(source, alice, "ModifySnapshotAttribute",
                {{"SnapshotId", snapshot_.id}, {"CreateVolumePermission.Add.1.UserId", bob}})
            .ok());
    Reply reply = call_as(bob, "CopyImage", request());
    ASSERT_TRUE(reply.ok()) << reply.body;
    Reply image = call_as(bob, "DescribeImages", {{"ImageId.1", reply.text("imageId")}});
    EXPECT_EQ(image.text("imageOwnerId"), bob);
    EXPECT_EQ(
        call("DescribeImages", {{"ImageId.1", reply.text("imageId")}}).texts("imageId").size(),
        0U);  // alice does not see it
}

TEST_F(Ec2CopyImageTest, OwnersTagsAreNotCopiedForAnother) {
    ASSERT_TRUE(call_in(source, alice, "CreateTags",
                        {{"ResourceId.1", original_.id}, {"Tag.1.Key", "a"}, {"Tag.1.Value", "b"}})
                    .ok());
    for (const Parameters& share :
         {Parameters{{"ImageId", original_.id}, {"LaunchPermission.Add.1.Group", "all"}}})
        ASSERT_TRUE(call_in(source, alice, "ModifyImageAttribute", share).ok());
    ASSERT_TRUE(
        call_in(source, alice, "ModifySnapshotAttribute",
                {{"SnapshotId", snapshot_.id}, {"CreateVolumePermission.Add.1.Group", "all"}})
            .ok());
    Reply reply = call_as(bob, "CopyImage", request({{"CopyImageTags", "true"}}));
    ASSERT_TRUE(reply.ok()) << reply.body;
    Reply image = call_as(bob, "DescribeImages", {{"ImageId.1", reply.text("imageId")}});
    EXPECT_FALSE(image.has("tagSet"));
    EXPECT_EQ(image.text("isPublic"), "false");
}

TEST_F(Ec2CopyImageTest, AsksForSourceImageNewSnapshotsAndTags) {
    auto asked = access("CopyImage", request({{"TagSpecification.1.ResourceType", "image"},
                                              {"TagSpecification.1.Tag.1.Key", "k"},
                                              {"TagSpecification.1.Tag.1.Value", "v"}}));
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[0].action, "ec2:CopyImage");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:us-east-1::image/" + original_.id);
    EXPECT_THAT(asked[0].context["ec2:Owner"], ElementsAre(alice));
    EXPECT_THAT(asked[0].context["ec2:Region"], ElementsAre("eu-west-1"));
    EXPECT_THAT(asked[0].context["aws:RequestTag/k"], ElementsAre("v"));
    EXPECT_EQ(asked[1].action, "ec2:CopyImage");
    EXPECT_EQ(asked[1].resource, "arn:aws:ec2:eu-west-1::snapshot/*");
    EXPECT_EQ(asked[2].action, "ec2:CreateTags");
    EXPECT_EQ(asked[2].resource, "arn:aws:ec2:eu-west-1::image/*");
    EXPECT_THAT(asked[2].context["ec2:CreateAction"], ElementsAre("CopyImage"));
    EXPECT_THAT(asked[2].context["aws:TagKeys"], ElementsAre("k"));

    EXPECT_EQ(access("CopyImage", request()).size(), 2U);
    EXPECT_EQ(access("CopyImage", request({{"CopyImageTags", "true"}})).size(), 3U);
}

// Whoever may not set a tag may not get it from the source either, whatever else is tagged.
TEST_F(Ec2CopyImageTest, AsksForTheTagsOfTheSource) {
    ASSERT_TRUE(
        call_in(source, alice, "CreateTags",
                {{"ResourceId.1", original_.id}, {"Tag.1.Key", "stage"}, {"Tag.1.Value", "prod"}})
            .ok());
    auto asked = access("CopyImage", request({{"CopyImageTags", "true"},
                                              {"TagSpecification.1.ResourceType", "snapshot"},
                                              {"TagSpecification.1.Tag.1.Key", "k"},
                                              {"TagSpecification.1.Tag.1.Value", "v"}}));
    ASSERT_EQ(asked.size(), 4U);
    EXPECT_EQ(asked[2].resource, "arn:aws:ec2:eu-west-1::snapshot/*");
    EXPECT_EQ(asked[3].action, "ec2:CreateTags");
    EXPECT_EQ(asked[3].resource, "arn:aws:ec2:eu-west-1::image/*");
    EXPECT_THAT(asked[3].context["aws:TagKeys"], ElementsAre("stage"));
    EXPECT_THAT(asked[3].context["aws:RequestTag/stage"], ElementsAre("prod"));

    auto both = access("CopyImage", request({{"CopyImageTags", "true"},
                                             {"TagSpecification.1.ResourceType", "image"},
                                             {"TagSpecification.1.Tag.1.Key", "k"},
                                             {"TagSpecification.1.Tag.1.Value", "v"}}));
    ASSERT_EQ(both.size(), 3U);
    EXPECT_THAT(both[2].context["aws:TagKeys"], ElementsAre("k", "stage"));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
