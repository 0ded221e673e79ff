// Encrypted copies: into, out of and between keys; what the catalog says meanwhile; and keys that
// cannot be used, at the beginning or in the middle.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "distribution/test_regions.h"

namespace amicast::distribution {
namespace {

using images::ImageState;
using images::SnapshotState;
using keys::TestDomainKeys;
using testing::TestRegion;
using testing::value_of;
using Key = std::optional<std::string>;

class CopyEncryptedTest : public ::testing::Test, protected testing::TwoRegions {
  protected:
    // An image of one snapshot of the source region, and the order of its copy under a key.
    CopyImageOrder order(const Key& source_key, const Key& key,
                         const std::string& letters = "abc") {
        original_ = add_snapshot(source, letters, testing::alice, source_key);
        CopyImageOrder order = order_of(add_image(source, {original_}));
        order.targets = {{.kms_key_arn = key, .content = {}}};
        return order;
    }
    images::Snapshot copied(const std::string& image_id) {
        return destination.snapshot(*destination.image(image_id).devices.at(0).snapshot_id);
    }
    void expect_same_bits(TestRegion& where, const images::Snapshot& snapshot) {
        auto found = value_of(images::open_contents(where.region(), snapshot));
        auto expected = value_of(images::open_contents(source.region(), original_));
        EXPECT_EQ(found.root, expected.root);
        auto entries = value_of(found.manifests().list(found.root, 0, 100));
        EXPECT_EQ(std::ssize(entries), original_.present_blocks);
        for (const snapshots::Entry& entry : entries)
            EXPECT_TRUE(blocks::decode_and_verify(value_of(found.frames().get(entry.digest))));
    }
    std::string payloads() {
        std::string all;
        destination.write([&](catalog::Transaction& tx) {
            return tx.query("SELECT payload FROM jobs", {},
                            [&](const catalog::Row& row) { all += row.text(0); });
        });
        return all;
    }
    void expect_failed(const std::string& image_id, std::string_view part) {
        const images::Image image = destination.image(image_id);
        EXPECT_EQ(image.state, ImageState::failed);
        const images::Snapshot snapshot = copied(image_id);
        EXPECT_EQ(snapshot.state, SnapshotState::error);
        for (const std::string& message : {*image.state_reason_message, snapshot.state_message}) {
            EXPECT_NE(message.find("Given key ID is not accessible."), std::string::npos)
                << message;
            EXPECT_NE(message.find(part), std::string::npos) << message;
        }
    }

    images::Snapshot original_;
    const std::string key_ = destination.add_key("k1");
    const std::string source_key_ = source.add_key("s1");
};

TEST_F(CopyEncryptedTest, EncryptsAPlainImage) {
    const std::string id = start(order({}, key_));
    EXPECT_EQ(copied(id).kms_key_arn, key_);
    EXPECT_TRUE(destination.image(id).devices[0].encrypted);
    // The plain root would tell whoever reads the job what the copy holds.
    EXPECT_EQ(payloads().find(to_hex(original_.root->id())), std::string::npos);
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::available);
    EXPECT_TRUE(copied(id).root->is_sealed());
    EXPECT_EQ(copied(id).present_blocks, 3);
    EXPECT_GT(copied(id).bytes_moved, 0);
    expect_same_bits(destination, copied(id));
}

TEST_F(CopyEncryptedTest, GoesFromOneKeyToAnother) {
    const std::string id = start(order(source_key_, key_));
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::available);
    EXPECT_NE(copied(id).root->id(), original_.root->id());
    expect_same_bits(destination, copied(id));
}

// Not something the API rules allow today; the mechanism does not mind.
TEST_F(CopyEncryptedTest, GoesFromAKeyToNone) {
    const std::string id = start(order(source_key_, {}));
    EXPECT_EQ(run_due(), 1);
    EXPECT_FALSE(copied(id).is_encrypted());
    EXPECT_FALSE(destination.image(id).devices[0].encrypted);
    expect_same_bits(destination, copied(id));
}

TEST_F(CopyEncryptedTest, EndsAtOnceWhenThatContentIsHereUnderThatKey) {
    struct Case {
        Key source_key;
        int runs;  // whose root is only known once the source was asked for it
    };
    for (const Case& each : {Case{{}, 0}, Case{source_key_, 1}}) {
        const std::string first = start(order(each.source_key, key_, each.runs ? "xyz" : "abc"));
        EXPECT_EQ(run_due(), 1);
        CopyImageOrder again = order_of(add_image(source, {original_}, "again"));
        again.targets = {{.kms_key_arn = key_, .content = {}}};
        const std::string second = start(again);
        EXPECT_EQ(run_due(), each.runs);
        EXPECT_EQ(destination.image(second).state, ImageState::available);
        EXPECT_EQ(copied(second).root, copied(first).root);
        EXPECT_EQ(copied(second).bytes_moved, 0);
        EXPECT_EQ(copied(second).bytes_skipped, 3 * std::int64_t{limits::block_bytes});
    }
}

// CopyImage within a region keeps the key of one's own snapshot.
TEST_F(CopyEncryptedTest, ACopyUnderTheSameKeyHereNeedsNoRun) {
    original_ = add_snapshot(destination, "abc", testing::alice, key_);
    CopySnapshotOrder order{.owner_id = testing::alice,
                            .source_region = destination.region().name,
                            .source = original_,
                            .target = {.kms_key_arn = key_, .content = {}}};
    ASSERT_TRUE(prepare_snapshot_copy(destination.region(), order));
    auto copy = value_of(destination.region().catalog.write_value([&](catalog::Transaction& tx) {
        return start_snapshot_copy(tx, order, clock.now(), random);
    }));
    EXPECT_EQ(copy.state, SnapshotState::completed);
    EXPECT_EQ(copy.root, original_.root);
    EXPECT_EQ(copy.kms_key_arn, key_);
}

TEST_F(CopyEncryptedTest, TheSameContentUnderAnotherKeyIsMovedAgain) {
    start(order({}, key_));
    EXPECT_EQ(run_due(), 1);
    const std::string other = destination.add_key("k2");
    CopyImageOrder again = order_of(add_image(source, {original_}, "again"));
    again.targets = {{.kms_key_arn = other, .content = {}}};
    const std::string second = start(again);
    EXPECT_EQ(run_due(), 1);
    EXPECT_GT(copied(second).bytes_moved, 0);
    expect_same_bits(destination, copied(second));
}

TEST_F(CopyEncryptedTest, AKeyThatCannotBeUsedFailsTheCopyLater) {
    destination.keys.set("k1", TestDomainKeys::State::disabled);
    const std::string id = start(order({}, key_));
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
    EXPECT_EQ(payloads().find(to_hex(original_.root->id())), std::string::npos);
    EXPECT_EQ(run_due(), 1);
    expect_failed(id, "Enable it");
}

TEST_F(CopyEncryptedTest, AKeyThatIsDisabledMeanwhileFailsTheCopy) {
    for (const Key& from : {Key(), Key(source_key_)}) {
        destination.keys.set("k1", TestDomainKeys::State::enabled);
        const std::string id = start(order(from, key_));
        destination.keys.set("k1", TestDomainKeys::State::disabled);
        EXPECT_EQ(run_due(), 1);
        expect_failed(id, key_);
    }
}

TEST_F(CopyEncryptedTest, ASourceKeyThatIsDestroyedFailsTheCopy) {
    const std::string id = start(order(source_key_, key_));
    source.keys.set("s1", TestDomainKeys::State::destroyed);
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::failed);
    EXPECT_NE(destination.image(id).state_reason_message->find("s1"), std::string::npos);
}

TEST_F(CopyEncryptedTest, KeysThatCannotBeAskedForAreAskedAgain) {
    CopyImageOrder wanted = order({}, key_);
    destination.keys.set("k1", TestDomainKeys::State::unreachable);
    EXPECT_EQ(prepare_image_copy(destination.region(), wanted).error().kind,
              ErrorKind::unavailable);
    destination.keys.set("k1", TestDomainKeys::State::enabled);
    const std::string id = start(wanted);
    destination.keys.set("k1", TestDomainKeys::State::unreachable);
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::pending);
    destination.keys.set("k1", TestDomainKeys::State::enabled);
    clock.advance(std::chrono::minutes(10));
    EXPECT_EQ(run_due(), 1);
    EXPECT_EQ(destination.image(id).state, ImageState::available);
}

TEST_F(CopyEncryptedTest, AnUnpreparedOrderIsOurMistake) {
    const CopyImageOrder unprepared = order({}, key_);
    auto started = destination.region().catalog.write_value([&](catalog::Transaction& tx) {
        return start_image_copy(tx, unprepared, clock.now(), random);
    });
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::internal);
}

}  // namespace
}  // namespace amicast::distribution
