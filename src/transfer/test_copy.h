// Two block stores in memory, a peer between them that a test can make misbehave, and volumes to
// copy.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "blocks/sealed_frames.h"
#include "blocks/test_store.h"
#include "snapshots/manifest.h"
#include "transfer/copy_snapshot.h"

namespace amicast::transfer {

using blocks::BlockId;
using blocks::Frame;
using blocks::FrameKind;
using blocks::TestStore;
using snapshots::Entry;
using snapshots::Root;

inline constexpr auto block_bytes = static_cast<std::int64_t>(limits::block_bytes);

// The source region, which remembers what it was asked for and can be told to misbehave.
class ScriptedPeer final : public Peer {
  public:
    explicit ScriptedPeer(blocks::FrameStore& store) : store_(store) {}

    Result<SourceImage> describe_image(const Requester&, std::string_view) override {
        return failure(ErrorKind::not_found, "no images here");
    }
    Result<images::Snapshot> describe_snapshot(const Requester&, std::string_view) override {
        return failure(ErrorKind::not_found, "no snapshots here");
    }
    Result<Root> find_root(const Content& content) override { return content.root.id(); }
    Result<std::vector<Frame>> fetch(const Content&, std::span<const BlockId> ids) override {
        std::lock_guard lock(mutex);
        if (++calls == fail_at) return failure(ErrorKind::unavailable, "the line went dead");
        auto frames = store_.get(ids);
        if (!frames) return frames;
        for (const Frame& frame : *frames) {
            ++sent[frame.id];
            bytes += static_cast<std::int64_t>(frame.payload.size());
        }
        if (lie) lie(*frames);
        return frames;
    }
    void forget() {
        calls = fail_at = 0;
        bytes = 0;
        sent.clear();
    }

    std::mutex mutex;
    int calls = 0;
    int fail_at = 0;
    std::int64_t bytes = 0;
    std::map<BlockId, int> sent;
    std::function<void(std::vector<Frame>&)> lie;

  private:
    blocks::FrameStore& store_;
};

// Copies from one domain to another; both are the plain one unless a key is given.
class CopySnapshotTest : public testing::Test {
  protected:
    explicit CopySnapshotTest(const std::optional<crypto::Key>& source_key = std::nullopt)
        : source_sealed_(seal(*source_.store, source_key)),
          source_frames_(source_sealed_ ? static_cast<blocks::FrameStore&>(*source_sealed_)
                                        : *source_.store) {}

    std::unique_ptr<blocks::SealedFrames> seal(blocks::BlockStore& store,
                                               const std::optional<crypto::Key>& key) {
        if (!key) return nullptr;
        return std::make_unique<blocks::SealedFrames>(store, *key, random_);
    }
    static Frame block(std::uint64_t number) {
        return blocks::sample_frame(number, limits::block_bytes);
    }

    // Stores blocks of these numbers (0: zeroes) at the given indices.
    Root write(const std::map<std::int64_t, std::uint64_t>& volume,
               std::int64_t block_count = 100'000, std::optional<Root> parent = std::nullopt) {
        std::vector<Entry> entries;
        for (const auto& [index, number] : volume) {
            Entry entry{.index = index, .digest = snapshots::zero_block_digest()};
            if (number != 0) {
                Frame frame = block(number);
                entry.digest = frame.id;
                EXPECT_TRUE(source_frames_.put({&frame, 1}));
            }
            entries.push_back(entry);
        }
        auto root = snapshots::Manifests(source_frames_).write(parent, block_count, entries);
        EXPECT_TRUE(root);
        return *root;
    }
    Result<Progress> copy(const Root& root, blocks::FrameStore& destination,
                          const OnProgress& on_progress = nullptr) {
        Source source(peer_, {blocks::Reference(root), std::nullopt});
        return copy_snapshot(source, destination, root, options_, on_progress);
    }
    Result<Progress> copy(const Root& root) { return copy(root, *destination_.store); }

    // Everything under the root is in the store, bit for bit.
    void expect_whole(const Root& root, blocks::FrameStore& store) {
        std::vector<Entry> expected;
        std::vector<Entry> found;
        auto into = [](std::vector<Entry>& list) {
            return [&list](const Entry& entry) {
                list.push_back(entry);
                return true;
            };
        };
        EXPECT_TRUE(snapshots::Manifests(source_frames_).each(root, into(expected)));
        EXPECT_TRUE(snapshots::Manifests(store).each(root, into(found)));
        EXPECT_EQ(found, expected);
        for (const Entry& entry : found) {
            if (entry.is_zero()) continue;
            auto frame = store.get(entry.digest);
            ASSERT_TRUE(frame);
            EXPECT_TRUE(blocks::decode_and_verify(*frame));
        }
    }
    std::size_t blocks_sent() const { return peer_.sent.size(); }

    SeededRandom random_{1};
    TestStore source_;
    TestStore destination_;
    std::unique_ptr<blocks::SealedFrames> source_sealed_;
    blocks::FrameStore& source_frames_;
    ScriptedPeer peer_{source_frames_};
    CopyOptions options_{.threads = 2, .batch_bytes = 2 * limits::block_bytes};
};

// Indices in several leaves under several inner nodes, a repeated block, a zero block.
inline const std::map<std::int64_t, std::uint64_t> sample_volume{
    {0, 1}, {1, 2}, {2, 0}, {255, 3}, {256, 1}, {300, 4}, {70'000, 5}, {70'001, 6}, {99'999, 7}};
inline constexpr int sample_blocks = 7;  // different ones, zeroes apart

}  // namespace amicast::transfer
