// Block public access for images and snapshots: settings of an account in a region.
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Ec2PublicAccessTest : public Ec2Test {
  protected:
    Ec2PublicAccessTest()
        : snapshot_(add_snapshot(destination, "a").id),
          image_(add_image(destination, {destination.snapshot(snapshot_)}).id) {}

    std::string image_state(const std::string& as = alice) {
        Reply reply = call_as(as, "GetImageBlockPublicAccessState");
        EXPECT_EQ(reply.text("managedBy"), "account") << reply.body;
        return reply.text("imageBlockPublicAccessState");
    }
    std::string snapshot_state(const std::string& as = alice) {
        return call_as(as, "GetSnapshotBlockPublicAccessState").text("state");
    }
    Reply publish_image() {
        return call("ModifyImageAttribute",
                    {{"ImageId", image_}, {"LaunchPermission.Add.1.Group", "all"}});
    }
    Reply publish_snapshot() {
        return call("ModifySnapshotAttribute",
                    {{"SnapshotId", snapshot_}, {"CreateVolumePermission.Add.1.Group", "all"}});
    }
    std::vector<std::string> seen_by_bob(const Parameters& parameters = {}) {
        return call_as(bob, "DescribeSnapshots", parameters).texts("snapshotId");
    }

    std::string snapshot_;
    std::string image_;
};

TEST_F(Ec2PublicAccessTest, TheSitesOptionCountsUntilAnAccountDecides) {
    site_->block_public_access = true;
    EXPECT_EQ(image_state(), "block-new-sharing");
    EXPECT_EQ(snapshot_state(), "block-new-sharing");
    expect_error(publish_image(), "OperationNotPermitted", "DisableImageBlockPublicAccess");
    EXPECT_EQ(call("DisableImageBlockPublicAccess").text("imageBlockPublicAccessState"),
              "unblocked");
    EXPECT_TRUE(publish_image().ok());
    expect_error(publish_snapshot(), "OperationNotPermitted", "DisableSnapshotBlockPublicAccess");
    EXPECT_EQ(call("DisableSnapshotBlockPublicAccess").text("state"), "unblocked");
    EXPECT_TRUE(publish_snapshot().ok());
    EXPECT_EQ(image_state(bob), "block-new-sharing");  // each account by itself
    EXPECT_EQ(call_in(source, alice, "GetImageBlockPublicAccessState")
                  .text("imageBlockPublicAccessState"),
              "block-new-sharing");  // and each region
}

TEST_F(Ec2PublicAccessTest, AnAccountMayBlockWhatTheSiteAllows) {
    EXPECT_EQ(image_state(), "unblocked");
    ASSERT_TRUE(publish_image().ok());
    EXPECT_EQ(
        call("EnableImageBlockPublicAccess", {{"ImageBlockPublicAccessState", "block-new-sharing"}})
            .text("imageBlockPublicAccessState"),
        "block-new-sharing");
    EXPECT_EQ(image_state(), "block-new-sharing");
    EXPECT_THAT(call_as(bob, "DescribeImages").texts("imageId"), ElementsAre(image_));
    expect_error(publish_image(), "OperationNotPermitted");
}

TEST_F(Ec2PublicAccessTest, BlockingAllMakesPublicSnapshotsLookPrivate) {
    ASSERT_TRUE(publish_snapshot().ok());
    EXPECT_THAT(seen_by_bob(), ElementsAre(snapshot_));
    EXPECT_EQ(
        call("EnableSnapshotBlockPublicAccess", {{"State", "block-all-sharing"}}).text("state"),
        "block-all-sharing");
    EXPECT_EQ(snapshot_state(), "block-all-sharing");
    EXPECT_THAT(seen_by_bob(), IsEmpty());
    EXPECT_THAT(seen_by_bob({{"SnapshotId.1", snapshot_}}), IsEmpty());
    EXPECT_EQ(call("DescribeSnapshotAttribute",
                   {{"SnapshotId", snapshot_}, {"Attribute", "createVolumePermission"}})
                  .text("group"),
              "all");  // kept, without effect
    expect_error(publish_snapshot(), "OperationNotPermitted");
    ASSERT_TRUE(call("EnableSnapshotBlockPublicAccess", {{"State", "block-new-sharing"}}).ok());
    EXPECT_THAT(seen_by_bob(), ElementsAre(snapshot_));
    expect_error(publish_snapshot(), "OperationNotPermitted");
}

TEST_F(Ec2PublicAccessTest, SharingWithAnAccountIsNotPublic) {
    ASSERT_TRUE(call("EnableSnapshotBlockPublicAccess", {{"State", "block-all-sharing"}}).ok());
    ASSERT_TRUE(
        call("ModifySnapshotAttribute", {{"SnapshotId", snapshot_}, {"UserId.1", bob}}).ok());
    EXPECT_THAT(seen_by_bob(), ElementsAre(snapshot_));
}

TEST_F(Ec2PublicAccessTest, StatesThatCannotBeAskedFor) {
    expect_error(call("EnableImageBlockPublicAccess"), "MissingParameter",
                 "ImageBlockPublicAccessState");
    expect_error(call("EnableImageBlockPublicAccess",
                      {{"ImageBlockPublicAccessState", "block-all-sharing"}}),
                 "InvalidParameterValue", "block-new-sharing");
    for (const char* state : {"unblocked", "other"})
        expect_error(call("EnableSnapshotBlockPublicAccess", {{"State", state}}),
                     "InvalidParameterValue", "block-all-sharing");
}

TEST_F(Ec2PublicAccessTest, ResettingSnapshotPermissions) {
    ASSERT_TRUE(publish_snapshot().ok());
    Parameters reset{{"SnapshotId", snapshot_}, {"Attribute", "createVolumePermission"}};
    expect_error(call_as(bob, "ResetSnapshotAttribute", reset), "AuthFailure");
    EXPECT_TRUE(call("ResetSnapshotAttribute", reset).ok());
    EXPECT_THAT(seen_by_bob(), IsEmpty());
    reset[1].second = "productCodes";
    expect_error(call("ResetSnapshotAttribute", reset), "UnsupportedOperation");
    reset[1].second = "description";
    expect_error(call("ResetSnapshotAttribute", reset), "InvalidParameterValue", "Attribute");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
