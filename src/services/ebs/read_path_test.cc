// ListSnapshotBlocks, GetSnapshotBlock and ListChangedBlocks: pages, tokens, sharing and damage.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "blocks/frame.h"
#include "images/permissions.h"
#include "services/ebs/test_site.h"

namespace amicast::services::ebs::testing {
namespace {

class List : public EbsTest {
  protected:
    // A completed snapshot whose blocks are all zeroes, `count` of them at every `step`-th index.
    std::string make_large(std::int64_t count, std::int64_t step) {
        const std::string id = start(R"({"VolumeSize":20})").text("SnapshotId");
        std::vector<snapshots::Entry> entries;
        for (std::int64_t i = 0; i < count; ++i)
            entries.push_back({i * step, snapshots::zero_block_digest()});
        snapshots::Manifests manifests(*store_.store);
        images::Snapshot snapshot = row(id);
        snapshot.root = blocks::Reference(
            manifests.write(std::nullopt, snapshot.block_count(), entries).value());
        snapshot.state = images::SnapshotState::completed;
        change([&](catalog::Transaction& tx) { return images::update(tx, snapshot); });
        return id;
    }
    void share(const std::string& id, images::Grantee grantee) {
        change([&](catalog::Transaction& tx) { return images::grant(tx, id, grantee); });
    }
};
class Get : public List {};
class Changes : public List {};

TEST_F(List, SaysWhatACompletedSnapshotHolds) {
    const std::string id = make_snapshot({{0, 1}, {7, 0}});
    Reply reply = list(id);
    ASSERT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.number("VolumeSize"), 1);
    EXPECT_EQ(reply.number("BlockSize"), 524'288);
    EXPECT_FALSE(reply.has("NextToken"));
    EXPECT_TRUE(reply.has("ExpiryTime"));
    const auto items = items_of(reply, "Blocks");
    ASSERT_EQ(items.size(), 2U);
    EXPECT_LE(items[0].token.size(), 256U);
    EXPECT_TRUE(items[0].checksum.empty());
    EXPECT_EQ(items_of(list(make_snapshot({})), "Blocks").size(), 0U);
}

TEST_F(List, PagesOfAnySizeGiveEveryBlockOnce) {
    const std::string id = make_large(10'500, 3);
    struct Case {
        const char* query;
        std::size_t first_page;
        bool to_the_end = false;
    };
    for (const Case& c :
         {Case{"", 1000, true}, Case{"maxResults=1", 100}, Case{"maxResults=-5", 100},
          Case{"maxResults=100", 100}, Case{"maxResults=777", 777, true},
          Case{"maxResults=10000", 10'000, true}, Case{"maxResults=10001", 10'000}}) {
        SCOPED_TRACE(c.query);
        std::string query = c.query;
        std::int64_t next = 0;
        while (true) {
            Reply reply = list(id, query);
            ASSERT_EQ(reply.status(), 200) << reply.response.body;
            const auto items = items_of(reply, "Blocks");
            if (next == 0) {
                EXPECT_EQ(items.size(), c.first_page);
            }
            for (const Item& item : items) {
                ASSERT_EQ(item.index, next * 3);
                ++next;
            }
            if (!c.to_the_end) next = 10'500;
            if (!c.to_the_end || !reply.has("NextToken")) break;
            EXPECT_LE(reply.text("NextToken").size(), 256U);
            query = std::string(c.query) +
                    "&startingBlockIndex=5&pageToken=" + percent_encode(reply.text("NextToken"));
        }
        EXPECT_EQ(next, 10'500);
    }
}

TEST_F(List, APageThatEndsWithTheListHasNoToken) {
    const std::string id = make_large(200, 1);
    EXPECT_TRUE(list(id, "maxResults=199").has("NextToken"));
    EXPECT_FALSE(list(id, "maxResults=200").has("NextToken"));
}

TEST_F(List, StartsAtAnIndexOrTheNextPresentOne) {
    const std::string id = make_large(100, 10);
    EXPECT_EQ(items_of(list(id, "startingBlockIndex=500"), "Blocks").front().index, 500);
    EXPECT_EQ(items_of(list(id, "startingBlockIndex=501"), "Blocks").front().index, 510);
    EXPECT_TRUE(items_of(list(id, "startingBlockIndex=991"), "Blocks").empty());
    expect_error(list(id, "startingBlockIndex=-1"), "ValidationException",
                 "INVALID_PARAMETER_VALUE");
    expect_error(list(id, "maxResults=x"), "ValidationException", "INVALID_PARAMETER_VALUE");
}

TEST_F(List, PageTokensAreForOneListingAndEnd) {
    const std::string id = make_large(300, 1);
    const std::string other = make_large(300, 2);
    const std::string token =
        "pageToken=" + percent_encode(list(id, "maxResults=100").text("NextToken"));
    EXPECT_EQ(list(id, token).status(), 200);
    expect_error(list(other, token), "ValidationException", "INVALID_PAGE_TOKEN");
    expect_error(changes(id, id, "&" + token), "ValidationException", "INVALID_PAGE_TOKEN");
    expect_error(list(id, "pageToken=AAAA"), "ValidationException", "INVALID_PAGE_TOKEN");
    expect_error(list(id, "pageToken="), "ValidationException", "INVALID_PAGE_TOKEN");
    expect_error(list(id, "pageToken=%21"), "ValidationException", "INVALID_PAGE_TOKEN");
    clock().advance(std::chrono::minutes(59));
    EXPECT_EQ(list(id, token).status(), 200);
    clock().advance(std::chrono::minutes(1));
    expect_error(list(id, token), "ValidationException", "INVALID_PAGE_TOKEN");
}

TEST_F(List, ChecksumsComeForThoseWhoAskAndMayRead) {
    const std::string id = make_snapshot({{0, 1}});
    wire::HttpRequest request{.method = "GET",
                              .path = "/snapshots/" + id + "/blocks",
                              .headers = {{"x-amicast-include-checksums", "true"}}};
    EXPECT_EQ(items_of(send(request), "Blocks").front().checksum, checksum_of(block(1)));
    auto asked = access(request);
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].action, "ebs:ListSnapshotBlocks");
    EXPECT_EQ(asked[1].action, "ebs:GetSnapshotBlock");
    EXPECT_EQ(asked[1].resource, asked[0].resource);
    request.headers.front().second = "false";
    EXPECT_EQ(items_of(send(request), "Blocks").front().checksum, "");
    EXPECT_EQ(access(request).size(), 1U);
}

TEST_F(List, ReadersAreTheOwnerAndAccountsSharedWithByName) {
    const std::string id = make_snapshot({{0, 1}});
    const std::string token = items_of(list(id), "Blocks").front().token;
    account_ = bob;
    expect_error(list(id), "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
    share(id, {images::Grantee::Kind::group, "all"});
    expect_error(list(id), "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
    share(id, {images::Grantee::Kind::user, bob});
    expect_content(id, {{0, 1}});
    // A token is no credential: the owner's does not work for the other account.
    expect_error(get(id, 0, token), "ValidationException", "INVALID_BLOCK_TOKEN");
}

TEST_F(List, PendingAndUnknownSnapshotsCannotBeRead) {
    const std::string id = start_new();
    expect_error(list(id), "ValidationException", "INVALID_SNAPSHOT_ID", "pending");
    expect_error(list("snap-0123456789abcdef0"), "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND");
    EXPECT_EQ(list("snap-0123456789abcdef0").status(), 404);
}

TEST_F(Get, TokensAreForOneBlockOfOneSnapshotAndEnd) {
    const std::string id = make_snapshot({{0, 1}, {1, 1}});
    const std::string other = make_snapshot({{0, 1}});
    const auto items = items_of(list(id), "Blocks");
    Reply reply = get(id, 0, items[0].token);
    ASSERT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.header("x-amz-data-length"), "524288");
    EXPECT_EQ(reply.header("x-amz-checksum-algorithm"), "SHA256");
    EXPECT_EQ(reply.header("content-type"), "application/octet-stream");
    expect_error(get(id, 1, items[0].token), "ValidationException", "INVALID_BLOCK_TOKEN");
    expect_error(get(other, 0, items[0].token), "ValidationException", "INVALID_BLOCK_TOKEN");
    expect_error(get(id, 0, "AAAA"), "ValidationException", "INVALID_BLOCK_TOKEN");
    expect_error(get(id, 0, ""), "ValidationException", "INVALID_BLOCK_TOKEN");
    expect_error(get(id, 2048, items[0].token), "ValidationException", "INVALID_BLOCK");
    for (std::size_t i = 0; i < items[0].token.size(); i += 7) {
        std::string forged = items[0].token;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_EQ(get(id, 0, forged).status(), 400) << i;
    }
    expect_error(send({.method = "GET", .path = "/snapshots/" + id + "/blocks/0"}),
                 "ValidationException", "INVALID_BLOCK_TOKEN", "required");
    clock().advance(std::chrono::hours(24 * 7) - std::chrono::seconds(1));
    EXPECT_EQ(get(id, 0, items[0].token).status(), 200);
    clock().advance(std::chrono::seconds(1));
    expect_error(get(id, 0, items[0].token), "ValidationException", "INVALID_BLOCK_TOKEN");
}

TEST_F(Get, AClientThatTakesZstdGetsTheStoredBytes) {
    const std::string id = make_snapshot({{0, 1}});
    const std::string token = items_of(list(id), "Blocks").front().token;
    Reply plain = get(id, 0, token);
    EXPECT_EQ(plain.header("content-encoding"), "");
    Reply reply = send({.method = "GET",
                        .path = "/snapshots/" + id + "/blocks/0",
                        .query = "blockToken=" + percent_encode(token),
                        .headers = {{"accept-encoding", "gzip, zstd"}}});
    ASSERT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.header("content-encoding"), "zstd");
    EXPECT_EQ(reply.header("x-amz-data-length"), "524288");
    EXPECT_EQ(reply.header("x-amz-checksum"), plain.header("x-amz-checksum"));
    auto decoded = blocks::decode_frame({.codec = blocks::Codec::zstd,
                                         .plain_bytes = limits::block_bytes,
                                         .payload = to_bytes(as_bytes(reply.response.body))});
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(to_text(*decoded), plain.response.body);
}

TEST_F(Get, RotIsAnInternalErrorAndNeverWrongBytes) {
    const std::string id = make_snapshot({{0, 1}});
    const std::string token = items_of(list(id), "Blocks").front().token;
    store_.memory.flip("segments/0000000000000001.seg", 40 + 56 + 10);
    Reply reply = get(id, 0, token);
    EXPECT_EQ(reply.status(), 500);
    EXPECT_EQ(reply.error(), "InternalServerException");
}

TEST_F(Get, ADeletedSnapshotIsGone) {
    const std::string id = make_snapshot({{0, 1}});
    const std::string token = items_of(list(id), "Blocks").front().token;
    change([&](catalog::Transaction& tx) { return images::erase_snapshot(tx, id); });
    expect_error(get(id, 0, token), "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND");
}

TEST_F(Changes, BetweenParentChildAndSiblings) {
    const std::string parent = make_snapshot({{0, 1}, {5, 2}, {6, 3}});
    const std::string child = make_snapshot({{5, 9}, {6, 3}, {80, 4}}, parent);
    const std::string sibling = make_snapshot({{0, 7}}, parent);

    auto items = items_of(changes(parent, child), "ChangedBlocks");
    ASSERT_EQ(items.size(), 2U);  // block 6 was rewritten with what it was
    EXPECT_EQ(items[0].index, 5);
    EXPECT_TRUE(get(parent, 5, items[0].first_token).response.body == block(2));
    EXPECT_TRUE(get(child, 5, items[0].second_token).response.body == block(9));
    EXPECT_EQ(items[1].index, 80);
    EXPECT_EQ(items[1].first_token, "");
    EXPECT_TRUE(get(child, 80, items[1].second_token).response.body == block(4));

    items = items_of(changes(child, sibling), "ChangedBlocks");
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[2].index, 80);
    EXPECT_EQ(items[2].second_token, "");
    EXPECT_FALSE(items[2].first_token.empty());
    EXPECT_TRUE(items_of(changes(child, child), "ChangedBlocks").empty());
    Reply reply = changes(parent, child);
    EXPECT_EQ(reply.number("VolumeSize"), 1);
    EXPECT_EQ(reply.number("BlockSize"), 524'288);
}

TEST_F(Changes, Page) {
    const std::string parent = make_large(1500, 2);
    images::Snapshot child = row(make_large(0, 1));
    child.lineage_id = parent;
    change([&](catalog::Transaction& tx) { return images::update(tx, child); });
    std::string query;
    std::int64_t next = 0;
    while (true) {
        Reply reply = changes(parent, child.id, "&maxResults=700" + query);
        ASSERT_EQ(reply.status(), 200) << reply.response.body;
        for (const Item& item : items_of(reply, "ChangedBlocks")) {
            ASSERT_EQ(item.index, next * 2);
            ++next;
        }
        if (!reply.has("NextToken")) break;
        query = "&pageToken=" + percent_encode(reply.text("NextToken"));
    }
    EXPECT_EQ(next, 1500);
    EXPECT_EQ(items_of(changes(parent, child.id, "&startingBlockIndex=2991"), "ChangedBlocks")
                  .front()
                  .index,
              2992);
}

TEST_F(Changes, OnlyBetweenRelatedSnapshotsOneMayRead) {
    const std::string one = make_snapshot({{0, 1}});
    const std::string other = make_snapshot({{0, 1}});
    expect_error(changes(one, other), "ValidationException", "UNRELATED_SNAPSHOTS",
                 one + " and " + other + " are not related");
    expect_error(changes(one, "snap-0123456789abcdef0"), "ResourceNotFoundException",
                 "SNAPSHOT_NOT_FOUND");
    expect_error(changes(start_new(one), one), "ValidationException", "INVALID_SNAPSHOT_ID");
    expect_error(send({.method = "GET", .path = "/snapshots/" + one + "/changedblocks"}),
                 "ValidationException", "INVALID_PARAMETER_VALUE", "firstSnapshotId");
    expect_error(changes("x", one), "ValidationException", "INVALID_SNAPSHOT_ID");
    auto asked = access({.method = "GET",
                         .path = "/snapshots/" + one + "/changedblocks",
                         .query = "firstSnapshotId=" + other});
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].action, "ebs:ListChangedBlocks");
    account_ = bob;
    expect_error(changes(one, one), "AccessDeniedException", "UNAUTHORIZED_ACCOUNT");
}

}  // namespace
}  // namespace amicast::services::ebs::testing
