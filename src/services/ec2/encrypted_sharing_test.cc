// What encryption forbids to share.
#include "keys/keyring.h"
#include "keys/lifecycle.h"
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

class Ec2EncryptedSharingTest : public Ec2Test {
  protected:
    Ec2EncryptedSharingTest()
        : keyring_(destination.region().catalog, root_key_, clock, random,
                   destination.region().name) {
        EXPECT_TRUE(keys::migrate(destination.region().catalog));
        site_->keyrings.emplace(destination.region().name, &keyring_);
    }

    std::string customer_key() {
        keys::NewKey wanted{.account_id = alice,
                            .policy = keys::default_key_policy(alice),
                            .bound_policy = keys::default_key_policy(alice)};
        return value_of(keys::create_key(keyring_, new_uuid(random), wanted)).arn();
    }
    std::string ebs_key() { return value_of(keys::ensure_ebs_key(keyring_, alice))->arn(); }
    // A snapshot whose row says that it lies under the key; nothing here reads its content.
    images::Snapshot under(const std::string& key_arn) {
        images::Snapshot snapshot = add_snapshot(destination, "a");
        snapshot.kms_key_arn = key_arn;
        destination.write([&](catalog::Transaction& tx) { return images::update(tx, snapshot); });
        return snapshot;
    }
    Reply share_snapshot(const images::Snapshot& snapshot, const Parameters& grantee) {
        Parameters parameters{{"SnapshotId", snapshot.id}};
        parameters.insert(parameters.end(), grantee.begin(), grantee.end());
        return call("ModifySnapshotAttribute", parameters);
    }
    Reply share_image(const images::Snapshot& snapshot, const Parameters& grantee) {
        Parameters parameters{{"ImageId", add_image(destination, {snapshot}).id}};
        parameters.insert(parameters.end(), grantee.begin(), grantee.end());
        return call("ModifyImageAttribute", parameters);
    }

    keys::Keyring keyring_;
    const Parameters with_bob_{{"UserId.1", bob}};
    const Parameters with_all_{{"UserGroup.1", "all"}};
};

TEST_F(Ec2EncryptedSharingTest, UnderACustomersKeyWithAccountsOnly) {
    images::Snapshot snapshot = under(customer_key());
    EXPECT_TRUE(share_snapshot(snapshot, with_bob_).ok());
    EXPECT_TRUE(share_image(snapshot, with_bob_).ok());
    expect_error(share_snapshot(snapshot, with_all_), "OperationNotPermitted", "publicly");
    expect_error(share_image(snapshot, with_all_), "UnsupportedOperation",
                 "Encrypted snapshots can't be shared publicly. Specify another snapshot.");
}

TEST_F(Ec2EncryptedSharingTest, UnderAnAwsManagedKeyWithNobody) {
    images::Snapshot snapshot = under(ebs_key());
    expect_error(share_snapshot(snapshot, with_bob_), "OperationNotPermitted",
                 "Encrypted snapshots with EBS default key cannot be shared");
    expect_error(share_image(snapshot, with_bob_), "InvalidParameter",
                 "Snapshots encrypted with the AWS Managed CMK can't be shared.");
    expect_error(share_image(snapshot, {{"OrganizationArn.1",
                                         "arn:aws:organizations::123456789012:organization/o-a1"}}),
                 "InvalidParameter");
    // What takes permissions away is always allowed.
    Parameters removal{{"OperationType", "remove"}, {"UserId.1", bob}};
    EXPECT_TRUE(share_snapshot(snapshot, removal).ok());
    EXPECT_TRUE(share_image(snapshot, removal).ok());
}

TEST_F(Ec2EncryptedSharingTest, AnImageShowsWhatItsSnapshotsAre) {
    images::Snapshot snapshot = under(customer_key());
    const Parameters request{{"Name", "sealed"},
                             {"Architecture", "x86_64"},
                             {"VirtualizationType", "hvm"},
                             {"RootDeviceName", "/dev/xvda"},
                             {"BlockDeviceMapping.1.DeviceName", "/dev/xvda"},
                             {"BlockDeviceMapping.1.Ebs.SnapshotId", snapshot.id}};
    std::string id = call("RegisterImage", request).text("imageId");
    EXPECT_EQ(call("DescribeImages", {{"ImageId.1", id}}).text("encrypted"), "true");
    EXPECT_EQ(
        call("DescribeSnapshots", {{"Filter.1.Name", "encrypted"}, {"Filter.1.Value.1", "true"}})
            .text("snapshotId"),
        snapshot.id);
    ASSERT_TRUE(share_snapshot(snapshot, with_bob_).ok());
    expect_error(call_as(bob, "RegisterImage", request), "InvalidRequest", "Copy it");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
