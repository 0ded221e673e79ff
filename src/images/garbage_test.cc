#include "images/garbage.h"

#include <gtest/gtest.h>

#include "blocks/test_store.h"
#include "images/contents.h"
#include "images/snapshot.h"
#include "keys/test_domain_keys.h"
#include "snapshots/manifest.h"
#include "snapshots/upload.h"

namespace amicast::images {
namespace {

using keys::TestDomainKeys;
using Key = std::optional<std::string>;

constexpr auto a_day = std::chrono::hours(24);
constexpr std::int64_t volume_blocks = 2048;

class GarbageTest : public testing::Test {
  protected:
    GarbageTest() {
        EXPECT_TRUE(snapshots::migrate(*store_.catalog));
        EXPECT_TRUE(migrate(*store_.catalog));
    }

    Region region() {
        return {.name = "test-1",
                .catalog = *store_.catalog,
                .blocks = *store_.store,
                .keys = keys_,
                .random = random_};
    }
    // The frames of a key, which is made; or the plain ones.
    Domain domain(const Key& key) {
        Region region = this->region();
        if (key) keys_.set(std::string(key_id_of(*key)), TestDomainKeys::State::enabled);
        return std::move(*open_domain(region, key));
    }
    // A completed snapshot of one block each at 0, 1, 2 …; its row's id is `id`.
    void add_snapshot(const std::string& id, const std::vector<blocks::Frame>& frames,
                      const Key& key = {}) {
        const Domain domain = this->domain(key);
        std::vector<snapshots::Entry> entries;
        for (const blocks::Frame& frame : frames)
            entries.push_back({static_cast<std::int64_t>(entries.size()), frame.id});
        ASSERT_TRUE(domain.frames().put(frames));
        auto root =
            snapshots::Manifests(domain.frames()).write(std::nullopt, volume_blocks, entries);
        ASSERT_TRUE(root);
        Snapshot snapshot = row(id);
        snapshot.state = SnapshotState::completed;
        snapshot.kms_key_arn = key;
        snapshot.root = domain.frames().reference_to(*root);
        add(snapshot);
    }
    Snapshot row(const std::string& id) {
        return {.id = id,
                .owner_id = "111111111111",
                .volume_size_gib = 1,
                .start_time = store_.clock.now(),
                .lineage_id = id};
    }
    void add(const Snapshot& snapshot) {
        ASSERT_TRUE(
            store_.catalog->write([&](catalog::Transaction& tx) { return insert(tx, snapshot); }));
    }
    void erase(const std::string& id) {
        ASSERT_TRUE(store_.catalog->write(
            [&](catalog::Transaction& tx) { return erase_snapshot(tx, id); }));
    }
    Result<std::optional<std::uint64_t>> collect() {
        Region region = this->region();
        return collect_garbage(region, store_.clock.now(), std::chrono::hours(12));
    }
    bool is_here(const blocks::Frame& frame, const Key& key = {}) {
        return domain(key).frames().get(std::vector{frame.id}).has_value();
    }

    blocks::TestStore store_;
    TestDomainKeys keys_;
    SeededRandom random_{3};
    std::vector<blocks::Frame> frames_ = blocks::sample_frames(1, 4);
};

TEST_F(GarbageTest, DropsWhatOnlyDeletedSnapshotsUsed) {
    add_snapshot("snap-1", {frames_[0], frames_[1]});
    add_snapshot("snap-2", {frames_[1], frames_[2]});
    erase("snap-1");
    store_.clock.advance(a_day * 2);
    auto freed = collect();
    ASSERT_TRUE(freed) << freed.error().message;
    ASSERT_TRUE(*freed);
    EXPECT_FALSE(is_here(frames_[0]));
    EXPECT_TRUE(is_here(frames_[1]));
    EXPECT_TRUE(is_here(frames_[2]));
}

TEST_F(GarbageTest, KeepsWhatAnUploadUnderWayReliesOn) {
    ASSERT_TRUE(store_.store->put(frames_));
    add(row("snap-3"));
    ASSERT_TRUE(store_.catalog->write([&](catalog::Transaction& tx) {
        return snapshots::put_entry(tx, "snap-3", {0, blocks::Reference(frames_[3].id)});
    }));
    store_.clock.advance(a_day * 2);
    ASSERT_TRUE(collect());
    EXPECT_TRUE(is_here(frames_[3]));
    EXPECT_FALSE(is_here(frames_[0]));
}

TEST_F(GarbageTest, KeepsTheBaseOfAnUploadWhoseParentIsGone) {
    add_snapshot("snap-1", {frames_[0]});
    auto parent = store_.catalog->read_value(
        [](catalog::Transaction& tx) { return find_snapshot(tx, "snap-1"); });
    ASSERT_TRUE(parent);
    add(row("snap-3"));
    ASSERT_TRUE(store_.catalog->write([&](catalog::Transaction& tx) {
        return snapshots::begin_upload(tx, "snap-3", *parent->root);
    }));
    erase("snap-1");
    store_.clock.advance(a_day * 2);
    ASSERT_TRUE(collect());
    EXPECT_TRUE(is_here(frames_[0]));
}

TEST_F(GarbageTest, WaitsForALongCopyAndNotForAYoungOne) {
    ASSERT_TRUE(store_.store->put(frames_));
    store_.clock.advance(a_day * 2);
    Snapshot copy = row("snap-4");
    copy.source_region = "eu-west-1";
    add(copy);
    store_.clock.advance(std::chrono::hours(13));
    auto waited = collect();
    ASSERT_TRUE(waited);
    EXPECT_FALSE(*waited);
    EXPECT_TRUE(is_here(frames_[0]));
    erase("snap-4");
    copy.id = "snap-5";
    copy.start_time = store_.clock.now() - std::chrono::hours(11);
    add(copy);
    auto done = collect();
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_FALSE(is_here(frames_[0]));
}

// The same blocks under two keys and none are three things.
TEST_F(GarbageTest, EachDomainKeepsItsOwn) {
    const Key key = TestDomainKeys::arn("k1");
    const Key other_key = TestDomainKeys::arn("k2");
    add_snapshot("snap-1", {frames_[0], frames_[1]});
    add_snapshot("snap-2", {frames_[0], frames_[1]}, key);
    add_snapshot("snap-3", {frames_[1], frames_[2]}, key);
    add_snapshot("snap-4", {frames_[0]}, other_key);
    erase("snap-1");
    erase("snap-2");
    store_.clock.advance(a_day * 2);
    auto freed = collect();
    ASSERT_TRUE(freed) << freed.error().message;
    EXPECT_FALSE(is_here(frames_[0]));
    EXPECT_FALSE(is_here(frames_[1]));
    EXPECT_FALSE(is_here(frames_[0], key));
    EXPECT_TRUE(is_here(frames_[1], key));
    EXPECT_TRUE(is_here(frames_[2], key));
    EXPECT_TRUE(is_here(frames_[0], other_key));
}

TEST_F(GarbageTest, ADisabledKeyKeepsItsContentAndADestroyedOneDoesNot) {
    const Key disabled = TestDomainKeys::arn("k1");
    const Key destroyed = TestDomainKeys::arn("k2");
    add_snapshot("snap-1", {frames_[0]}, disabled);
    add_snapshot("snap-2", {frames_[0]}, destroyed);
    const auto before = store_.store->statistics()->frames;
    keys_.set("k1", TestDomainKeys::State::disabled);
    keys_.set("k2", TestDomainKeys::State::destroyed);
    store_.clock.advance(a_day * 2);
    ASSERT_TRUE(collect());
    EXPECT_EQ(store_.store->statistics()->frames, before / 2);
    EXPECT_TRUE(is_here(frames_[0], disabled));
}

TEST_F(GarbageTest, KeepsWhatAnEncryptedUploadReliesOn) {
    const Key key = TestDomainKeys::arn("k1");
    add_snapshot("snap-1", {frames_[0]}, key);
    auto parent = store_.catalog->read_value(
        [](catalog::Transaction& tx) { return find_snapshot(tx, "snap-1"); });
    ASSERT_TRUE(parent);
    ASSERT_TRUE(domain(key).frames().put({&frames_[1], 1}));
    Snapshot upload = row("snap-3");
    upload.kms_key_arn = key;
    add(upload);
    ASSERT_TRUE(store_.catalog->write([&](catalog::Transaction& tx) -> Status {
        Status begun = snapshots::begin_upload(tx, "snap-3", *parent->root);
        if (!begun) return begun;
        return snapshots::put_entry(tx, "snap-3",
                                    {0, domain(key).frames().reference_to(frames_[1].id)});
    }));
    erase("snap-1");
    keys_.set("k1", TestDomainKeys::State::disabled);
    store_.clock.advance(a_day * 2);
    ASSERT_TRUE(collect());
    EXPECT_TRUE(is_here(frames_[0], key));
    EXPECT_TRUE(is_here(frames_[1], key));
}

TEST_F(GarbageTest, DropsNothingWhenAKeyCannotBeAskedFor) {
    add_snapshot("snap-1", {frames_[0]}, TestDomainKeys::arn("k1"));
    ASSERT_TRUE(store_.store->put({&frames_[1], 1}));
    keys_.set("k1", TestDomainKeys::State::unreachable);
    store_.clock.advance(a_day * 2);
    EXPECT_EQ(collect().error().kind, ErrorKind::unavailable);
    EXPECT_TRUE(is_here(frames_[1]));
}

TEST_F(GarbageTest, DropsNothingWhenAManifestCannotBeRead) {
    ASSERT_TRUE(store_.store->put(frames_));
    Snapshot broken = row("snap-6");
    broken.state = SnapshotState::completed;
    broken.root = blocks::Reference(Digest{7});
    add(broken);
    store_.clock.advance(a_day * 2);
    EXPECT_FALSE(collect());
    EXPECT_TRUE(is_here(frames_[0]));
}

// A copy goes on when its source is deleted, so the blocks stay until it ends.
TEST_F(GarbageTest, WhatACopyReadsStaysWhenItsSourceIsDeleted) {
    const auto frames = blocks::sample_frames(1, 2);
    add_snapshot("snap-1", frames);
    Snapshot copy = row("snap-copy");
    copy.source_region = "test-1";
    copy.source_snapshot_id = "snap-1";
    add(copy);
    Region here = region();
    Region* const destinations[] = {&here};
    auto read_deleted = [&] { return *copies_read_deleted(here, destinations); };
    auto collect_unless_read = [&] {
        store_.clock.advance(a_day);
        return *collect_garbage(here, store_.clock.now(), std::chrono::hours(24 * 365),
                                [&] { return copies_read_deleted(here, destinations); });
    };
    EXPECT_FALSE(read_deleted());
    erase("snap-1");
    EXPECT_TRUE(read_deleted());
    EXPECT_EQ(collect_unless_read(), std::nullopt);
    EXPECT_TRUE(is_here(frames[0]));
    erase("snap-copy");
    EXPECT_FALSE(read_deleted());
    EXPECT_TRUE(collect_unless_read().has_value());
    EXPECT_FALSE(is_here(frames[0]));
}

}  // namespace
}  // namespace amicast::images
