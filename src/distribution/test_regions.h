// Two regions in memory, each with its own catalog and blocks, that reach each other directly; and
// snapshots and images to copy between them. For tests of this room and of the services above.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"
#include "blocks/block_store.h"
#include "catalog/database.h"
#include "crypto/digest.h"
#include "distribution/copy_image.h"
#include "distribution/copy_snapshot_job.h"
#include "images/contents.h"
#include "images/image.h"
#include "images/permissions.h"
#include "images/region.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "jobs/queue.h"
#include "keys/test_domain_keys.h"
#include "launch_templates/template.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"
#include "storage/memory_object_store.h"
#include "transfer/local_peers.h"

namespace amicast::distribution::testing {

inline constexpr const char* alice = "111122223333";
inline constexpr const char* bob = "444455556666";

// The value of a result that must be one.
template <class T>
T value_of(Result<T> result) {
    EXPECT_TRUE(result) << result.error().message << ' ' << result.error().detail;
    return std::move(*result);
}

class TestRegion {
  public:
    explicit TestRegion(std::string name)
        : keys(std::hash<std::string>()(name)),  // so that regions do not share domain keys
          catalog_(value_of(catalog::open_sqlite({.path = ":memory:", .readers = 2}))) {
        EXPECT_TRUE(snapshots::migrate(*catalog_));
        EXPECT_TRUE(images::migrate(*catalog_));
        EXPECT_TRUE(jobs::migrate(*catalog_));
        EXPECT_TRUE(launch_templates::migrate(*catalog_));
        blocks_ = value_of(blocks::open_block_store(objects_, *catalog_));
        make_region(std::move(name), keys);
    }

    images::Region& region() { return *region_; }
    // Others than `keys`, which must outlive this. References to region() stay good.
    void use_keys(keys::DomainKeys& other) { make_region(region_->name, other); }

    // A key of this region; its ARN.
    std::string add_key(const std::string& key_id) {
        keys.set(key_id, keys::TestDomainKeys::State::enabled);
        return keys::TestDomainKeys::arn(key_id);
    }

    void write(const catalog::Database::Work& work) {
        Status done = catalog_->write(work);
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }
    images::Snapshot snapshot(std::string_view id) {
        return value_of(catalog_->read_value(
            [&](catalog::Transaction& tx) { return images::find_snapshot(tx, id); }));
    }
    images::Image image(std::string_view id) {
        return value_of(catalog_->read_value(
            [&](catalog::Transaction& tx) { return images::find_image(tx, id); }));
    }
    bool has_snapshot(std::string_view id) {
        return value_of(catalog_->read_value(
            [&](catalog::Transaction& tx) { return images::snapshot_exists(tx, id); }));
    }

    keys::TestDomainKeys keys;

  private:
    void make_region(std::string name, keys::DomainKeys& domain_keys) {
        region_.emplace(images::Region{.name = std::move(name),
                                       .catalog = *catalog_,
                                       .blocks = *blocks_,
                                       .keys = domain_keys,
                                       .random = random_});
    }

    storage::MemoryObjectStore objects_;
    std::unique_ptr<catalog::Database> catalog_;
    std::unique_ptr<blocks::BlockStore> blocks_;
    SeededRandom random_{12};
    std::optional<images::Region> region_;
};

// Peers of a site that reaches its regions directly, some of which a test may take away.
class TestPeers final : public transfer::Peers {
  public:
    void add(images::Region& region) {
        peers_[region.name] = std::make_unique<transfer::LocalPeer>(region);
    }
    void remove(const std::string& name) { peers_.erase(name); }
    transfer::Peer* find(std::string_view name) override {
        auto found = peers_.find(name);
        return found == peers_.end() ? nullptr : found->second.get();
    }

  private:
    std::map<std::string, std::unique_ptr<transfer::Peer>, std::less<>> peers_;
};

class TwoRegions {
  public:
    TwoRegions() {
        peers.add(source.region());
        peers.add(destination.region());
    }

    // A completed snapshot of 1 GiB whose first blocks hold `letters`, one letter each.
    // Encrypted under a key of that region when one is given.
    images::Snapshot add_snapshot(TestRegion& where, const std::string& letters,
                                  const std::string& owner = alice,
                                  const std::optional<std::string>& kms_key_arn = {}) {
        std::vector<blocks::Frame> frames;
        std::vector<snapshots::Entry> entries;
        for (std::size_t i = 0; i < letters.size(); ++i) {
            Bytes content(limits::block_bytes, static_cast<std::uint8_t>(letters[i]));
            Digest id = crypto::sha256(content);
            frames.push_back(blocks::encode_frame(blocks::FrameKind::block, id, content));
            entries.push_back({.index = static_cast<std::int64_t>(i), .digest = id});
        }
        images::Domain domain = value_of(images::open_domain(where.region(), kms_key_arn));
        EXPECT_TRUE(domain.frames().put(frames));
        images::Snapshot snapshot;
        snapshot.id = new_resource_id("snap-", random);
        snapshot.owner_id = owner;
        snapshot.state = images::SnapshotState::completed;
        snapshot.volume_id = "vol-ffffffff";
        snapshot.volume_size_gib = 1;
        snapshot.progress_percent = 100;
        snapshot.start_time = snapshot.completion_time.emplace(clock.now());
        snapshot.lineage_id = snapshot.id;
        snapshot.kms_key_arn = kms_key_arn;
        snapshots::Manifests manifests(domain.frames());
        snapshot.root = domain.frames().reference_to(
            value_of(manifests.write({}, snapshot.block_count(), entries)));
        snapshot.present_blocks = static_cast<std::int64_t>(entries.size());
        where.write([&](catalog::Transaction& tx) { return images::insert(tx, snapshot); });
        return snapshot;
    }

    // An available image of those snapshots: /dev/xvda, /dev/xvdb …
    images::Image add_image(TestRegion& where, const std::vector<images::Snapshot>& snapshots,
                            const std::string& name = "golden", const std::string& owner = alice) {
        images::Image image;
        image.id = new_resource_id("ami-", random);
        image.owner_id = owner;
        image.name = name;
        image.location = owner + "/" + name;
        image.state = images::ImageState::available;
        image.creation_time = clock.now();
        image.architecture = "x86_64";
        image.virtualization_type = "hvm";
        image.root_device_name = "/dev/xvda";
        char letter = 'a';
        for (const images::Snapshot& snapshot : snapshots) {
            images::BlockDevice device;
            device.device_name = std::string("/dev/xvd") + letter++;
            device.has_ebs = true;
            device.snapshot_id = snapshot.id;
            device.volume_size_gib = snapshot.volume_size_gib;
            device.volume_type = "gp3";
            image.devices.push_back(std::move(device));
        }
        where.write([&](catalog::Transaction& tx) { return images::insert(tx, image); });
        return image;
    }

    // The copy of an image of the source region that alice orders, before she changes anything.
    CopyImageOrder order_of(const images::Image& image) {
        CopyImageOrder order;
        order.owner_id = alice;
        order.source_region = source.region().name;
        order.source = value_of(
            peers.find(source.region().name)->describe_image({.account_id = alice}, image.id));
        order.name = "copy";
        return order;
    }

    StartedCopy start_copy(CopyImageOrder order) {
        EXPECT_TRUE(prepare_image_copy(destination.region(), order));
        return value_of(destination.region().catalog.write_value([&](catalog::Transaction& tx) {
            return start_image_copy(tx, order, clock.now(), random);
        }));
    }
    std::string start(const CopyImageOrder& order) { return start_copy(order).id; }

    // Runs what is due in the destination; number of runs.
    int run_due(int attempts_max = 8) {
        auto runner = jobs::make_runner(destination.region().catalog, clock, random,
                                        {.attempts_max = attempts_max, .server_id = "test"});
        runner->add(std::string(copy_snapshot_kind),
                    make_copy_snapshot_executor(destination.region(), peers, clock, {}));
        return value_of(runner->run_due());
    }

    ManualClock clock{*from_iso8601("2026-02-01T10:00:01.234Z")};
    SeededRandom random{7};
    TestRegion source{"us-east-1"};
    TestRegion destination{"eu-west-1"};
    TestPeers peers;
};

}  // namespace amicast::distribution::testing
