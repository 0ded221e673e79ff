// Three regions in memory with their job runners, for tests of distributions: catalogs that can be
// made to fail, a clock that tests turn, and copies that complete without bytes.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/database.h"
#include "catalog/faulty_database.h"
#include "distribution/authority.h"
#include "distribution/copy_image.h"
#include "distribution/copy_snapshot_job.h"
#include "distribution/executors.h"
#include "distribution/image_build.h"
#include "distribution/schema.h"
#include "distribution/start_distribution.h"
#include "events/schema.h"
#include "images/image.h"
#include "images/permissions.h"
#include "images/region.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "jobs/queue.h"
#include "keys/test_domain_keys.h"
#include "launch_templates/template.h"
#include "logs/schema.h"
#include "parameters/schema.h"
#include "transfer/peer.h"

namespace amicast::distribution {

inline constexpr const char* test_account = "111111111111";
inline constexpr const char* home_name = "us-east-1";

// Distributions never touch blocks themselves.
class NoBlocks final : public blocks::BlockStore {
  public:
    Result<std::vector<bool>> contains(std::span<const blocks::BlockId>) override { return none(); }
    Status put(std::span<const blocks::Frame>) override { return none(); }
    Result<std::vector<blocks::Frame>> get(std::span<const blocks::BlockId>) override {
        return none();
    }
    Result<blocks::Statistics> statistics() override { return none(); }
    Result<std::vector<blocks::Damage>> verify(const OnProgress&, const CheckSealed&) override {
        return none();
    }
    Result<std::uint64_t> collect_garbage(
        const std::function<bool(const blocks::BlockId&)>&) override {
        return none();
    }

  private:
    static tl::unexpected<Error> none() { return failure(ErrorKind::internal, "no blocks here"); }
};

struct TestRegion {
    explicit TestRegion(std::string name)
        : inner(std::move(*catalog::open_sqlite({.path = ":memory:"}))),
          catalog(*inner),
          region{.name = std::move(name),
                 .catalog = catalog,
                 .blocks = blocks,
                 .keys = keys,
                 .random = random} {
        EXPECT_TRUE(images::migrate(*inner));
        EXPECT_TRUE(jobs::migrate(*inner));
        EXPECT_TRUE(events::migrate(*inner));
        EXPECT_TRUE(launch_templates::migrate(*inner));
        EXPECT_TRUE(logs::migrate(*inner));
        EXPECT_TRUE(parameters::migrate(*inner));
        EXPECT_TRUE(migrate(*inner));
    }

    std::unique_ptr<catalog::Database> inner;
    catalog::FaultyDatabase catalog;
    NoBlocks blocks;
    keys::TestDomainKeys keys;
    SeededRandom random{11};
    images::Region region;
    std::unique_ptr<jobs::Runner> runner;
};

using TestRegions = std::map<std::string, std::unique_ptr<TestRegion>, std::less<>>;

// Reads a region's catalog as the region itself would answer.
class CatalogPeer final : public transfer::Peer {
  public:
    explicit CatalogPeer(catalog::Database& catalog) : catalog_(catalog) {}

    Result<transfer::SourceImage> describe_image(const transfer::Requester& requester,
                                                 std::string_view image_id) override {
        return catalog_.read_value([&](catalog::Transaction& tx) -> Result<transfer::SourceImage> {
            auto image = images::find_image(tx, image_id);
            if (!image) return failure(image.error());
            auto granted = images::is_granted(tx, image_id, requester.account_id, {});
            if (!granted) return failure(granted.error());
            bool own = image->owner_id == requester.account_id;
            if (!own && !*granted) return failure(ErrorKind::not_found, "no such image");
            transfer::SourceImage source;
            for (const auto& device : image->devices) {
                if (!device.snapshot_id) continue;
                auto snapshot = images::find_snapshot(tx, *device.snapshot_id);
                if (!snapshot) return failure(snapshot.error());
                source.snapshots.push_back(std::move(*snapshot));
                source.snapshot_readable.push_back(own);
            }
            source.image = std::move(*image);
            return source;
        });
    }
    Result<images::Snapshot> describe_snapshot(const transfer::Requester&,
                                               std::string_view) override {
        return failure(ErrorKind::unsupported, "not asked for");
    }
    Result<snapshots::Root> find_root(const transfer::Content&) override {
        return failure(ErrorKind::unsupported, "not asked for");
    }
    Result<std::vector<blocks::Frame>> fetch(const transfer::Content&,
                                             std::span<const Digest>) override {
        return failure(ErrorKind::unsupported, "not asked for");
    }

  private:
    catalog::Database& catalog_;
};

class TestPeers final : public transfer::Peers {
  public:
    explicit TestPeers(TestRegions& regions) {
        for (auto& [name, region] : regions)
            peers_.emplace(name, CatalogPeer(region->catalog));
    }
    transfer::Peer* find(std::string_view region) override {
        auto found = peers_.find(region);
        return found == peers_.end() || unreachable ? nullptr : &found->second;
    }

    bool unreachable = false;

  private:
    std::map<std::string, CatalogPeer, std::less<>> peers_;
};

class TestAuthority final : public Authority {
  public:
    Status check_role(const RoleUse& use) override {
        uses.push_back(use);
        if (unreachable) return failure(ErrorKind::unavailable, "Identity cannot be read.");
        if (denied_accounts.contains(use.actor.account_id))
            return failure(ErrorKind::denied, "No role in " + use.actor.account_id);
        if (denied_regions.contains(use.actor.region))
            return failure(ErrorKind::denied,
                           "The execution role may not act in " + use.actor.region);
        return {};
    }
    // Every key that is named is good for each snapshot, but those that are shut.
    Status choose_keys(const Actor& actor, const std::optional<std::string>& kms_key_id,
                       CopyImageOrder& order) override {
        key_uses.push_back(actor);
        if (kms_key_id && denied_keys.contains(*kms_key_id))
            order.refusal = "Given key ID is not accessible. The key is shut.";
        order.targets.assign(order.source.snapshots.size(),
                             {.kms_key_arn = kms_key_id, .content = {}});
        return {};
    }
    Status check_readable(const Actor& actor, const EncryptedContent& content) override {
        reads.push_back({actor, content});
        if (unreadable_keys.contains(content.kms_key_arn))
            return failure(ErrorKind::denied, "kms:Decrypt is not allowed.");
        return {};
    }
    Result<bool> can_be_shared(std::string_view, std::string_view kms_key_arn) override {
        return !kms_key_arn.ends_with("aws/ebs");
    }
    Result<std::vector<std::string>> organization_arns(std::string_view) override {
        return std::vector<std::string>();
    }

    bool unreachable = false;
    std::set<std::string> denied_regions;
    std::set<std::string> denied_accounts;
    std::set<std::string> denied_keys;
    std::set<std::string> unreadable_keys;
    std::vector<RoleUse> uses;
    std::vector<Actor> key_uses;
    struct Read {
        Actor actor;
        EncryptedContent content;
    };
    std::vector<Read> reads;
};

class SilentNotifier final : public jobs::Notifier {
  public:
    void notify(std::string_view region) override { notified.insert(std::string(region)); }
    std::set<std::string> notified;
};

// Stands for the executor that moves bytes.
struct CopyBehaviour {
    bool held = false;      // copies stay pending
    bool failing = false;   // copies fail
    bool damaging = false;  // copies complete with other bits
    int started = 0;
};

class ByteLessCopy final : public jobs::Executor {
  public:
    ByteLessCopy(catalog::Database& catalog, CopyBehaviour& behaviour)
        : catalog_(catalog), behaviour_(behaviour) {}

    jobs::Outcome run(const jobs::Job& job, jobs::Control&) override {
        if (behaviour_.held) return jobs::Outcome::again(std::chrono::milliseconds(50));
        auto order = from_payload(job.payload);
        if (behaviour_.failing)
            return jobs::Outcome::failed({.kind = ErrorKind::corrupt, .message = "bytes rotted"});
        Status done = catalog_.write([&](catalog::Transaction& tx) -> Status {
            auto snapshot = images::find_snapshot(tx, order->snapshot_id);
            if (!snapshot) return failure(snapshot.error());
            snapshot->state = images::SnapshotState::completed;
            snapshot->root = order->root;
            if (behaviour_.damaging) snapshot->root = blocks::Reference(Digest{1});
            Status updated = images::update(tx, *snapshot);
            auto image = images::find_image(tx, order->image_id);
            if (!updated || !image) return updated;
            image->state = images::ImageState::available;
            return images::update(tx, *image);
        });
        if (!done) return jobs::Outcome::retry(done.error());
        return jobs::Outcome::done();
    }
    Status gave_up(catalog::Transaction& tx, const jobs::Job& job, const Error& error) override {
        auto order = from_payload(job.payload);
        auto image = images::find_image(tx, order->image_id);
        if (!image) return {};
        image->state = images::ImageState::failed;
        image->state_reason_message = error.message;
        return images::update(tx, *image);
    }

  private:
    catalog::Database& catalog_;
    CopyBehaviour& behaviour_;
};

// The world of one test.
class ThreeRegions {
  public:
    ThreeRegions() {
        for (const char* name : {home_name, "eu-west-1", "ap-northeast-1"}) {
            regions.emplace(name, std::make_unique<TestRegion>(name));
            map.emplace(name, &regions.find(name)->second->region);
        }
        peers = std::make_unique<TestPeers>(regions);
        restart();
        source_ami = add_ami(home_name, "web golden");
    }

    TestRegion& at(std::string_view name) { return *regions.find(name)->second; }
    TestRegion& home() { return at(home_name); }

    // A distribution of the source image by its owner, to no region as yet.
    DistributionOrder new_order() {
        auto source = peers->find(home_name)->describe_image(
            {.account_id = test_account, .organization_arns = {}}, source_ami);
        EXPECT_TRUE(source);
        DistributionOrder order;
        order.account_id = test_account;
        order.home_region = home_name;
        order.name = "web golden";
        order.platform = "Linux";
        order.source_image = source_ami;
        order.source = *source;
        order.configuration = "{}";
        order.execution_role = "role";
        return order;
    }

    // As if every process had died: what was in memory is gone, leases stay.
    void restart() {
        for (auto& [name, region] : regions) {
            region->runner.reset();
            region->runner = jobs::make_runner(region->catalog, clock, random,
                                               {.server_id = "server" + std::to_string(++starts_)});
            region->runner->add(
                std::string(distribute_job_kind),
                make_distribute_executor({.home = region->region,
                                          .regions = map,
                                          .peers = *peers,
                                          .authority = authority,
                                          .clock = clock,
                                          .random = random,
                                          .jobs = notifier,
                                          .block_public_access = block_public_access,
                                          .exporting_regions = exporting_regions}));
            region->runner->add("copy-snapshot",
                                std::make_unique<ByteLessCopy>(region->catalog, copies));
        }
    }

    // Runs everything that becomes due within the time, looking once per step.
    void run_for(Duration time, Duration step = std::chrono::milliseconds(20)) {
        Time end = clock.now() + time;
        while (clock.now() < end) {
            for (auto& [name, region] : regions)
                (void)region->runner->run_due();
            clock.advance(step);
        }
    }

    std::string add_ami(std::string_view region, const std::string& name,
                        images::ImageState state = images::ImageState::available) {
        std::string ami_id = "ami-" + std::to_string(10000000 + ++amis_);
        std::string snapshot_id = "snap-" + std::to_string(10000000 + amis_);
        Status added = at(region).inner->write([&](catalog::Transaction& tx) -> Status {
            images::Snapshot snapshot;
            snapshot.id = snapshot_id;
            snapshot.owner_id = test_account;
            snapshot.state = images::SnapshotState::completed;
            snapshot.volume_id = "vol-ffffffff";
            snapshot.volume_size_gib = 1;
            snapshot.start_time = clock.now();
            snapshot.lineage_id = snapshot_id;
            snapshot.root = blocks::Reference(Digest{7, static_cast<std::uint8_t>(amis_)});
            snapshot.present_blocks = 1;
            Status inserted = images::insert(tx, snapshot);
            if (!inserted) return inserted;
            images::Image image;
            image.id = ami_id;
            image.owner_id = test_account;
            image.name = name;
            image.state = state;
            image.architecture = "x86_64";
            image.virtualization_type = "hvm";
            image.creation_time = clock.now();
            images::BlockDevice root;
            root.device_name = "/dev/xvda";
            root.has_ebs = true;
            root.snapshot_id = snapshot_id;
            root.volume_size_gib = 1;
            root.volume_type = "gp3";
            image.devices = {root};
            return images::insert(tx, image);
        });
        EXPECT_TRUE(added) << added.error().message << ' ' << added.error().detail;
        return ami_id;
    }

    // Every AMI of the region that is not deregistered.
    std::vector<images::Image> amis(std::string_view region) {
        std::vector<images::Image> found;
        EXPECT_TRUE(at(region).inner->read([&](catalog::Transaction& tx) {
            return images::each_image(tx, {}, [&](const images::Image& image) {
                found.push_back(image);
                return true;
            });
        }));
        return found;
    }

    images::Tags tags(std::string_view region, const std::string& resource) {
        auto found = at(region).inner->read_value([&](catalog::Transaction& tx) {
            return images::find_tags(tx, test_account, resource);
        });
        EXPECT_TRUE(found);
        return *found;
    }

    std::vector<images::Grantee> grantees(std::string_view region, const std::string& ami) {
        auto found = at(region).inner->read_value(
            [&](catalog::Transaction& tx) { return images::find_grantees(tx, ami); });
        EXPECT_TRUE(found);
        return *found;
    }

    ManualClock clock{*from_iso8601("2026-10-01T09:12:44.310Z")};
    SeededRandom random{7};
    TestRegions regions;
    std::map<std::string, images::Region*, std::less<>> map;
    std::unique_ptr<TestPeers> peers;
    TestAuthority authority;
    SilentNotifier notifier;
    CopyBehaviour copies;
    std::string source_ami;
    bool block_public_access = false;                      // from the next restart on
    std::set<std::string, std::less<>> exporting_regions;  // likewise

  private:
    int starts_ = 0;
    int amis_ = 0;
};

}  // namespace amicast::distribution
