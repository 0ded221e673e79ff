// Manifests against a plain map: writing, overlaying, listing, finding and comparing give what the
// map gives, with canonical roots and shared nodes.
#include "snapshots/manifest.h"

#include <map>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "blocks/test_store.h"

namespace amicast::snapshots {
namespace {

using Map = std::map<std::int64_t, Digest>;

Digest digest_of(std::uint64_t number) {
    return number == 0 ? zero_block_digest() : crypto::sha256("block " + std::to_string(number));
}

std::vector<Entry> entries_of(const Map& map) {
    std::vector<Entry> entries;
    for (const auto& [index, digest] : map)
        entries.push_back({index, digest});
    return entries;
}

class ManifestTest : public ::testing::Test {
  protected:
    Root write(std::optional<Root> parent, std::int64_t blocks, const Map& map) {
        auto root = manifests_.write(parent, blocks, entries_of(map));
        EXPECT_TRUE(root) << root.error().message << ' ' << root.error().detail;
        return root.value();
    }
    Map read(const Root& root) {
        Map map;
        std::int64_t before = -1;
        Status visited = manifests_.each(root, [&](const Entry& entry) {
            EXPECT_GT(entry.index, before);
            before = entry.index;
            map.emplace(entry.index, entry.digest);
            return true;
        });
        EXPECT_TRUE(visited);
        return map;
    }
    std::uint64_t nodes() { return test_.store->statistics()->frames; }

    blocks::TestStore test_;
    Manifests manifests_{*test_.store};
};

TEST_F(ManifestTest, ZeroBlockDigestIsTheOneOfTheSpecification) {
    EXPECT_EQ(to_base64(zero_block_digest()), "B4VNL+8pega6gWheZgwzLeNtXRjVRpJ9MNqtbX/aFUE=");
}

TEST_F(ManifestTest, AnEmptyVolume) {
    const Root root = write(std::nullopt, 2048, {});
    EXPECT_TRUE(read(root).empty());
    EXPECT_TRUE(manifests_.list(root, 0, 10)->empty());
    EXPECT_FALSE(manifests_.find(root, 0)->has_value());
    const auto summary = manifests_.summarize(root).value();
    EXPECT_EQ(summary.block_count, 2048);
    EXPECT_EQ(summary.present_blocks, 0);
    EXPECT_NE(write(std::nullopt, 2049, {}), root);
}

TEST_F(ManifestTest, SizesAroundEachLevelOfTheTree) {
    for (std::int64_t blocks :
         {std::int64_t{1}, std::int64_t{255}, std::int64_t{256}, std::int64_t{257},
          std::int64_t{65'536}, std::int64_t{65'537}, std::int64_t{16'777'216},
          std::int64_t{16'777'217}, limits::volume_gib_max * limits::blocks_per_gib}) {
        SCOPED_TRACE(blocks);
        const Map map = {{0, digest_of(1)}, {blocks / 2, digest_of(0)}, {blocks - 1, digest_of(3)}};
        const Root root = write(std::nullopt, blocks, map);
        EXPECT_EQ(read(root), map);
        EXPECT_EQ(manifests_.find(root, blocks - 1)->value().digest, map.rbegin()->second);
        EXPECT_FALSE(manifests_.find(root, blocks)->has_value());
        EXPECT_FALSE(manifests_.find(root, -1)->has_value());
        EXPECT_EQ(manifests_.summarize(root)->present_blocks, std::ssize(map));
        EXPECT_EQ(manifests_.list(root, blocks - 1, 5)->size(), 1U);
    }
}

TEST_F(ManifestTest, RefusesEntriesThatAreNoVolume) {
    const std::int64_t most = limits::volume_gib_max * limits::blocks_per_gib;
    auto kind = [&](std::int64_t blocks, std::vector<Entry> entries) {
        return manifests_.write(std::nullopt, blocks, entries).error().kind;
    };
    EXPECT_EQ(kind(0, {}), ErrorKind::invalid);
    EXPECT_EQ(kind(most + 1, {}), ErrorKind::invalid);
    EXPECT_EQ(kind(10, {{10, digest_of(1)}}), ErrorKind::invalid);
    EXPECT_EQ(kind(10, {{-1, digest_of(1)}}), ErrorKind::invalid);
    EXPECT_EQ(kind(10, {{5, digest_of(1)}, {5, digest_of(1)}}), ErrorKind::invalid);
    EXPECT_EQ(kind(10, {{5, digest_of(1)}, {4, digest_of(1)}}), ErrorKind::invalid);
    const Root parent = write(std::nullopt, 10, {});
    EXPECT_EQ(manifests_.write(parent, 9, {}).error().kind, ErrorKind::invalid);
    EXPECT_EQ(manifests_.write(digest_of(9), 9, {}).error().kind, ErrorKind::not_found);
}

// Random overlays over several generations, with growing volumes: always equal to the map, and
// equal to writing the whole map at once.
TEST_F(ManifestTest, OverlaysEqualAMap) {
    SeededRandom random(7);
    for (int round = 0; round < 12; ++round) {
        std::int64_t blocks = 1 + static_cast<std::int64_t>(random.next() % 3000);
        Map whole;
        std::optional<Root> root;
        for (int generation = 0; generation < 5; ++generation) {
            if (generation == 2) blocks += static_cast<std::int64_t>(random.next() % 100'000);
            if (generation == 4) blocks *= 300;
            Map more;
            for (std::uint64_t i = 0; i < random.next() % 400; ++i) {
                const auto index = static_cast<std::int64_t>(
                    random.next() %
                    static_cast<std::uint64_t>(std::min<std::int64_t>(blocks, 70'000)));
                more[index] = digest_of(random.next() % 5);
            }
            root = write(root, blocks, more);
            for (const auto& [index, digest] : more)
                whole[index] = digest;
            ASSERT_EQ(read(*root), whole);
            ASSERT_EQ(write(std::nullopt, blocks, whole), *root);
            const auto summary = manifests_.summarize(*root).value();
            EXPECT_EQ(summary.block_count, blocks);
            EXPECT_EQ(summary.present_blocks, std::ssize(whole));
            EXPECT_EQ(summary.zero_blocks, std::count_if(whole.begin(), whole.end(), [](auto& e) {
                          return e.second == zero_block_digest();
                      }));
        }
    }
}

TEST_F(ManifestTest, ListingStartsAnywhereAndStops) {
    Map map;
    for (std::int64_t i = 0; i < 5000; i += 3)
        map[i] = digest_of(static_cast<std::uint64_t>(i));
    const Root root = write(std::nullopt, 70'000, map);
    for (std::int64_t start : {0, 1, 3, 255, 256, 257, 4998, 4999, 60'000}) {
        for (std::size_t count : {0U, 1U, 100U, 10'000U}) {
            Map expected;
            for (auto at = map.lower_bound(start); at != map.end() && expected.size() < count; ++at)
                expected.insert(*at);
            EXPECT_EQ(manifests_.list(root, start, count).value(), entries_of(expected));
        }
    }
}

TEST_F(ManifestTest, AChangeRewritesOnlyItsPath) {
    Map map;
    for (std::int64_t i = 0; i < 20'000; ++i)
        map[i] = digest_of(static_cast<std::uint64_t>(i) + 1);
    const Root root = write(std::nullopt, 100'000, map);
    const std::uint64_t before = nodes();
    write(root, 100'000, {{777, digest_of(5)}});
    EXPECT_EQ(nodes(), before + 4);  // leaf, two inner nodes, root
    write(root, 100'000, {{777, map[777]}});
    EXPECT_EQ(nodes(), before + 4);
}

TEST_F(ManifestTest, EqualStretchesShareNodes) {
    Map zeroes;
    for (std::int64_t i = 0; i < 2560; ++i)
        zeroes[i] = zero_block_digest();
    write(std::nullopt, 2560, zeroes);
    EXPECT_EQ(nodes(), 3U);  // one leaf ten times, an inner node, the root
}

TEST_F(ManifestTest, ComparesLikeMaps) {
    SeededRandom random(11);
    for (int round = 0; round < 10; ++round) {
        const std::int64_t blocks = 1 + static_cast<std::int64_t>(random.next() % 70'000);
        Map one;
        Map other;
        for (int i = 0; i < 800; ++i) {
            const auto index =
                static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(blocks));
            if (random.next() % 4 != 0) one[index] = digest_of(index % 3);
            if (random.next() % 4 != 0) other[index] = digest_of(index % 3);
            if (random.next() % 10 == 0) other[index] = digest_of(9);
        }
        const Root first = write(std::nullopt, blocks, one);
        const Root second = write(std::nullopt, blocks * (round % 2 == 0 ? 1 : 257), other);
        std::map<std::int64_t, std::pair<std::optional<Digest>, std::optional<Digest>>> expected;
        for (const auto& [index, digest] : one)
            expected[index].first = digest;
        for (const auto& [index, digest] : other)
            expected[index].second = digest;
        std::erase_if(expected, [](const auto& e) { return e.second.first == e.second.second; });

        std::int64_t start = 0;
        auto want = expected.begin();
        while (true) {  // in pages of 7
            const auto page = manifests_.compare(first, second, start, 7).value();
            for (const Difference& difference : page) {
                ASSERT_NE(want, expected.end());
                EXPECT_EQ(difference.index, want->first);
                EXPECT_EQ(difference.first, want->second.first);
                EXPECT_EQ(difference.second, want->second.second);
                ++want;
            }
            if (page.size() < 7) break;
            start = page.back().index + 1;
        }
        EXPECT_EQ(want, expected.end());
        EXPECT_TRUE(manifests_.compare(first, first, 0, 10)->empty());
    }
}

// Equal subtrees are not read: comparing works although their nodes are gone.
TEST_F(ManifestTest, ComparingSkipsWhatIsEqual) {
    Map map;
    for (std::int64_t i = 0; i < 30'000; ++i)
        map[i] = digest_of(static_cast<std::uint64_t>(i) + 1);
    const Root first = write(std::nullopt, 30'000, map);
    const Root second = write(first, 30'000, {{29'999, digest_of(1)}});
    test_.objects.arm({});
    ASSERT_EQ(manifests_.compare(first, second, 0, 100)->size(), 1U);
    EXPECT_LE(test_.objects.calls(), 6U);  // two roots, two tops, two leaves
}

TEST_F(ManifestTest, ALostNodeIsCorruption) {
    Map map;
    for (std::int64_t i = 0; i < 1000; ++i)
        map[i] = digest_of(static_cast<std::uint64_t>(i) + 1);
    const Root root = write(std::nullopt, 1000, map);
    test_.clock.advance(std::chrono::hours(48));
    ASSERT_TRUE(test_.store->collect_garbage([&](const Digest& id) { return id == root; }));
    EXPECT_TRUE(manifests_.summarize(root));
    EXPECT_EQ(manifests_.list(root, 0, 10).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(manifests_.find(root, 5).error().kind, ErrorKind::corrupt);
}

TEST_F(ManifestTest, WhatIsNotARootIsRefused) {
    const blocks::Frame frame = blocks::sample_frame(1);
    ASSERT_TRUE(test_.store->put({&frame, 1}));
    EXPECT_EQ(manifests_.summarize(frame.id).error().kind, ErrorKind::corrupt);
    EXPECT_EQ(manifests_.list(digest_of(5), 0, 1).error().kind, ErrorKind::not_found);
}

// The n-th call of storage or database fails: no root is given out whose tree is not whole, and
// writing again gives the root of an undisturbed write.
TEST_F(ManifestTest, FailureAtAnyPoint) {
    Map map;
    for (std::int64_t i = 0; i < 1000; ++i)
        map[i * 50] = digest_of(static_cast<std::uint64_t>(i) + 1);
    const Root expected = write(std::nullopt, 60'000, map);
    for (const bool database : {false, true}) {
        bool reached = true;
        for (std::uint64_t n = 1; reached; ++n) {
            ASSERT_LT(n, 3000U);
            blocks::TestStore fresh;
            Manifests manifests(*fresh.store);
            if (database)
                fresh.catalog->fail_from(static_cast<std::int64_t>(n));
            else
                fresh.objects.arm({.at_call = n, .from_then_on = true, .torn_bytes = 500});
            auto root = manifests.write(std::nullopt, 60'000, entries_of(map));
            reached = database ? fresh.catalog->failed() : fresh.objects.fired();
            EXPECT_EQ(root.has_value(), !reached);
            fresh.catalog->fail_at(0);
            fresh.objects.disarm();
            // A root that is here has all of its tree, also when its writer heard of a failure.
            if (fresh.has(expected)) {
                EXPECT_EQ(manifests.list(expected, 0, 2000).value(), entries_of(map));
            }
            EXPECT_EQ(manifests.write(std::nullopt, 60'000, entries_of(map)).value(), expected);
            EXPECT_EQ(manifests.list(expected, 0, 2000).value(), entries_of(map));
            fresh.expect_sound();
            if (database) n += n / 8;  // every transaction of many alike need not be tried
        }
    }
}

}  // namespace
}  // namespace amicast::snapshots
