// A copy from its order to the last byte, and every way in which it can end otherwise.
#include "distribution/copy_image.h"

#include <gmock/gmock.h>

#include "distribution/test_regions.h"

namespace amicast::distribution {
namespace {

using images::ImageState;
using images::SnapshotState;
using testing::alice;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::value_of;

class CopyImageTest : public ::testing::Test, protected testing::TwoRegions {
  protected:
    images::Image golden(const std::vector<std::string>& volumes = {"abc"}) {
        std::vector<images::Snapshot> snapshots;
        for (const std::string& letters : volumes)
            snapshots.push_back(add_snapshot(source, letters));
        return add_image(source, snapshots);
    }
    std::string snapshot_of(const images::Image& image, std::size_t device = 0) {
        return image.devices.at(device).snapshot_id.value_or("");
    }
};

TEST_F(CopyImageTest, ImageAndSnapshotsArePendingAtOnce) {
    images::Image original = golden();
    std::string id = start(order_of(original));
    images::Image copy = destination.image(id);
    EXPECT_EQ(copy.state, ImageState::pending);
    EXPECT_EQ(copy.name, "copy");
    EXPECT_EQ(copy.description, "");
    EXPECT_EQ(copy.owner_id, alice);
    EXPECT_EQ(copy.location, "111122223333/copy");
    EXPECT_EQ(copy.source_image_id, original.id);
    EXPECT_EQ(copy.source_image_region, "us-east-1");
    EXPECT_EQ(copy.creation_time, clock.now());
    ASSERT_EQ(copy.devices.size(), 1U);
    EXPECT_NE(snapshot_of(copy), snapshot_of(original));

    images::Snapshot snapshot = destination.snapshot(snapshot_of(copy));
    EXPECT_EQ(snapshot.state, SnapshotState::pending);
    EXPECT_EQ(snapshot.progress_percent, 0);
    EXPECT_EQ(snapshot.volume_id, "vol-ffffffff");
    EXPECT_EQ(snapshot.volume_size_gib, 1);
    EXPECT_EQ(snapshot.transfer_type, "standard");
    EXPECT_EQ(snapshot.source_region, "us-east-1");
    EXPECT_EQ(snapshot.source_snapshot_id, snapshot_of(original));
    EXPECT_EQ(snapshot.lineage_id, snapshot_of(original));
    EXPECT_EQ(snapshot.description, "Copied for DestinationAmi " + id + " from SourceAmi " +
                                        original.id + " for SourceSnapshot " +
                                        snapshot_of(original) +
                                        ". Task created on 1,769,940,001,234.");
}

TEST_F(CopyImageTest, CarriesWhatBootsAndNothingOfWhoMayUseIt) {
    images::Image original = golden();
    source.write([&](catalog::Transaction& tx) -> Status {
        original.boot_mode = "uefi";
        original.tpm_support = "v2.0";
        original.uefi_data = "dmFycw==";
        original.imds_support = "v2.0";
        original.ena_support = true;
        original.sriov_net_support = "simple";
        original.platform_details = "Windows";
        original.deprecation_time = clock.now();
        original.description = "of the source";
        images::BlockDevice ephemeral;
        ephemeral.device_name = "/dev/sdb";
        ephemeral.virtual_name = "ephemeral0";
        original.devices.push_back(ephemeral);
        Status updated = images::update(tx, original);
        if (!updated) return updated;
        return images::grant(tx, original.id, {images::Grantee::Kind::group, "all"});
    });
    images::Image copy = destination.image(start(order_of(original)));
    EXPECT_EQ(copy.boot_mode, "uefi");
    EXPECT_EQ(copy.tpm_support, "v2.0");
    EXPECT_EQ(copy.uefi_data, "dmFycw==");
    EXPECT_EQ(copy.imds_support, "v2.0");
    EXPECT_EQ(copy.ena_support, true);
    EXPECT_EQ(copy.sriov_net_support, "simple");
    EXPECT_EQ(copy.platform_details, "Windows");
    EXPECT_EQ(copy.root_device_name, "/dev/xvda");
    ASSERT_EQ(copy.devices.size(), 2U);
    EXPECT_EQ(copy.devices[1].virtual_name, "ephemeral0");
    EXPECT_EQ(copy.description, "");
    EXPECT_FALSE(copy.is_public);
    EXPECT_FALSE(copy.deprecation_time);
}

TEST_F(CopyImageTest, BytesArriveAndEverythingCompletes) {
    images::Image original = golden({"abc", "cde"});
    std::string id = start(order_of(original));
    clock.advance(std::chrono::seconds(3));
    EXPECT_EQ(run_due(), 2);
    images::Image copy = destination.image(id);
    EXPECT_EQ(copy.state, ImageState::available);
    for (std::size_t device : {0U, 1U}) {
        images::Snapshot from = source.snapshot(snapshot_of(original, device));
        images::Snapshot to = destination.snapshot(snapshot_of(copy, device));
        EXPECT_EQ(to.state, SnapshotState::completed);
        EXPECT_EQ(to.progress_percent, 100);
        EXPECT_EQ(to.completion_time, clock.now());
        EXPECT_EQ(to.root, from.root);
        EXPECT_EQ(to.present_blocks, 3);
        snapshots::Manifests manifests(destination.region().blocks);
        auto entries = value_of(manifests.list(*to.root, 0, 10));
        ASSERT_EQ(entries.size(), 3U);
        for (const snapshots::Entry& entry : entries)
            EXPECT_TRUE(
                blocks::decode_and_verify(value_of(destination.region().blocks.get(entry.digest))));
    }
    EXPECT_GT(destination.snapshot(snapshot_of(copy, 0)).bytes_moved, 0);
}

TEST_F(CopyImageTest, AvailableOnlyWhenTheLastSnapshotIs) {
    images::Image original = golden({"abc", "xyz"});
    std::string id = start(order_of(original));
    destination.write([&](catalog::Transaction& tx) -> Status {
        auto image = images::find_image(tx, id);
        return image ? Status(jobs::cancel(tx, copy_snapshot_kind, *image->devices[1].snapshot_id)
                                  .transform([](std::int64_t) {}))
                     : failure(image.error());
    });
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
}

TEST_F(CopyImageTest, WhatIsThereAlreadyMovesNothing) {
    images::Image original = golden();
    start(order_of(original));
    run_due();
    images::Image again = destination.image(start(order_of(original)));
    EXPECT_EQ(run_due(), 1);
    images::Snapshot snapshot = destination.snapshot(snapshot_of(again));
    EXPECT_EQ(snapshot.state, SnapshotState::completed);
    EXPECT_EQ(snapshot.bytes_moved, 0);
    EXPECT_EQ(snapshot.present_blocks, 3);
}

TEST_F(CopyImageTest, TwoDevicesOnOneSnapshotAreTwoCopies) {
    images::Snapshot shared = add_snapshot(source, "q");
    images::Image original = add_image(source, {shared, shared});
    images::Image copy = destination.image(start(order_of(original)));
    EXPECT_NE(snapshot_of(copy, 0), snapshot_of(copy, 1));
    EXPECT_EQ(run_due(), 2);
    EXPECT_EQ(destination.image(copy.id).state, ImageState::available);
}

TEST_F(CopyImageTest, TimeBasedCopiesSaySo) {
    CopyImageOrder order = order_of(golden());
    order.completion_duration_minutes = 30;
    images::Image copy = destination.image(start(order));
    images::Snapshot snapshot = destination.snapshot(snapshot_of(copy));
    EXPECT_EQ(snapshot.transfer_type, "time-based");
    EXPECT_EQ(snapshot.completion_duration_minutes, 30);
}

TEST_F(CopyImageTest, TagsAreThoseOfTheOrder) {
    CopyImageOrder order = order_of(golden());
    order.image_tags = {{"stage", "prod"}};
    order.snapshot_tags = {{"cost", "42"}};
    std::string id = start(order);
    std::string snapshot_id = snapshot_of(destination.image(id));
    auto tags = [&](const std::string& resource) {
        return value_of(destination.region().catalog.read_value(
            [&](catalog::Transaction& tx) { return images::find_tags(tx, alice, resource); }));
    };
    EXPECT_EQ(tags(id), order.image_tags);
    EXPECT_EQ(tags(snapshot_id), order.snapshot_tags);
}

TEST_F(CopyImageTest, RefusedCopyFailsLaterWithItsReason) {
    CopyImageOrder order = order_of(golden());
    order.refusal = "Given key ID is not accessible";
    std::string id = start(order);
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
    run_due();
    images::Image image = destination.image(id);
    EXPECT_EQ(image.state, ImageState::failed);
    EXPECT_EQ(image.state_reason_code, "Client.InternalError");
    EXPECT_EQ(image.state_reason_message,
              "Copy image failed with an internal error: Given key ID is not accessible");
    images::Snapshot snapshot = destination.snapshot(snapshot_of(image));
    EXPECT_EQ(snapshot.state, SnapshotState::error);
    EXPECT_EQ(snapshot.state_message, "Given key ID is not accessible");
}

TEST_F(CopyImageTest, UnreachableSourceIsTriedAgainAndThenFails) {
    std::string id = start(order_of(golden()));
    peers.remove("us-east-1");
    EXPECT_EQ(run_due(2), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
    clock.advance(std::chrono::minutes(10));
    EXPECT_EQ(run_due(2), 1);
    images::Image image = destination.image(id);
    EXPECT_EQ(image.state, ImageState::failed);
    EXPECT_THAT(image.state_reason_message.value_or(""),
                StartsWith("Copy image failed with an internal error: "));
    EXPECT_THAT(image.state_reason_message.value_or(""), HasSubstr("us-east-1"));
}

TEST_F(CopyImageTest, SourceThatComesBackInTimeIsCopied) {
    std::string id = start(order_of(golden()));
    peers.remove("us-east-1");
    run_due();
    peers.add(source.region());
    clock.advance(std::chrono::minutes(10));
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::available);
}

TEST_F(CopyImageTest, SourceRowsMayGoWhileTheCopyWaits) {
    images::Image original = golden();
    std::string id = start(order_of(original));
    source.write([&](catalog::Transaction& tx) -> Status {
        Status gone = images::deregister(tx, original.id, clock.now());
        if (!gone) return gone;
        return images::erase_snapshot(tx, snapshot_of(original));
    });
    run_due();
    EXPECT_EQ(destination.image(id).state, ImageState::available);
}

TEST_F(CopyImageTest, StoppingRemovesPendingSnapshotsAndJobs) {
    std::string id = start(order_of(golden({"abc", "def"})));
    images::Image image = destination.image(id);
    destination.write([&](catalog::Transaction& tx) -> Status {
        Status stopped = stop_image_copy(tx, image);
        if (!stopped) return stopped;
        return images::deregister(tx, id, clock.now());
    });
    EXPECT_FALSE(destination.has_snapshot(snapshot_of(image, 0)));
    EXPECT_FALSE(destination.has_snapshot(snapshot_of(image, 1)));
    EXPECT_EQ(run_due(), 0);
}

TEST_F(CopyImageTest, StoppingKeepsCompletedSnapshots) {
    std::string id = start(order_of(golden()));
    run_due();
    images::Image image = destination.image(id);
    destination.write([&](catalog::Transaction& tx) { return stop_image_copy(tx, image); });
    EXPECT_TRUE(destination.has_snapshot(snapshot_of(image)));
}

TEST_F(CopyImageTest, ImageOrSnapshotGoneMeanwhileEndsQuietly) {
    images::Image image = destination.image(start(order_of(golden({"abc", "def"}))));
    destination.write([&](catalog::Transaction& tx) -> Status {
        Status erased = images::erase_snapshot(tx, snapshot_of(image, 0));
        if (!erased) return erased;
        return images::deregister(tx, image.id, clock.now());
    });
    EXPECT_EQ(run_due(), 2);
    EXPECT_EQ(destination.snapshot(snapshot_of(image, 1)).state, SnapshotState::completed);
    EXPECT_EQ(run_due(), 0);
}

TEST_F(CopyImageTest, UncompletedSourceIsRefused) {
    CopyImageOrder order = order_of(golden());
    order.source.snapshots[0].root.reset();
    auto refused = destination.region().catalog.write_value(
        [&](catalog::Transaction& tx) { return start_image_copy(tx, order, clock.now(), random); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
}

TEST_F(CopyImageTest, ImageWithoutSnapshotsIsAvailableAtOnce) {
    images::Image blank = add_image(source, {});
    EXPECT_EQ(destination.image(start(order_of(blank))).state, ImageState::available);
}

TEST(CopySnapshotPayloadTest, ComesBackAsItWent) {
    CopySnapshotJob job{.image_id = "ami-1",
                        .snapshot_id = "snap-1",
                        .source_region = "us-east-1",
                        .root = crypto::sha256("root"),
                        .present_blocks = 77,
                        .refusal = "because \"quoted\""};
    CopySnapshotJob back = value_of(from_payload(to_payload(job)));
    EXPECT_EQ(back.image_id, job.image_id);
    EXPECT_EQ(back.snapshot_id, job.snapshot_id);
    EXPECT_EQ(back.source_region, job.source_region);
    EXPECT_EQ(back.root, job.root);
    EXPECT_EQ(back.present_blocks, 77);
    EXPECT_EQ(back.refusal, job.refusal);
}

TEST(CopySnapshotPayloadTest, AnythingElseIsCorrupt) {
    for (std::string_view text :
         {"", "{", "[]", "{}", R"({"root":"00","present_blocks":1})",
          R"({"snapshot":"snap-1","source_region":"r","present_blocks":1})"}) {
        auto read = from_payload(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, ErrorKind::corrupt) << text;
    }
}

}  // namespace
}  // namespace amicast::distribution
