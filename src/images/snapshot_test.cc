#include "images/snapshot.h"

#include "images/permissions.h"
#include "images/tags.h"
#include "images/test_region.h"

namespace amicast::images {
namespace {

constexpr const char* alice = "111111111111";
constexpr const char* bob = "222222222222";

using Ids = std::vector<std::string>;

class SnapshotTest : public CatalogTest {
  protected:
    void add(const Snapshot& snapshot) {
        write([&](catalog::Transaction& tx) { return insert(tx, snapshot); });
    }
    Snapshot find(std::string_view id) {
        Snapshot snapshot;
        read([&](catalog::Transaction& tx) -> Status {
            auto found = find_snapshot(tx, id);
            if (!found) return failure(found.error());
            snapshot = *found;
            return {};
        });
        return snapshot;
    }
    Ids list(const SnapshotSelection& selection, std::size_t count = 0) {
        Ids ids;
        read([&](catalog::Transaction& tx) {
            return each_snapshot(tx, selection, [&](const Snapshot& snapshot) {
                ids.push_back(snapshot.id);
                return ids.size() != count;
            });
        });
        return ids;
    }
};

void expect_same(const Snapshot& left, const Snapshot& right) {
    EXPECT_EQ(left.id, right.id);
    EXPECT_EQ(left.owner_id, right.owner_id);
    EXPECT_EQ(left.state, right.state);
    EXPECT_EQ(left.state_message, right.state_message);
    EXPECT_EQ(left.description, right.description);
    EXPECT_EQ(left.volume_id, right.volume_id);
    EXPECT_EQ(left.volume_size_gib, right.volume_size_gib);
    EXPECT_EQ(left.progress_percent, right.progress_percent);
    EXPECT_EQ(left.start_time, right.start_time);
    EXPECT_EQ(left.completion_time, right.completion_time);
    EXPECT_EQ(left.parent_id, right.parent_id);
    EXPECT_EQ(left.lineage_id, right.lineage_id);
    EXPECT_EQ(left.root, right.root);
    EXPECT_EQ(left.present_blocks, right.present_blocks);
    EXPECT_EQ(left.upload_timeout, right.upload_timeout);
    EXPECT_EQ(left.upload_deadline, right.upload_deadline);
    EXPECT_EQ(left.source_region, right.source_region);
    EXPECT_EQ(left.source_snapshot_id, right.source_snapshot_id);
    EXPECT_EQ(left.transfer_type, right.transfer_type);
    EXPECT_EQ(left.completion_duration_minutes, right.completion_duration_minutes);
    EXPECT_EQ(left.bytes_moved, right.bytes_moved);
    EXPECT_EQ(left.bytes_skipped, right.bytes_skipped);
    EXPECT_EQ(left.kms_key_arn, right.kms_key_arn);
}

Snapshot full_snapshot() {
    Snapshot snapshot = sample_snapshot("snap-00000000000000001");
    snapshot.state = SnapshotState::completed;
    snapshot.state_message = "fine";
    snapshot.description = "everything set";
    snapshot.progress_percent = 100;
    snapshot.completion_time = from_microseconds(5);
    snapshot.parent_id = "snap-0";
    snapshot.root = blocks::Reference(Digest{1, 2, 3}, Digest{4});
    snapshot.kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/k";
    snapshot.present_blocks = 12;
    snapshot.completion_duration_minutes = 30;
    snapshot.upload_timeout = std::chrono::minutes(10);
    snapshot.upload_deadline = from_microseconds(99);
    snapshot.source_region = "eu-west-1";
    snapshot.source_snapshot_id = "snap-9";
    snapshot.transfer_type = "standard";
    snapshot.bytes_moved = 3;
    snapshot.bytes_skipped = 4;
    return snapshot;
}

TEST_F(SnapshotTest, KeepsEveryField) {
    for (const Snapshot& snapshot : {full_snapshot(), sample_snapshot("snap-2")}) {
        add(snapshot);
        expect_same(find(snapshot.id), snapshot);
    }
    EXPECT_EQ(sample_snapshot("snap-2").block_count(), 16'384);
}

TEST_F(SnapshotTest, UpdateWritesEveryField) {
    Snapshot snapshot = full_snapshot();
    add(sample_snapshot(snapshot.id));
    write([&](catalog::Transaction& tx) { return update(tx, snapshot); });
    expect_same(find(snapshot.id), snapshot);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(update(tx, sample_snapshot("snap-x")).error().kind, ErrorKind::not_found);
        EXPECT_EQ(find_snapshot(tx, "snap-x").error().kind, ErrorKind::not_found);
        EXPECT_EQ(insert(tx, snapshot).error().kind, ErrorKind::conflict);
        EXPECT_TRUE(snapshot_exists(tx, snapshot.id).value());
        EXPECT_FALSE(snapshot_exists(tx, "snap-x").value());
        return {};
    });
}

TEST_F(SnapshotTest, ErasingTakesTagsAndPermissionsAlong) {
    add(sample_snapshot("snap-1"));
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "snap-1", {{"k", "v"}}));
        EXPECT_TRUE(grant(tx, "snap-1", {Grantee::Kind::user, bob}));
        EXPECT_TRUE(erase_snapshot(tx, "snap-1"));
        EXPECT_FALSE(snapshot_exists(tx, "snap-1").value());
        EXPECT_TRUE(find_tags(tx, alice, "snap-1").value().empty());
        EXPECT_TRUE(find_grantees(tx, "snap-1").value().empty());
        EXPECT_EQ(erase_snapshot(tx, "snap-1").error().kind, ErrorKind::not_found);
        return {};
    });
}

TEST_F(SnapshotTest, ListsWhatAnAccountMaySee) {
    add(sample_snapshot("snap-1", alice));
    add(sample_snapshot("snap-2", bob));
    add(sample_snapshot("snap-3", alice));
    add(sample_snapshot("snap-4", alice));
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(grant(tx, "snap-3", {Grantee::Kind::user, bob}));
        EXPECT_TRUE(grant(tx, "ami-3", {Grantee::Kind::user, bob}));
        return grant(tx, "snap-4", {Grantee::Kind::group, "all"});
    });
    EXPECT_EQ(list({}), (Ids{"snap-1", "snap-2", "snap-3", "snap-4"}));
    EXPECT_EQ(list({.visible_to = bob}), (Ids{"snap-2", "snap-3", "snap-4"}));
    EXPECT_EQ(list({.visible_to = "3"}), Ids{"snap-4"});
    EXPECT_EQ(list({.owner_ids = {alice}}), (Ids{"snap-1", "snap-3", "snap-4"}));
    EXPECT_EQ(list({.owner_ids = {alice}, .visible_to = bob}), (Ids{"snap-3", "snap-4"}));
    EXPECT_EQ(list({.owner_ids = {alice, bob}, .visible_to = alice}),
              (Ids{"snap-1", "snap-3", "snap-4"}));
    EXPECT_EQ(list({.ids = {"snap-4", "snap-1"}, .visible_to = bob}), Ids{"snap-4"});
    EXPECT_EQ(list({.after_id = "snap-2"}), (Ids{"snap-3", "snap-4"}));
    EXPECT_EQ(list({.after_id = "snap-1", .limit = 2}), (Ids{"snap-2", "snap-3"}));
    EXPECT_EQ(list({}, 1), Ids{"snap-1"});
}

TEST_F(SnapshotTest, ListsByTagOfTheOneWhoLooks) {
    for (const char* id : {"snap-1", "snap-2", "snap-3"})
        add(sample_snapshot(id, alice));
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(set_tags(tx, alice, "snap-1", {{"stage", "prod"}}));
        EXPECT_TRUE(set_tags(tx, alice, "snap-2", {{"stage", "test"}}));
        EXPECT_TRUE(set_tags(tx, bob, "snap-3", {{"stage", "prod"}}));
        return set_tags(tx, alice, "ami-1", {{"stage", "prod"}});
    });
    std::pair<std::string, std::string> prod{"stage", "prod"};
    EXPECT_EQ(list({.visible_to = alice, .tag = prod}), Ids{"snap-1"});
    EXPECT_EQ(list({.visible_to = bob, .tag = prod}), Ids{});  // tagged, but not shared with bob
    EXPECT_EQ(list({.ids = {"snap-2", "snap-1"}, .visible_to = alice, .tag = prod}), Ids{"snap-1"});
}

TEST_F(SnapshotTest, ARootIsHeldByCompletedSnapshotsOnly) {
    Snapshot snapshot = full_snapshot();
    snapshot.state = SnapshotState::pending;
    add(snapshot);
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_FALSE(root_is_held(tx, *snapshot.root).value());
        snapshot.state = SnapshotState::completed;
        EXPECT_TRUE(update(tx, snapshot));
        EXPECT_TRUE(root_is_held(tx, *snapshot.root).value());
        EXPECT_FALSE(root_is_held(tx, blocks::Reference(snapshot.root->id())).value());
        EXPECT_TRUE(erase_snapshot(tx, snapshot.id));
        EXPECT_FALSE(root_is_held(tx, *snapshot.root).value());
        return {};
    });
}

TEST_F(SnapshotTest, UploadsExpireAtTheirDeadline) {
    Snapshot snapshot = sample_snapshot("snap-1");
    snapshot.upload_deadline = from_microseconds(100);
    add(snapshot);
    add(sample_snapshot("snap-2"));  // a copy: no deadline
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(snapshots::put_entry(tx, "snap-1", {3, blocks::Reference(Digest{1})}));
        EXPECT_EQ(expire_uploads(tx, from_microseconds(99)).value(), 0);
        EXPECT_TRUE(extend_upload(tx, "snap-1", from_microseconds(200)));
        EXPECT_EQ(expire_uploads(tx, from_microseconds(199)).value(), 0);
        EXPECT_EQ(expire_uploads(tx, from_microseconds(200)).value(), 1);
        EXPECT_EQ(expire_uploads(tx, from_microseconds(200)).value(), 0);
        EXPECT_EQ(snapshots::count_entries(tx, "snap-1").value(), 0);
        EXPECT_EQ(extend_upload(tx, "snap-1", Time{}).error().kind, ErrorKind::not_found);
        return {};
    });
    EXPECT_EQ(find("snap-1").state, SnapshotState::error);
    EXPECT_FALSE(find("snap-1").state_message.empty());
    EXPECT_EQ(find("snap-2").state, SnapshotState::pending);
}

}  // namespace
}  // namespace amicast::images
