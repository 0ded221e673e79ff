// A copy from its order to the last byte, and every way in which it can end otherwise.
#include "distribution/copy_image.h"

#include <gmock/gmock.h>

#include "catalog/faulty_database.h"
#include "distribution/test_regions.h"

namespace amicast::distribution {
namespace {

using images::ImageState;
using images::SnapshotState;
using testing::alice;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::value_of;

// Lets the first jobs through.
class FirstRuns final : public jobs::Executor {
  public:
    FirstRuns(std::unique_ptr<jobs::Executor> executor, int count)
        : executor_(std::move(executor)), left_(count) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control& control) override {
        if (left_ == 0) return jobs::Outcome::again(std::chrono::hours(1));
        --left_;
        return executor_->run(job, control);
    }
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        return executor_->gave_up(tx, job, error);
    }

  private:
    std::unique_ptr<jobs::Executor> executor_;
    int left_;
};

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

    // Rows of the destination that a copy writes.
    struct Counts {
        std::int64_t images = 0;
        std::int64_t devices = 0;
        std::int64_t snapshots = 0;
        std::int64_t tags = 0;
        std::int64_t jobs = 0;

        // Of two volumes, one of which is here; two kinds of tags.
        Counts with_one_copy() const {
            return {images + 1, devices + 2, snapshots + 2, tags + 3, jobs + 1};
        }
        friend bool operator==(const Counts&, const Counts&) = default;
    };
    Counts counts() {
        Counts counts;
        auto count = [&](catalog::Transaction& tx, const char* sql, std::int64_t& into) {
            return tx.query(sql, {}, [&](const catalog::Row& row) { into = row.integer(0); });
        };
        EXPECT_TRUE(destination.region().catalog.read([&](catalog::Transaction& tx) -> Status {
            Status read = count(tx, "SELECT COUNT(*) FROM images", counts.images);
            if (read) read = count(tx, "SELECT COUNT(*) FROM image_devices", counts.devices);
            if (read) read = count(tx, "SELECT COUNT(*) FROM snapshots", counts.snapshots);
            if (read) read = count(tx, "SELECT COUNT(*) FROM tags", counts.tags);
            if (read) read = count(tx, "SELECT COUNT(*) FROM jobs", counts.jobs);
            return read;
        }));
        return counts;
    }

    // The first `count` runs of what is due; what comes after them waits for an hour.
    void run_some(int count) {
        auto runner =
            jobs::make_runner(destination.region().catalog, clock, random, {.server_id = "test"});
        runner->add(
            std::string(copy_snapshot_kind),
            std::make_unique<FirstRuns>(
                make_copy_snapshot_executor(destination.region(), peers, clock, {}), count));
        value_of(runner->run_due());
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
        auto entries = value_of(manifests.list(to.root->id(), 0, 10));
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

TEST_F(CopyImageTest, WhatIsHereAlreadyIsCompletedInTheSameTransaction) {
    images::Image original = golden();
    start(order_of(original));
    run_due();
    StartedCopy started = start_copy(order_of(original));
    EXPECT_EQ(started.snapshots_queued, 0);
    EXPECT_EQ(started.snapshots_completed, 1);
    EXPECT_EQ(started.bytes_skipped, 3 * 524'288);
    images::Image again = destination.image(started.id);
    EXPECT_EQ(again.state, ImageState::available);
    images::Snapshot snapshot = destination.snapshot(snapshot_of(again));
    EXPECT_EQ(snapshot.state, SnapshotState::completed);
    EXPECT_EQ(snapshot.progress_percent, 100);
    EXPECT_EQ(snapshot.completion_time, clock.now());
    EXPECT_EQ(snapshot.root, source.snapshot(snapshot_of(original)).root);
    EXPECT_EQ(snapshot.bytes_moved, 0);
    EXPECT_EQ(snapshot.bytes_skipped, 3 * 524'288);
    EXPECT_EQ(snapshot.present_blocks, 3);
    EXPECT_EQ(snapshot.transfer_type, "standard");
    EXPECT_EQ(run_due(), 0);
}

TEST_F(CopyImageTest, OneSnapshotHereAndOneNotIsStillPending) {
    start(order_of(golden({"abc"})));
    run_due();
    StartedCopy started = start_copy(order_of(golden({"abc", "xyz"})));
    EXPECT_EQ(started.snapshots_queued, 1);
    EXPECT_EQ(started.snapshots_completed, 1);
    images::Image image = destination.image(started.id);
    EXPECT_EQ(image.state, ImageState::pending);
    EXPECT_EQ(destination.snapshot(snapshot_of(image, 0)).state, SnapshotState::completed);
    EXPECT_EQ(destination.snapshot(snapshot_of(image, 1)).state, SnapshotState::pending);
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(started.id).state, ImageState::available);
}

// A second copy that began while the first was on its way finds the content when its turn comes.
TEST_F(CopyImageTest, WhatArrivesMeanwhileMovesNothing) {
    images::Image original = golden();
    start(order_of(original));
    images::Image second = destination.image(start(order_of(original)));
    EXPECT_EQ(second.state, ImageState::pending);
    EXPECT_EQ(run_due(), 2);
    images::Snapshot snapshot = destination.snapshot(snapshot_of(second));
    EXPECT_EQ(snapshot.state, SnapshotState::completed);
    EXPECT_EQ(snapshot.bytes_moved, 0);
    EXPECT_EQ(snapshot.bytes_skipped, 3 * 524'288);
}

TEST_F(CopyImageTest, WithinARegionNothingIsMoved) {
    CopyImageOrder order = order_of(golden());
    StartedCopy started =
        value_of(source.region().catalog.write_value([&](catalog::Transaction& tx) {
            return start_image_copy(tx, order, clock.now(), random);
        }));
    EXPECT_EQ(source.image(started.id).state, ImageState::available);
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

TEST_F(CopyImageTest, RefusedCopyFailsAlsoWhenItsContentIsHere) {
    CopyImageOrder order = order_of(golden());
    start(order);
    run_due();
    order.refusal = "Given key ID is not accessible";
    std::string id = start(order);
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
    run_due();
    EXPECT_EQ(destination.image(id).state, ImageState::failed);
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

// Whatever call of the catalog fails, the copy is there whole or not at all.
TEST_F(CopyImageTest, AFailingCatalogLeavesNothingBehind) {
    start(order_of(golden({"abc"})));
    run_due();
    CopyImageOrder order = order_of(golden({"abc", "xyz"}));  // one here, one to be moved
    order.image_tags = {{"stage", "prod"}};
    order.snapshot_tags = {{"cost", "42"}};
    const Counts before = counts();
    catalog::FaultyDatabase faulty(destination.region().catalog);
    int failures = 0;
    for (std::int64_t n = 1;; ++n) {
        faulty.fail_at(n);
        auto started = faulty.write_value([&](catalog::Transaction& tx) {
            return start_image_copy(tx, order, clock.now(), random);
        });
        if (!faulty.failed()) {
            EXPECT_TRUE(started);
            break;
        }
        ++failures;
        ASSERT_FALSE(started) << n;
        EXPECT_EQ(started.error().kind, ErrorKind::unavailable) << n;
        Counts after = counts();
        if (after == before) continue;
        // Only the answer was lost: the transaction is durable, all of it.
        EXPECT_EQ(after, before.with_one_copy()) << n;
        break;
    }
    EXPECT_GT(failures, 10);
}

TEST_F(CopyImageTest, TooManyWaitingCopiesAreRefused) {
    images::Image original = golden();
    destination.write([&](catalog::Transaction& tx) -> Status {
        for (std::int64_t i = 1; i < waiting_copies_max; ++i) {
            auto job = jobs::enqueue(
                tx, {.kind = "other", .account_id = alice, .subject = "s", .payload = {}},
                clock.now());
            if (!job) return failure(job.error());
        }
        return {};
    });
    start(order_of(original));  // the last that may wait
    auto refused = destination.region().catalog.write_value([&](catalog::Transaction& tx) {
        return start_image_copy(tx, order_of(original), clock.now(), random);
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::limit);
    EXPECT_THAT(refused.error().message, HasSubstr("The limit is 10000"));
    CopyImageOrder of_bob = order_of(original);
    of_bob.owner_id = testing::bob;
    start(of_bob);  // every account has room of its own
}

// One account's many copies do not make another account's only one wait for all of them.
TEST_F(CopyImageTest, AccountsTakeTurns) {
    for (char letter = 'a'; letter <= 'j'; ++letter)
        start(order_of(golden({std::string(1, letter)})));
    CopyImageOrder of_bob = order_of(golden({"z"}));
    of_bob.owner_id = testing::bob;
    std::string id = start(of_bob);
    run_some(2);
    EXPECT_EQ(destination.image(id).state, ImageState::available);
}

TEST(CopySnapshotPayloadTest, ComesBackAsItWent) {
    CopySnapshotJob job{.image_id = "ami-1",
                        .snapshot_id = "snap-1",
                        .source_region = "us-east-1",
                        .root = blocks::Reference(crypto::sha256("root")),
                        .present_blocks = 77,
                        .refusal = "because \"quoted\""};
    CopySnapshotJob back = value_of(from_payload(to_payload(job)));
    EXPECT_EQ(back.image_id, job.image_id);
    EXPECT_EQ(back.snapshot_id, job.snapshot_id);
    EXPECT_EQ(back.source_region, job.source_region);
    EXPECT_EQ(back.root, job.root);
    EXPECT_EQ(back.source_key_arn, std::nullopt);
    EXPECT_EQ(back.present_blocks, 77);
    EXPECT_EQ(back.refusal, job.refusal);

    job.root = blocks::Reference(Digest{1}, Digest{2});
    job.source_key_arn = "arn:aws:kms:us-east-1:111122223333:key/k";
    back = value_of(from_payload(to_payload(job)));
    EXPECT_EQ(back.root, job.root);
    EXPECT_EQ(back.source_key_arn, job.source_key_arn);
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
