// From rows to content, and what a person is told when the key is in the way.
#include "images/contents.h"

#include <gtest/gtest.h>

#include "blocks/test_store.h"
#include "keys/test_domain_keys.h"

namespace amicast::images {
namespace {

using keys::TestDomainKeys;

class ContentsTest : public testing::Test {
  protected:
    ContentsTest() { keys_.set("k1", TestDomainKeys::State::enabled); }

    Region region() {
        return {.name = "test-1",
                .catalog = *store_.catalog,
                .blocks = *store_.store,
                .keys = keys_,
                .random = random_};
    }
    // A completed snapshot of one block under the key; its row is not in the catalog.
    Snapshot snapshot(const std::optional<std::string>& key_arn) {
        Region region = this->region();
        Domain domain = std::move(*open_domain(region, key_arn));
        const blocks::Frame frame = blocks::sample_frame(1);
        EXPECT_TRUE(domain.frames().put({&frame, 1}));
        const snapshots::Entry entry{3, frame.id};
        root_ = *snapshots::Manifests(domain.frames()).write({}, 2048, {&entry, 1});
        return {.id = "snap-1",
                .state = SnapshotState::completed,
                .volume_size_gib = 1,
                .kms_key_arn = key_arn,
                .root = domain.frames().reference_to(root_)};
    }

    blocks::TestStore store_;
    TestDomainKeys keys_;
    SeededRandom random_{3};
    const std::string arn_ = TestDomainKeys::arn("k1");
    snapshots::Root root_{};
};

TEST_F(ContentsTest, KeysAreNamedByTheLastPartOfTheirArn) {
    EXPECT_EQ(key_id_of("arn:aws:kms:us-east-1:111122223333:key/mrk-1234"), "mrk-1234");
    EXPECT_EQ(key_id_of("1234"), "1234");
}

TEST_F(ContentsTest, OpensPlainAndEncryptedSnapshotsAlike) {
    Region region = this->region();
    std::vector<snapshots::Root> roots;
    for (const std::optional<std::string>& key :
         {std::optional<std::string>(), std::optional(arn_)}) {
        const Snapshot row = snapshot(key);
        EXPECT_EQ(row.is_encrypted(), key.has_value());
        auto contents = open_contents(region, row);
        ASSERT_TRUE(contents) << contents.error().message;
        EXPECT_EQ(contents->root, root_);
        EXPECT_EQ(contents->domain.sealed() != nullptr, key.has_value());
        roots.push_back(contents->root);
        auto entries = contents->manifests().list(contents->root, 0, 10);
        ASSERT_TRUE(entries);
        ASSERT_EQ(entries->size(), 1U);
        EXPECT_TRUE(contents->frames().get(entries->front().digest));
    }
    EXPECT_EQ(roots[0], roots[1]);  // the receipt does not depend on the key
}

TEST_F(ContentsTest, SaysWhichSnapshotAndKeyCannotBeRead) {
    Region region = this->region();
    const Snapshot row = snapshot(arn_);
    struct Case {
        TestDomainKeys::State state;
        ErrorKind kind;
    };
    for (const Case& each : {Case{TestDomainKeys::State::disabled, ErrorKind::denied},
                             Case{TestDomainKeys::State::unreachable, ErrorKind::unavailable},
                             Case{TestDomainKeys::State::destroyed, ErrorKind::not_found}}) {
        keys_.set("k1", each.state);
        auto contents = open_contents(region, row);
        ASSERT_FALSE(contents);
        EXPECT_EQ(contents.error().kind, each.kind);
        EXPECT_NE(contents.error().message.find("key"), std::string::npos);
        EXPECT_NE(contents.error().message.find("snap-1"), std::string::npos);
    }
}

TEST_F(ContentsTest, UpkeepOpensWhateverWasNotDestroyed) {
    Region region = this->region();
    snapshot(arn_);
    keys_.set("k1", TestDomainKeys::State::disabled);
    auto domain = open_domain_for_upkeep(region, arn_);
    ASSERT_TRUE(domain && *domain);
    EXPECT_TRUE((*domain)->frames().get(root_));
    keys_.set("k1", TestDomainKeys::State::destroyed);
    domain = open_domain_for_upkeep(region, arn_);
    ASSERT_TRUE(domain);
    EXPECT_FALSE(*domain);
    EXPECT_TRUE(*open_domain_for_upkeep(region, std::nullopt));
    keys_.set("k1", TestDomainKeys::State::unreachable);
    EXPECT_EQ(open_domain_for_upkeep(region, arn_).error().kind, ErrorKind::unavailable);
}

TEST_F(ContentsTest, RefusesARowThatIsNotOfItsKey) {
    Region region = this->region();
    Snapshot row = snapshot(arn_);
    keys_.set("k2", TestDomainKeys::State::enabled);
    row.kms_key_arn = TestDomainKeys::arn("k2");
    EXPECT_EQ(open_contents(region, row).error().kind, ErrorKind::corrupt);
    row.kms_key_arn.reset();
    EXPECT_EQ(open_contents(region, row).error().kind, ErrorKind::corrupt);
    row.root.reset();
    EXPECT_EQ(open_contents(region, row).error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace amicast::images
