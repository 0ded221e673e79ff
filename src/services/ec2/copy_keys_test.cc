// Under which key copies come to lie: the encryption matrix of CopyImage and CopySnapshot through
// the API, and keys that doom a copy.
#include "keys/aliases.h"
#include "services/ec2/test_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Ec2CopyKeysTest : public Ec2Test {
  protected:
    using Arn = std::optional<std::string>;

    // A snapshot in the source region, of other content each time.
    images::Snapshot encrypted(const keys::Key& key, const std::string& owner = alice) {
        return add_snapshot(source, std::string(1, letter_++), owner, key.arn());
    }
    std::string default_arn(TestRegion& where, const std::string& account = alice) {
        auto key = keys::ensure_ebs_key(keyring(where), account);
        EXPECT_TRUE(key);
        return (*key)->arn();
    }
    std::string add_alias(TestRegion& where, const std::string& name, const keys::Key& key) {
        Status made = keyring(where).change([&](catalog::Transaction& tx) {
            return keys::insert_alias(tx, keyring(where).secrets(),
                                      {.account_id = alice, .name = name, .key_id = key.id});
        });
        EXPECT_TRUE(made) << made.error().message;
        return keys::alias_arn(where.region().name, alice, name);
    }

    Parameters of(const std::string& image_id, const Parameters& more) {
        Parameters parameters{
            {"SourceImageId", image_id}, {"SourceRegion", "us-east-1"}, {"Name", "copy"}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        return parameters;
    }
    // The snapshot of a finished copy of an image of that snapshot.
    images::Snapshot copied(TestRegion& where, const images::Snapshot& original,
                            const Parameters& more, const std::string& account = alice) {
        images::Image image = add_image(source, {original}, "golden", original.owner_id);
        Reply reply = call_in(where, account, "CopyImage", of(image.id, more));
        EXPECT_TRUE(reply.ok()) << reply.body;
        if (&where == &destination) run_due();
        images::Image copy = where.image(reply.text("imageId"));
        return where.snapshot(*copy.devices.at(0).snapshot_id);
    }
    // Of CopySnapshot, in the destination.
    images::Snapshot copied_snapshot(const images::Snapshot& original, const Parameters& more) {
        Parameters parameters{{"SourceSnapshotId", original.id}, {"SourceRegion", "us-east-1"}};
        parameters.insert(parameters.end(), more.begin(), more.end());
        Reply reply = call("CopySnapshot", parameters);
        EXPECT_TRUE(reply.ok()) << reply.body;
        run_due();
        return destination.snapshot(reply.text("snapshotId"));
    }
    void expect_doomed(const images::Snapshot& snapshot, const std::string& part) {
        EXPECT_EQ(snapshot.state, images::SnapshotState::error);
        EXPECT_THAT(snapshot.state_message,
                    AllOf(HasSubstr("Given key ID is not accessible."), HasSubstr(part),
                          HasSubstr("or copy again with another key")));
    }

    const keys::Key source_key_ = add_key(source);
    const keys::Key key_ = add_key(destination);
    const Parameters asked_{{"Encrypted", "true"}};
    const Parameters given_{{"Encrypted", "true"}, {"KmsKeyId", key_.id}};
    const Parameters refused_{{"Encrypted", "false"}};

  private:
    char letter_ = 'a';
};

TEST_F(Ec2CopyKeysTest, TheMatrixAcrossRegions) {
    const Arn aws = default_arn(destination);
    struct Row {
        bool by_default, from_encrypted;
        Parameters request;
        Arn key;
    };
    const std::vector<Row> rows = {
        {false, false, {}, {}},
        {false, true, {}, aws},
        {false, false, refused_, {}},
        {false, false, asked_, aws},
        {false, false, given_, key_.arn()},
        {false, true, asked_, aws},
        {false, true, given_, key_.arn()},
        {true, false, {}, aws},
        {true, true, {}, aws},
        {true, false, asked_, aws},
        {true, true, asked_, aws},
        {true, false, given_, key_.arn()},
        {true, true, given_, key_.arn()},
        {true, false, refused_, aws},
    };
    for (const Row& row : rows) {
        call(row.by_default ? "EnableEbsEncryptionByDefault" : "DisableEbsEncryptionByDefault");
        for (bool whole_image : {true, false}) {
            const images::Snapshot original =
                row.from_encrypted ? encrypted(source_key_) : add_snapshot(source, "p");
            const images::Snapshot copy = whole_image ? copied(destination, original, row.request)
                                                      : copied_snapshot(original, row.request);
            EXPECT_EQ(copy.state, images::SnapshotState::completed) << copy.state_message;
            EXPECT_EQ(copy.kms_key_arn, row.key)
                << row.by_default << row.from_encrypted << row.request.size() << whole_image;
        }
    }
}

TEST_F(Ec2CopyKeysTest, WithinARegionAnImageKeepsItsKeyAndASnapshotDoesNot) {
    const images::Snapshot original = encrypted(source_key_);
    EXPECT_EQ(copied(source, original, {}).kms_key_arn, source_key_.arn());
    EXPECT_EQ(copied(source, original, asked_).kms_key_arn, source_key_.arn());
    Reply reply = call_in(source, alice, "CopySnapshot",
                          {{"SourceSnapshotId", original.id}, {"SourceRegion", "us-east-1"}});
    EXPECT_EQ(source.snapshot(reply.text("snapshotId")).kms_key_arn, default_arn(source));
}

TEST_F(Ec2CopyKeysTest, TheChosenDefaultKeyTakesThePlaceOfAws) {
    ASSERT_TRUE(call("ModifyEbsDefaultKmsKeyId", {{"KmsKeyId", key_.id}}).ok());
    EXPECT_EQ(copied(destination, encrypted(source_key_), {}).kms_key_arn, key_.arn());
    EXPECT_EQ(copied_snapshot(add_snapshot(source, "p"), asked_).kms_key_arn, key_.arn());
    ASSERT_TRUE(call("ResetEbsDefaultKmsKeyId").ok());
    EXPECT_EQ(copied_snapshot(add_snapshot(source, "p"), asked_).kms_key_arn,
              default_arn(destination));
}

TEST_F(Ec2CopyKeysTest, EveryWayToNameAKey) {
    const std::string alias_arn = add_alias(destination, "alias/copies", key_);
    for (const std::string& name : {key_.id, key_.arn(), std::string("alias/copies"), alias_arn}) {
        const images::Snapshot copy = copied(destination, add_snapshot(source, "p"),
                                             {{"Encrypted", "true"}, {"KmsKeyId", name}});
        EXPECT_EQ(copy.kms_key_arn, key_.arn()) << name;
        EXPECT_EQ(copy.state, images::SnapshotState::completed) << copy.state_message;
    }
}

TEST_F(Ec2CopyKeysTest, NoUnencryptedCopyOfAnEncryptedSnapshot) {
    const images::Snapshot original = encrypted(source_key_);
    const images::Snapshot plain = add_snapshot(source, "p");
    const images::Image mixed = add_image(source, {plain, original});
    for (const char* setting : {"DisableEbsEncryptionByDefault", "EnableEbsEncryptionByDefault"}) {
        ASSERT_TRUE(call(setting).ok());
        expect_error(call("CopyImage", of(mixed.id, refused_)), "InvalidRequest",
                     "Snapshot " + original.id +
                         " is encrypted. Creating unencrypted copy from an encrypted snapshot is "
                         "not supported.");
        expect_error(call("CopySnapshot", {{"SourceSnapshotId", original.id},
                                           {"SourceRegion", "us-east-1"},
                                           {"Encrypted", "false"}}),
                     "InvalidRequest", "is encrypted. Creating unencrypted copy");
    }
}

TEST_F(Ec2CopyKeysTest, EachSnapshotOfAMixedImageKeepsItsState) {
    const images::Image mixed =
        add_image(source, {add_snapshot(source, "p"), encrypted(source_key_)});
    Reply reply = call("CopyImage", of(mixed.id, {}));
    ASSERT_TRUE(reply.ok()) << reply.body;
    run_due();
    Reply image = call("DescribeImages", {{"ImageId.1", reply.text("imageId")}});
    EXPECT_EQ(image.text("imageState"), "available");
    EXPECT_EQ(image.texts("encrypted"), (std::vector<std::string>{"false", "true"}));
    EXPECT_FALSE(image.has("kmsKeyId"));
    Reply snapshot = call("DescribeSnapshots", {{"SnapshotId.1", image.texts("snapshotId").at(1)}});
    EXPECT_EQ(snapshot.text("encrypted"), "true");
    EXPECT_EQ(snapshot.text("kmsKeyId"), default_arn(destination));
    EXPECT_EQ(
        call("DescribeSnapshots",
             {{"Owner.1", "self"}, {"Filter.1.Name", "encrypted"}, {"Filter.1.Value.1", "true"}})
            .texts("snapshotId"),
        std::vector<std::string>{image.texts("snapshotId").at(1)});
}

TEST_F(Ec2CopyKeysTest, AKeyThatCannotBeUsedDoomsTheCopyWithItsReason) {
    const keys::Key disabled = add_key(destination);
    keys::set_state(keyring(destination), disabled.id, keys::KeyState::disabled);
    const keys::Key dying = add_key(destination);
    keys::set_state(keyring(destination), dying.id, keys::KeyState::pending_deletion);
    const keys::Key closed = add_key(destination);
    keys::edit_key(keyring(destination), closed.id, [](keys::Key& key) {
        key.policy = key.bound_policy = keys::default_key_policy(bob);
    });
    const keys::Key foreign = add_key(destination, bob);
    const keys::Key elsewhere = add_key(source);
    struct Case {
        std::string key, says, shown;
    };
    const std::vector<Case> cases = {
        {"alias/none", "alias/none", "arn:aws:kms:eu-west-1:111122223333:alias/none"},
        {"00000000-0000-0000-0000-000000000000", "does not exist",
         "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"},
        {"bare-name", "expected a key ID", "arn:aws:kms:eu-west-1:111122223333:key/bare-name"},
        {elsewhere.arn(), "expected a key of this Region, eu-west-1", elsewhere.arn()},
        {disabled.id, "is disabled", disabled.arn()},
        {dying.id, "is pending deletion", dying.arn()},
        {closed.id, "is not authorized to perform: kms:DescribeKey", closed.arn()},
        {foreign.arn(), "is not authorized to perform: kms:DescribeKey", foreign.arn()},
    };
    for (const Case& each : cases) {
        const Parameters request{{"Encrypted", "true"}, {"KmsKeyId", each.key}};
        const images::Snapshot copy = copied(destination, add_snapshot(source, "p"), request);
        expect_doomed(copy, each.says);
        EXPECT_EQ(copy.kms_key_arn, each.shown);
        expect_doomed(copied_snapshot(add_snapshot(source, "p"), request), each.says);
    }
}

TEST_F(Ec2CopyKeysTest, ADoomedImageSaysWhatToDo) {
    const images::Image image = add_image(source, {add_snapshot(source, "p")});
    Reply reply =
        call("CopyImage", of(image.id, {{"Encrypted", "true"}, {"KmsKeyId", "alias/none"}}));
    const std::string id = reply.text("imageId");
    EXPECT_EQ(call("DescribeImages", {{"ImageId.1", id}}).text("imageState"), "pending");
    run_due();
    Reply failed = call("DescribeImages", {{"ImageId.1", id}});
    EXPECT_EQ(failed.text("imageState"), "failed");
    EXPECT_EQ(failed.text("code"), "Client.InternalError");
    EXPECT_THAT(failed.text("message"),
                AllOf(HasSubstr("Copy image failed with an internal error"),
                      HasSubstr("Given key ID is not accessible."), HasSubstr("alias/none")));
    EXPECT_EQ(failed.text("encrypted"), "true");
    EXPECT_TRUE(call("DeregisterImage", {{"ImageId", id}}).ok());
    EXPECT_TRUE(call("DeleteSnapshot", {{"SnapshotId", failed.text("snapshotId")}}).ok());
}

TEST_F(Ec2CopyKeysTest, TheSourcesKeyMustBeUsableToo) {
    const images::Snapshot original = encrypted(source_key_);
    keys::set_state(keyring(source), source_key_.id, keys::KeyState::disabled);
    expect_doomed(copied(destination, original, given_), "of the source snapshot " + original.id);
    expect_doomed(copied_snapshot(original, {}), source_key_.arn() + " is disabled");
    keys::set_state(keyring(source), source_key_.id, keys::KeyState::enabled);
    EXPECT_EQ(copied_snapshot(original, {}).state, images::SnapshotState::completed);
    keys::erase_for_ever(keyring(source), source_key_.id);
    expect_doomed(copied_snapshot(original, {}), "does not exist");
}

TEST_F(Ec2CopyKeysTest, AcrossAccountsTheOwnersKeyDecides) {
    const images::Snapshot original = encrypted(source_key_);
    const images::Image image = add_image(source, {original});
    ASSERT_TRUE(call_in(source, alice, "ModifyImageAttribute",
                        {{"ImageId", image.id}, {"LaunchPermission.Add.1.UserId", bob}})
                    .ok());
    expect_error(call_as(bob, "CopyImage", of(image.id, {})), "InvalidRequest",
                 "You do not have permission to access the storage of this ami");
    ASSERT_TRUE(call_in(source, alice, "ModifySnapshotAttribute",
                        {{"SnapshotId", original.id}, {"CreateVolumePermission.Add.1.UserId", bob}})
                    .ok());
    auto copy_for_bob = [&] {
        Reply reply = call_as(bob, "CopyImage", of(image.id, {}));
        EXPECT_TRUE(reply.ok()) << reply.body;
        run_due();
        return destination.snapshot(
            *destination.image(reply.text("imageId")).devices.at(0).snapshot_id);
    };
    expect_doomed(copy_for_bob(), "of the source snapshot " + original.id);
    keys::edit_key(keyring(source), source_key_.id, [](keys::Key& key) {
        key.policy = key.bound_policy =
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::444455556666:root"]},"Action":"kms:*","Resource":"*"}]})";
    });
    const images::Snapshot copy = copy_for_bob();
    EXPECT_EQ(copy.state, images::SnapshotState::completed) << copy.state_message;
    EXPECT_EQ(copy.owner_id, bob);
    EXPECT_EQ(copy.kms_key_arn, default_arn(destination, bob));
    expect_error(call_as(bob, "CopyImage", of(image.id, refused_)), "InvalidRequest",
                 "is encrypted");
}

TEST_F(Ec2CopyKeysTest, WhatLiesUnderAwsKeyIsNeverShared) {
    auto managed = keys::ensure_ebs_key(keyring(source), alice);
    ASSERT_TRUE(managed);
    const images::Snapshot original = encrypted(**managed);
    const images::Image image = add_image(source, {add_snapshot(source, "p"), original});
    for (const Parameters& whom : {Parameters{{"UserId.1", bob}}, {{"UserGroup.1", "all"}}}) {
        Parameters share = whom;
        share.insert(share.end(), {{"SnapshotId", original.id},
                                   {"Attribute", "createVolumePermission"},
                                   {"OperationType", "add"}});
        expect_error(call_in(source, alice, "ModifySnapshotAttribute", share),
                     "OperationNotPermitted",
                     "Encrypted snapshots with EBS default key cannot be shared");
    }
    expect_error(call_in(source, alice, "ModifyImageAttribute",
                         {{"ImageId", image.id}, {"LaunchPermission.Add.1.UserId", bob}}),
                 "InvalidParameter",
                 "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another "
                 "snapshot.");
    // Taking back, and what is not the caller's, are other matters.
    EXPECT_TRUE(call_in(source, alice, "ModifyImageAttribute",
                        {{"ImageId", image.id}, {"LaunchPermission.Remove.1.UserId", bob}})
                    .ok());
    expect_error(
        call_in(source, bob, "ModifySnapshotAttribute",
                {{"SnapshotId", original.id}, {"CreateVolumePermission.Add.1.UserId", alice}}),
        "InvalidSnapshot.NotFound");
}

TEST_F(Ec2CopyKeysTest, EncryptedIsNeverPublic) {
    const images::Snapshot original = encrypted(source_key_);
    const images::Image image = add_image(source, {original});
    expect_error(
        call_in(source, alice, "ModifySnapshotAttribute",
                {{"SnapshotId", original.id}, {"CreateVolumePermission.Add.1.Group", "all"}}),
        "OperationNotPermitted", "can't be shared publicly");
    expect_error(call_in(source, alice, "ModifyImageAttribute",
                         {{"ImageId", image.id}, {"LaunchPermission.Add.1.Group", "all"}}),
                 "UnsupportedOperation",
                 "Encrypted snapshots can't be shared publicly. Specify another snapshot.");
}

TEST_F(Ec2CopyKeysTest, AnImageOfAnEncryptedSnapshotShowsIt) {
    auto image_of = [&](const images::Snapshot& snapshot, const std::string& account) {
        return call_in(source, account, "RegisterImage",
                       {{"Name", "from " + snapshot.id},
                        {"RootDeviceName", "/dev/xvda"},
                        {"BlockDeviceMapping.1.DeviceName", "/dev/xvda"},
                        {"BlockDeviceMapping.1.Ebs.SnapshotId", snapshot.id},
                        {"BlockDeviceMapping.2.DeviceName", "/dev/xvdb"},
                        {"BlockDeviceMapping.2.Ebs.VolumeSize", "1"},
                        {"BlockDeviceMapping.2.Ebs.Encrypted", "true"}});
    };
    const images::Snapshot original = encrypted(source_key_);
    Reply reply = image_of(original, alice);
    ASSERT_TRUE(reply.ok()) << reply.body;
    Reply image = call_in(source, alice, "DescribeImages", {{"ImageId.1", reply.text("imageId")}});
    EXPECT_EQ(image.texts("encrypted"), (std::vector<std::string>{"true", "true"}));
    ASSERT_TRUE(call_in(source, alice, "ModifySnapshotAttribute",
                        {{"SnapshotId", original.id}, {"CreateVolumePermission.Add.1.UserId", bob}})
                    .ok());
    expect_error(image_of(original, bob), "InvalidRequest",
                 "is encrypted and belongs to another account");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
