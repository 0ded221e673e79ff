// CopySnapshot as its caller sees it. What happens to bytes is distribution/copy_image_test.cc.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Ec2CopySnapshotTest : public Ec2Test {
  protected:
    Ec2CopySnapshotTest() : original_(add_snapshot(source, "abc")) {}

    Parameters request(const Parameters& more = {}) const {
        Parameters parameters{{"SourceSnapshotId", original_.id}, {"SourceRegion", "us-east-1"}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        return parameters;
    }
    Reply copy(const Parameters& more = {}) { return call("CopySnapshot", request(more)); }
    std::string copied(const Parameters& more = {}) {
        Reply reply = copy(more);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.text("snapshotId");
    }
    Reply described(const std::string& id) {
        return call("DescribeSnapshots", {{"SnapshotId.1", id}});
    }

    images::Snapshot original_;
};

TEST_F(Ec2CopySnapshotTest, PendingAtOnceThenCompleted) {
    Reply reply = copy({{"Description", "second"}});
    std::string id = reply.text("snapshotId");
    EXPECT_EQ(reply.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<CopySnapshotResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><snapshotId>" +
                  id + "</snapshotId></CopySnapshotResponse>");
    EXPECT_THAT(notifier_.regions, ElementsAre("eu-west-1"));
    Reply pending = described(id);
    EXPECT_EQ(pending.text("status"), "pending");
    EXPECT_EQ(pending.text("progress"), "0%");
    EXPECT_EQ(pending.text("description"), "second");
    EXPECT_EQ(pending.text("volumeId"), "vol-ffffffff");
    EXPECT_EQ(pending.text("volumeSize"), "1");
    EXPECT_EQ(pending.text("ownerId"), alice);
    EXPECT_EQ(pending.text("transferType"), "standard");
    EXPECT_FALSE(pending.has("completionTime"));
    EXPECT_EQ(run_due(), 1);
    Reply completed = described(id);
    EXPECT_EQ(completed.text("status"), "completed");
    EXPECT_EQ(completed.text("progress"), "100%");
    EXPECT_EQ(completed.text("fullSnapshotSizeInBytes"), "1572864");
    EXPECT_TRUE(completed.has("completionTime"));
    EXPECT_EQ(destination.snapshot(id).root, original_.root);
}

TEST_F(Ec2CopySnapshotTest, WhatIsHereIsCompletedAtOnce) {
    Reply reply = call_in(source, alice, "CopySnapshot", request());
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_EQ(source.snapshot(reply.text("snapshotId")).state, images::SnapshotState::completed);
    EXPECT_THAT(notifier_.regions, IsEmpty());
}

// The way SDKs send it: the URL is meant for the source region and is never fetched.
TEST_F(Ec2CopySnapshotTest, PresignedUrlAndDestinationRegionAreAccepted) {
    std::string id =
        copied({{"PresignedUrl", "https://ec2.us-east-1.amazonaws.com/?Action=CopySnapshot"},
                {"DestinationRegion", "eu-west-1"}});
    EXPECT_TRUE(destination.has_snapshot(id));
    copied({{"PresignedUrl", "not a URL"}, {"DestinationRegion", "mars-1"}});
}

TEST_F(Ec2CopySnapshotTest, TagsAreThoseOfTheRequestAlone) {
    ASSERT_TRUE(
        call_in(source, alice, "CreateTags",
                {{"ResourceId.1", original_.id}, {"Tag.1.Key", "of"}, {"Tag.1.Value", "source"}})
            .ok());
    Reply reply = copy({{"TagSpecification.1.ResourceType", "snapshot"},
                        {"TagSpecification.1.Tag.1.Key", "cost"},
                        {"TagSpecification.1.Tag.1.Value", "42"}});
    EXPECT_THAT(reply.texts("key"), ElementsAre("cost"));
    EXPECT_THAT(reply.texts("value"), ElementsAre("42"));
    EXPECT_THAT(described(reply.text("snapshotId")).texts("key"), ElementsAre("cost"));
    EXPECT_FALSE(described(copied()).has("tagSet"));
    expect_error(copy({{"TagSpecification.1.ResourceType", "image"},
                       {"TagSpecification.1.Tag.1.Key", "a"},
                       {"TagSpecification.1.Tag.1.Value", "b"}}),
                 "InvalidParameterValue",
                 "'image' is not a valid taggable resource type for this operation.");
}

TEST_F(Ec2CopySnapshotTest, CompletionDuration) {
    for (const char* good : {"15", "30", "2880"}) {
        Reply snapshot = described(copied({{"CompletionDurationMinutes", good}}));
        EXPECT_EQ(snapshot.text("transferType"), "time-based");
        EXPECT_EQ(snapshot.text("completionDurationMinutes"), good);
    }
    for (const char* bad : {"0", "1", "14", "16", "2881", "2895", "-15", "x", "1.5"})
        expect_error(copy({{"CompletionDurationMinutes", bad}}), "InvalidParameterValue");
}

TEST_F(Ec2CopySnapshotTest, OnlyRegionsAreDestinations) {
    expect_error(copy({{"DestinationOutpostArn", "arn:x"}, {"DestinationAvailabilityZone", "y"}}),
                 "InvalidParameterCombination");
    for (const char* name : {"DestinationOutpostArn", "DestinationAvailabilityZone"})
        expect_error(copy({{name, "x"}}), "UnsupportedOperation", name);
    copied({{"DestinationOutpostArn", ""}});
}

TEST_F(Ec2CopySnapshotTest, DescriptionBounds) {
    copied({{"Description", std::string(255, 'd')}});
    expect_error(copy({{"Description", std::string(256, 'd')}}), "InvalidParameterValue",
                 "description");
    EXPECT_EQ(described(copied()).text("description"), "");
}

TEST_F(Ec2CopySnapshotTest, KmsKeyNeedsEncrypted) {
    for (const Parameters& parameters :
         {Parameters{{"KmsKeyId", "alias/x"}}, {{"KmsKeyId", "alias/x"}, {"Encrypted", "false"}}})
        expect_error(copy(parameters), "InvalidParameterDependency",
                     "The parameter KmsKeyId requires the parameter Encrypted to be set.");
    copied({{"KmsKeyId", ""}});
    copied({{"Encrypted", "false"}});
}

TEST_F(Ec2CopySnapshotTest, RequiredParametersRegionAndIds) {
    expect_error(call("CopySnapshot", {{"SourceRegion", "us-east-1"}}), "MissingParameter",
                 "SourceSnapshotId");
    expect_error(call("CopySnapshot", {{"SourceSnapshotId", original_.id}}), "MissingParameter",
                 "SourceRegion");
    expect_error(
        call("CopySnapshot", {{"SourceSnapshotId", original_.id}, {"SourceRegion", "mars-1"}}),
        "InvalidRegion", "mars-1");
    expect_error(
        call("CopySnapshot", {{"SourceSnapshotId", "snap-xyz"}, {"SourceRegion", "us-east-1"}}),
        "InvalidSnapshotID.Malformed");
    expect_error(
        call("CopySnapshot", {{"SourceSnapshotId", "vol-1"}, {"SourceRegion", "us-east-1"}}),
        "InvalidParameterValue", "Expected: 'snap-...'.");
}

// As documented: what the source region alone knows is found out after the answer.
TEST_F(Ec2CopySnapshotTest, UnknownAndForeignSourcesFailLater) {
    images::Snapshot foreign = add_snapshot(source, "z", bob);
    for (const std::string& id : {std::string("snap-0123456789abcdef0"), foreign.id}) {
        Reply reply =
            call("CopySnapshot", {{"SourceSnapshotId", id}, {"SourceRegion", "us-east-1"}});
        ASSERT_TRUE(reply.ok()) << reply.body;
        std::string copy_id = reply.text("snapshotId");
        EXPECT_EQ(described(copy_id).text("status"), "pending");
        run_due();
        Reply failed = described(copy_id);
        EXPECT_EQ(failed.text("status"), "error");
        EXPECT_EQ(failed.text("statusMessage"), "Source snapshot ID is not valid");
        EXPECT_TRUE(call("DeleteSnapshot", {{"SnapshotId", copy_id}}).ok());
    }
}

TEST_F(Ec2CopySnapshotTest, OnlyCompletedSourcesCanBeCopied) {
    Parameters of_pending{{"SourceSnapshotId", copied()}, {"SourceRegion", "eu-west-1"}};
    expect_error(call("CopySnapshot", of_pending), "IncorrectState",
                 "only completed snapshots can be copied");
    run_due();
    EXPECT_TRUE(call("CopySnapshot", of_pending).ok());
}

TEST_F(Ec2CopySnapshotTest, SharedAndPublicSourcesBelongToTheCopier) {
    for (const auto& [kind, value] : {std::pair("UserId", bob), std::pair("Group", "all")}) {
        images::Snapshot shared = add_snapshot(source, "q");
        ASSERT_TRUE(call_in(source, alice, "ModifySnapshotAttribute",
                            {{"SnapshotId", shared.id},
                             {std::string("CreateVolumePermission.Add.1.") + kind, value}})
                        .ok());
        Reply reply = call_as(bob, "CopySnapshot",
                              {{"SourceSnapshotId", shared.id}, {"SourceRegion", "us-east-1"}});
        ASSERT_TRUE(reply.ok()) << reply.body;
        run_due();
        images::Snapshot copy = destination.snapshot(reply.text("snapshotId"));
        EXPECT_EQ(copy.owner_id, bob);
        EXPECT_EQ(copy.state, images::SnapshotState::completed);
        EXPECT_THAT(described(copy.id).texts("snapshotId"), IsEmpty());  // alice does not see it
    }
}

TEST_F(Ec2CopySnapshotTest, DeletingAPendingCopyEndsIt) {
    std::string id = copied();
    EXPECT_TRUE(call("DeleteSnapshot", {{"SnapshotId", id}}).ok());
    EXPECT_EQ(run_due(), 0);
    expect_error(described(id), "InvalidSnapshot.NotFound");
}

TEST_F(Ec2CopySnapshotTest, AsksForSourceNewSnapshotAndTags) {
    auto asked = access("CopySnapshot", request({{"TagSpecification.1.ResourceType", "snapshot"},
                                                 {"TagSpecification.1.Tag.1.Key", "k"},
                                                 {"TagSpecification.1.Tag.1.Value", "v"}}));
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_EQ(asked[0].action, "ec2:CopySnapshot");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:us-east-1::snapshot/" + original_.id);
    EXPECT_THAT(asked[0].context["ec2:Owner"], ElementsAre(alice));
    EXPECT_EQ(asked[1].action, "ec2:CopySnapshot");
    EXPECT_EQ(asked[1].resource, "arn:aws:ec2:eu-west-1::snapshot/*");
    EXPECT_THAT(asked[1].context["aws:RequestTag/k"], ElementsAre("v"));
    EXPECT_EQ(asked[2].action, "ec2:CreateTags");
    EXPECT_EQ(asked[2].resource, "arn:aws:ec2:eu-west-1::snapshot/*");
    EXPECT_THAT(asked[2].context["ec2:CreateAction"], ElementsAre("CopySnapshot"));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
