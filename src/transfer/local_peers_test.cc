// What a region shows to whom.
#include "transfer/local_peers.h"

#include <gtest/gtest.h>

#include "blocks/test_store.h"
#include "images/permissions.h"
#include "keys/test_domain_keys.h"

namespace amicast::transfer {
namespace {

constexpr const char* alice = "111111111111";
constexpr const char* bob = "222222222222";
constexpr const char* organization = "arn:aws:organizations::111111111111:organization/o-1";

class LocalPeersTest : public testing::Test {
  protected:
    LocalPeersTest()
        : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))),
          region_{.name = "us-east-1",
                  .catalog = *catalog_,
                  .blocks = *store_.store,
                  .keys = keys_,
                  .random = random_},
          peers_({{"us-east-1", &region_}}),
          peer_(*peers_.find("us-east-1")) {
        EXPECT_TRUE(images::migrate(*catalog_));
        write([](catalog::Transaction& tx) -> Status {
            images::Image image;
            image.id = "ami-1";
            image.owner_id = alice;
            for (const char* id : {"snap-2", "", "snap-1"}) {
                images::Snapshot snapshot;
                snapshot.id = id;
                snapshot.owner_id = alice;
                images::BlockDevice device;
                device.has_ebs = true;
                if (*id != '\0') {
                    device.snapshot_id = id;
                    if (Status added = images::insert(tx, snapshot); !added) return added;
                }
                image.devices.push_back(device);
            }
            if (Status set = images::set_tags(tx, bob, "ami-1", {{"k", "bob"}}); !set) return set;
            return images::insert(tx, image);
        });
    }

    void write(const catalog::Database::Work& work) {
        Status written = catalog_->write(work);
        EXPECT_TRUE(written) << written.error().detail;
    }
    void share(std::string_view id, images::Grantee::Kind kind, const char* value) {
        write([&](catalog::Transaction& tx) {
            return images::grant(tx, id, {.kind = kind, .value = value});
        });
    }
    ErrorKind image_error(const Requester& requester) {
        return peer_.describe_image(requester, "ami-1").error().kind;
    }

    std::unique_ptr<catalog::Database> catalog_;
    blocks::TestStore store_;
    keys::TestDomainKeys keys_;
    SeededRandom random_{2};
    images::Region region_;
    LocalPeers peers_;
    Peer& peer_;
};

TEST_F(LocalPeersTest, KnowsItsRegionsOnly) {
    EXPECT_EQ(peers_.find("eu-west-1"), nullptr);
}

TEST_F(LocalPeersTest, TheOwnerSeesEverything) {
    auto source = peer_.describe_image({.account_id = alice}, "ami-1");
    ASSERT_TRUE(source);
    EXPECT_EQ(source->image.id, "ami-1");
    EXPECT_TRUE(source->tags.empty());
    ASSERT_EQ(source->snapshots.size(), 2U);
    EXPECT_EQ(source->snapshots[0].id, "snap-2");
    EXPECT_EQ(source->snapshots[1].id, "snap-1");
    EXPECT_EQ(source->snapshot_readable, (std::vector<bool>{true, true}));
    EXPECT_EQ(peer_.describe_image({.account_id = alice}, "ami-2").error().kind,
              ErrorKind::not_found);
}

TEST_F(LocalPeersTest, OthersSeeWhatIsSharedWithThem) {
    EXPECT_EQ(image_error({.account_id = bob}), ErrorKind::not_found);
    share("ami-1", images::Grantee::Kind::user, bob);
    share("snap-1", images::Grantee::Kind::user, bob);
    auto source = peer_.describe_image({.account_id = bob}, "ami-1");
    ASSERT_TRUE(source);
    EXPECT_EQ(source->tags, (images::Tags{{"k", "bob"}}));
    EXPECT_EQ(source->snapshot_readable, (std::vector<bool>{false, true}));
    EXPECT_TRUE(peer_.describe_snapshot({.account_id = bob}, "snap-1"));
    EXPECT_EQ(peer_.describe_snapshot({.account_id = bob}, "snap-2").error().kind,
              ErrorKind::not_found);
    EXPECT_EQ(image_error({.account_id = "333333333333"}), ErrorKind::not_found);
}

TEST_F(LocalPeersTest, OrganizationsAndThePublicCount) {
    share("ami-1", images::Grantee::Kind::organization, organization);
    EXPECT_EQ(image_error({.account_id = bob}), ErrorKind::not_found);
    EXPECT_TRUE(
        peer_.describe_image({.account_id = bob, .organization_arns = {organization}}, "ami-1"));
    share("ami-1", images::Grantee::Kind::group, "all");
    auto source = peer_.describe_image({.account_id = bob}, "ami-1");
    ASSERT_TRUE(source);
    EXPECT_EQ(source->snapshot_readable, (std::vector<bool>{false, false}));
}

TEST_F(LocalPeersTest, FetchesFramesInOrder) {
    std::vector<blocks::Frame> frames = blocks::sample_frames(1, 3);
    ASSERT_TRUE(store_.store->put(frames));
    std::vector<blocks::BlockId> ids{frames[2].id, frames[0].id};
    const Content content{};
    auto fetched = peer_.fetch(content, ids);
    ASSERT_TRUE(fetched);
    ASSERT_EQ(fetched->size(), 2U);
    EXPECT_EQ((*fetched)[0].id, frames[2].id);
    EXPECT_EQ((*fetched)[1].payload, frames[0].payload);
    EXPECT_EQ(peer_.fetch(content, std::vector<blocks::BlockId>{{}}).error().kind,
              ErrorKind::not_found);
}

}  // namespace
}  // namespace amicast::transfer
