// DescribeSnapshots, DeleteSnapshot and the attributes of a snapshot.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Ec2SnapshotsTest : public Ec2Test {
  protected:
    std::vector<std::string> ids(const Parameters& parameters, const std::string& as = alice) {
        Reply reply = call_as(as, "DescribeSnapshots", parameters);
        EXPECT_TRUE(reply.ok()) << reply.body;
        return reply.texts("snapshotId");
    }
    std::vector<std::string> filtered(const std::string& name, const std::string& value) {
        return ids({{"Filter.1.Name", name}, {"Filter.1.Value.1", value}});
    }
    void share(const std::string& id, const std::string& user) {
        Reply reply = call("ModifySnapshotAttribute",
                           {{"SnapshotId", id}, {"CreateVolumePermission.Add.1.UserId", user}});
        ASSERT_TRUE(reply.ok()) << reply.body;
    }
    std::vector<std::string> permissions(const std::string& id) {
        Reply reply = call("DescribeSnapshotAttribute",
                           {{"SnapshotId", id}, {"Attribute", "createVolumePermission"}});
        EXPECT_TRUE(reply.ok()) << reply.body;
        std::vector<std::string> all = reply.texts("userId");
        for (const std::string& group : reply.texts("group"))
            all.push_back(group);
        return all;
    }
};

TEST_F(Ec2SnapshotsTest, ShowsEveryField) {
    std::string id = add_snapshot(destination, "abc").id;
    EXPECT_EQ(call("DescribeSnapshots").body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DescribeSnapshotsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><snapshotSet><item>"
              "<storageTier>standard</storageTier>"
              "<completionTime>2026-02-01T10:00:01.234Z</completionTime>"
              "<fullSnapshotSizeInBytes>1572864</fullSnapshotSizeInBytes><snapshotId>" +
                  id +
                  "</snapshotId><volumeId>vol-ffffffff</volumeId><status>completed</status>"
                  "<startTime>2026-02-01T10:00:01.234Z</startTime><progress>100%</progress>"
                  "<ownerId>111122223333</ownerId><description></description>"
                  "<volumeSize>1</volumeSize><encrypted>false</encrypted></item></snapshotSet>"
                  "</DescribeSnapshotsResponse>");
}

TEST_F(Ec2SnapshotsTest, CopiesShowProgressAndKind) {
    images::Image original = add_image(source, {add_snapshot(source, "ab")});
    distribution::CopyImageOrder order = order_of(original);
    order.completion_duration_minutes = 30;
    start(order);
    Reply pending = call("DescribeSnapshots");
    EXPECT_EQ(pending.text("status"), "pending");
    EXPECT_EQ(pending.text("progress"), "0%");
    EXPECT_EQ(pending.text("transferType"), "time-based");
    EXPECT_EQ(pending.text("completionDurationMinutes"), "30");
    EXPECT_FALSE(pending.has("completionTime"));
    EXPECT_FALSE(pending.has("fullSnapshotSizeInBytes"));
    run_due();
    EXPECT_EQ(call("DescribeSnapshots").text("status"), "completed");
    EXPECT_EQ(filtered("transfer-type", "time-based").size(), 1U);
}

TEST_F(Ec2SnapshotsTest, SelectionByOwnerSharingAndId) {
    std::string mine = add_snapshot(destination, "a").id;
    std::string other = add_snapshot(destination, "b").id;
    std::string theirs = add_snapshot(destination, "c", bob).id;
    share(mine, bob);
    EXPECT_THAT(ids({}), UnorderedElementsAre(mine, other));
    EXPECT_THAT(ids({}, bob), UnorderedElementsAre(mine, theirs));
    EXPECT_THAT(ids({{"Owner.1", "self"}}, bob), ElementsAre(theirs));
    EXPECT_THAT(ids({{"Owner.1", alice}}, bob), ElementsAre(mine));
    EXPECT_THAT(ids({{"Owner.1", "amazon"}}), IsEmpty());
    EXPECT_THAT(ids({{"RestorableBy.1", "self"}}, bob), ElementsAre(mine));
    EXPECT_THAT(ids({{"RestorableBy.1", bob}}), ElementsAre(mine));
    EXPECT_THAT(ids({{"RestorableBy.1", "all"}}), IsEmpty());
    EXPECT_THAT(ids({{"SnapshotId.1", mine}}), ElementsAre(mine));
    EXPECT_THAT(ids({{"SnapshotId.1", theirs}}), IsEmpty());
    expect_error(call("DescribeSnapshots", {{"Owner.1", "x"}}), "InvalidUserID.Malformed");
    expect_error(call("DescribeSnapshots", {{"SnapshotId.1", "snap-00000001"}}),
                 "InvalidSnapshot.NotFound", "The snapshot 'snap-00000001' does not exist.");
    expect_error(call("DescribeSnapshots", {{"SnapshotId.1", "vol-1"}}), "InvalidParameterValue",
                 "Value (vol-1) for parameter snapshotId is invalid. Expected: 'snap-...'.");
    expect_error(call("DescribeSnapshots", {{"SnapshotId.1", "snap-1"}}),
                 "InvalidSnapshotID.Malformed");
}

TEST_F(Ec2SnapshotsTest, Filters) {
    images::Snapshot one = add_snapshot(destination, "a");
    one.description = "first of two";
    one.volume_size_gib = 9;
    one.volume_id = "vol-0";
    destination.write([&](catalog::Transaction& tx) { return images::update(tx, one); });
    clock.advance(std::chrono::hours(24));
    images::Snapshot two = add_snapshot(destination, "b");
    for (const auto& [name, value] : Parameters{{"description", "first*"},
                                                {"snapshot-id", one.id},
                                                {"start-time", "2026-02-01T*"},
                                                {"volume-id", "vol-0"},
                                                {"volume-size", "9"}})
        EXPECT_THAT(filtered(name, value), ElementsAre(one.id)) << name;
    for (const auto& [name, value] : Parameters{{"encrypted", "false"},
                                                {"owner-id", alice},
                                                {"progress", "100%"},
                                                {"status", "completed"},
                                                {"storage-tier", "standard"}})
        EXPECT_THAT(filtered(name, value), UnorderedElementsAre(one.id, two.id)) << name;
    for (const auto& [name, value] : Parameters{{"encrypted", "true"},
                                                {"owner-id", bob},
                                                {"owner-alias", "*"},
                                                {"transfer-type", "*"},
                                                {"storage-tier", "archive"}})
        EXPECT_THAT(filtered(name, value), IsEmpty()) << name;
    ASSERT_TRUE(call("CreateTags",
                     {{"ResourceId.1", two.id}, {"Tag.1.Key", "stage"}, {"Tag.1.Value", "prod"}})
                    .ok());
    EXPECT_THAT(filtered("tag:stage", "prod"), ElementsAre(two.id));
    EXPECT_THAT(filtered("tag:stage", "p*"), ElementsAre(two.id));
    EXPECT_THAT(filtered("tag-key", "stage"), ElementsAre(two.id));
    expect_error(call("DescribeSnapshots", {{"Filter.1.Name", "state"}, {"Filter.1.Value.1", "x"}}),
                 "InvalidParameterValue", "The filter 'state' is invalid");
}

TEST_F(Ec2SnapshotsTest, Paging) {
    for (int i = 0; i < 7; ++i)
        add_snapshot(destination, "a");
    Reply first = call("DescribeSnapshots", {{"MaxResults", "5"}});
    EXPECT_EQ(first.texts("snapshotId").size(), 5U);
    Reply second = call("DescribeSnapshots", {{"NextToken", first.text("nextToken")}});
    EXPECT_EQ(second.texts("snapshotId").size(), 2U);
    EXPECT_FALSE(second.has("nextToken"));
    expect_error(call("DescribeSnapshots",
                      {{"MaxResults", "5"}, {"SnapshotId.1", first.text("snapshotId")}}),
                 "InvalidParameterCombination",
                 "The parameter snapshotSet cannot be used with the parameter maxResults");
    expect_error(call("DescribeSnapshots", {{"MaxResults", "4"}}), "InvalidParameterValue");
    EXPECT_TRUE(call("DescribeSnapshots", {{"MaxResults", "1001"}}).ok());
}

TEST_F(Ec2SnapshotsTest, DeletingIsRefusedWhileAnImageListsIt) {
    images::Snapshot root = add_snapshot(destination, "a");
    images::Snapshot data = add_snapshot(destination, "b");
    std::string image = add_image(destination, {root, data}).id;
    for (const std::string& id : {root.id, data.id})
        expect_error(call("DeleteSnapshot", {{"SnapshotId", id}}), "InvalidSnapshot.InUse",
                     "The snapshot " + id + " is currently in use by " + image);
    ASSERT_TRUE(call("DeregisterImage", {{"ImageId", image}}).ok());
    Reply deleted = call("DeleteSnapshot", {{"SnapshotId", root.id}});
    EXPECT_EQ(deleted.body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DeleteSnapshotResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><return>true</return></DeleteSnapshotResponse>");
    EXPECT_THAT(ids({}), ElementsAre(data.id));
    expect_error(call("DeleteSnapshot", {{"SnapshotId", root.id}}), "InvalidSnapshot.NotFound");
}

TEST_F(Ec2SnapshotsTest, DeletingNeedsTheOwner) {
    std::string id = add_snapshot(destination, "a").id;
    expect_error(call_as(bob, "DeleteSnapshot", {{"SnapshotId", id}}), "InvalidSnapshot.NotFound");
    share(id, bob);
    expect_error(call_as(bob, "DeleteSnapshot", {{"SnapshotId", id}}), "AuthFailure",
                 "Not authorized for snapshot:" + id);
    expect_error(call("DeleteSnapshot"), "MissingParameter", "SnapshotId");
}

TEST_F(Ec2SnapshotsTest, DeletingAnUploadDropsWhatItWrote) {
    images::Snapshot upload = add_snapshot(destination, "a");
    upload.state = images::SnapshotState::pending;
    destination.write([&](catalog::Transaction& tx) -> Status {
        Status updated = images::update(tx, upload);
        if (!updated) return updated;
        return snapshots::put_entry(tx, upload.id, {0, blocks::Reference(crypto::sha256("a"))});
    });
    ASSERT_TRUE(call("DeleteSnapshot", {{"SnapshotId", upload.id}}).ok());
    destination.write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(value_of(snapshots::count_entries(tx, upload.id)), 0);
        return {};
    });
}

TEST_F(Ec2SnapshotsTest, AttributesInEveryStyle) {
    std::string id = add_snapshot(destination, "a").id;
    auto modify = [&](Parameters parameters) {
        parameters.emplace_back("SnapshotId", id);
        return call("ModifySnapshotAttribute", parameters);
    };
    EXPECT_THAT(permissions(id), IsEmpty());
    // structured
    EXPECT_TRUE(modify({{"CreateVolumePermission.Add.1.UserId", bob}}).ok());
    EXPECT_THAT(permissions(id), ElementsAre(bob));
    EXPECT_TRUE(modify({{"CreateVolumePermission.Remove.1.UserId", bob}}).ok());
    EXPECT_THAT(permissions(id), IsEmpty());
    // flat
    EXPECT_TRUE(modify({{"Attribute", "createVolumePermission"},
                        {"OperationType", "add"},
                        {"UserId.1", bob},
                        {"UserId.2", "999900001111"}})
                    .ok());
    EXPECT_THAT(permissions(id), ElementsAre(bob, "999900001111"));
    EXPECT_TRUE(modify({{"OperationType", "remove"}, {"UserId.1", bob}}).ok());
    EXPECT_THAT(permissions(id), ElementsAre("999900001111"));
    // both at once without OperationType
    EXPECT_TRUE(modify({{"CreateVolumePermission.Add.1.UserId", bob}, {"UserId.1", bob}}).ok());
    EXPECT_THAT(permissions(id), ElementsAre("999900001111", bob));
    // again, and removing what is not there
    EXPECT_TRUE(modify({{"UserId.1", bob}}).ok());
    EXPECT_TRUE(modify({{"OperationType", "remove"}, {"UserId.1", "123456789012"}}).ok());
    // everyone
    EXPECT_TRUE(modify({{"UserGroup.1", "all"}}).ok());
    EXPECT_THAT(permissions(id), ElementsAre("999900001111", bob, "all"));
    EXPECT_THAT(ids({{"RestorableBy.1", "all"}}, "777788889999"), ElementsAre(id));
}

TEST_F(Ec2SnapshotsTest, AttributeRules) {
    std::string id = add_snapshot(destination, "a").id;
    auto modify = [&](Parameters parameters) {
        parameters.emplace_back("SnapshotId", id);
        return call("ModifySnapshotAttribute", parameters);
    };
    expect_error(modify({}), "InvalidParameterCombination", "No attributes specified.");
    expect_error(modify({{"UserId.1", "12"}}), "InvalidUserID.Malformed");
    expect_error(modify({{"UserGroup.1", "some"}}), "InvalidParameterValue", "group");
    expect_error(modify({{"CreateVolumePermission.Add.1.UserId", bob},
                         {"CreateVolumePermission.Add.1.Group", "all"}}),
                 "InvalidParameterCombination");
    expect_error(modify({{"CreateVolumePermission.Add.1.UserId", bob},
                         {"CreateVolumePermission.Remove.1.UserId", alice}}),
                 "InvalidParameterCombination", "same request");
    expect_error(modify({{"Attribute", "productCodes"}}), "UnsupportedOperation");
    expect_error(modify({{"Attribute", "colour"}}), "InvalidParameterValue", "Attribute");
    expect_error(modify({{"OperationType", "swap"}, {"UserId.1", bob}}), "InvalidParameterValue");
    site_->block_public_access = true;
    expect_error(modify({{"UserGroup.1", "all"}}), "OperationNotPermitted", "block public access");
    EXPECT_TRUE(modify({{"OperationType", "remove"}, {"UserGroup.1", "all"}}).ok());
    expect_error(call("DescribeSnapshotAttribute", {{"SnapshotId", id}, {"Attribute", "x"}}),
                 "InvalidParameterValue");
    EXPECT_TRUE(
        call("DescribeSnapshotAttribute", {{"SnapshotId", id}, {"Attribute", "productCodes"}})
            .has("productCodes"));
}

TEST_F(Ec2SnapshotsTest, ManyChangesAtOnceAreBounded) {
    std::string id = add_snapshot(destination, "a").id;
    Parameters parameters{{"SnapshotId", id}};
    for (int i = 1; i <= 500; ++i)
        parameters.emplace_back("UserId." + std::to_string(i), std::to_string(100'000'000'000 + i));
    EXPECT_TRUE(call("ModifySnapshotAttribute", parameters).ok());
    parameters.emplace_back("UserId.501", "100000000501");
    expect_error(call("ModifySnapshotAttribute", parameters), "ResourceLimitExceeded", "500");
}

TEST_F(Ec2SnapshotsTest, AttributesAreTheOwnersAlone) {
    std::string id = add_snapshot(destination, "a").id;
    share(id, bob);
    expect_error(call_as(bob, "ModifySnapshotAttribute", {{"SnapshotId", id}, {"UserId.1", bob}}),
                 "AuthFailure");
    expect_error(call_as(bob, "DescribeSnapshotAttribute",
                         {{"SnapshotId", id}, {"Attribute", "createVolumePermission"}}),
                 "AuthFailure");
}

TEST_F(Ec2SnapshotsTest, AsksWithWhatIsKnownOfTheSnapshot) {
    std::string id = add_snapshot(destination, "a").id;
    auto asked = access("ModifySnapshotAttribute",
                        {{"SnapshotId", id}, {"UserId.1", bob}, {"UserGroup.1", "all"}});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].action, "ec2:ModifySnapshotAttribute");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1::snapshot/" + id);
    EXPECT_THAT(asked[0].context["ec2:Add/userId"], ElementsAre(bob));
    EXPECT_THAT(asked[0].context["ec2:Add/group"], ElementsAre("all"));
    EXPECT_THAT(asked[0].context["ec2:Owner"], ElementsAre(alice));
    EXPECT_EQ(access("DeleteSnapshot", {{"SnapshotId", "snap-00000001"}})[0].resource,
              "arn:aws:ec2:eu-west-1::snapshot/snap-00000001");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
