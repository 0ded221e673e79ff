#include "iam/inline_policies.h"
#include "iam/users.h"
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;

class Ec2DeregisterImageTest : public Ec2Test {
  protected:
    Reply deregister(const std::string& id, const std::string& as = alice) {
        return call_as(as, "DeregisterImage", {{"ImageId", id}});
    }
};

TEST_F(Ec2DeregisterImageTest, LeavesSnapshotsAndATombstone) {
    images::Snapshot snapshot = add_snapshot(destination, "a");
    std::string id = add_image(destination, {snapshot}).id;
    EXPECT_EQ(deregister(id).body,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<DeregisterImageResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>request-1</requestId><return>true</return></DeregisterImageResponse>");
    EXPECT_TRUE(destination.has_snapshot(snapshot.id));
    expect_error(deregister(id), "InvalidAMIID.Unavailable",
                 "The image id '[" + id + "]' is no longer available");
}

TEST_F(Ec2DeregisterImageTest, Refusals) {
    std::string id = add_image(destination, {}).id;
    expect_error(deregister("web"), "InvalidAMIID.Malformed");
    expect_error(deregister("ami-00000001"), "InvalidAMIID.NotFound");
    expect_error(deregister(id, bob), "InvalidAMIID.NotFound");
    destination.write([&](catalog::Transaction& tx) {
        return images::grant(tx, id, {images::Grantee::Kind::user, bob});
    });
    expect_error(deregister(id, bob), "AuthFailure", "Not authorized for image:" + id);
    expect_error(call("DeregisterImage"), "MissingParameter", "ImageId");
    EXPECT_TRUE(deregister(id).ok());
}

TEST_F(Ec2DeregisterImageTest, CancelsAPendingCopy) {
    std::string id = start(order_of(add_image(source, {add_snapshot(source, "abc")})));
    std::string snapshot = destination.image(id).devices[0].snapshot_id.value_or("");
    EXPECT_TRUE(deregister(id).ok());
    EXPECT_FALSE(destination.has_snapshot(snapshot));
    EXPECT_EQ(run_due(), 0);
}

TEST_F(Ec2DeregisterImageTest, FailedCopiesGoToo) {
    auto order = order_of(add_image(source, {add_snapshot(source, "abc")}));
    order.refusal = "no";
    std::string id = start(order);
    run_due();
    std::string snapshot = destination.image(id).devices[0].snapshot_id.value_or("");
    EXPECT_TRUE(deregister(id).ok());
    EXPECT_TRUE(destination.has_snapshot(snapshot));  // the owner's to delete
    EXPECT_TRUE(call("DeleteSnapshot", {{"SnapshotId", snapshot}}).ok());
}

TEST_F(Ec2DeregisterImageTest, DeletesAssociatedSnapshotsAndReportsEach) {
    images::Snapshot own = add_snapshot(destination, "a");
    images::Snapshot shared = add_snapshot(destination, "b");
    images::Snapshot foreign = add_snapshot(destination, "c", bob);
    std::string id = add_image(destination, {own, shared, foreign}).id;
    add_image(destination, {shared}, "other");
    destination.write([&](catalog::Transaction& tx) {
        return images::grant(tx, foreign.id, {images::Grantee::Kind::user, alice});
    });
    Reply reply = call("DeregisterImage", {{"ImageId", id}, {"DeleteAssociatedSnapshots", "true"}});
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_EQ(reply.text("return"), "true");
    EXPECT_THAT(reply.texts("snapshotId"), ElementsAre(own.id, shared.id, foreign.id));
    EXPECT_THAT(reply.texts("returnCode"),
                ElementsAre("success", "skipped", "missing-permissions"));
    EXPECT_FALSE(destination.has_snapshot(own.id));
    EXPECT_TRUE(destination.has_snapshot(shared.id));
    EXPECT_TRUE(destination.has_snapshot(foreign.id));
}

TEST_F(Ec2DeregisterImageTest, DeletingSnapshotsNeedsItsOwnPermission) {
    std::string account = value_of(identity_->create_first_account())->account_id;
    iam::User user = value_of(iam::create_user(*identity_, {.account_id = account, .name = "eve"}));
    ASSERT_TRUE(iam::put_policy(
        *identity_, {.kind = iam::OwnerKind::user, .account_id = account, .name = "eve"},
        {.name = "p",
         .document = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                     R"("Action":"ec2:DeregisterImage","Resource":"*"}]})"}));
    principal_ = iam::Principal{.kind = iam::PrincipalKind::user,
                                .account_id = account,
                                .arn = user.arn(),
                                .user_id = user.id,
                                .name = "eve"};
    images::Snapshot snapshot = add_snapshot(destination, "a", account);
    std::string id = add_image(destination, {snapshot}, "golden", account).id;
    Reply reply = call("DeregisterImage", {{"ImageId", id}, {"DeleteAssociatedSnapshots", "true"}});
    ASSERT_TRUE(reply.ok()) << reply.body;
    EXPECT_THAT(reply.texts("returnCode"), ElementsAre("missing-permissions"));
    EXPECT_TRUE(destination.has_snapshot(snapshot.id));
}

}  // namespace
}  // namespace amicast::services::ec2::testing
