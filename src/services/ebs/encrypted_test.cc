// The data path on encrypted snapshots: the same answers as on plain ones, nothing of the content
// in store or catalog, and what a key that cannot be used does to each operation.
#include "base/encoding.h"
#include "base/limits.h"
#include "images/contents.h"
#include "services/ebs/test_site.h"

namespace amicast::services::ebs::testing {
namespace {

class Encrypted : public EbsTest {
  protected:
    Encrypted() : key_id_(use_new_key()) {}

    std::uint64_t stored_frames() { return store_.store->statistics()->frames; }

    // Every byte of every row of the catalog.
    std::string catalog_text() {
        std::string all;
        EXPECT_TRUE(store_.database->read([&](catalog::Transaction& tx) -> Status {
            std::vector<std::pair<std::string, std::string>> columns;
            Status listed = tx.query(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                "WHERE m.type = 'table'",
                {}, [&](const catalog::Row& row) {
                    columns.emplace_back(row.string(0), row.string(1));
                });
            if (!listed) return listed;
            for (const auto& [table, column] : columns) {
                const std::string sql = "SELECT CAST(" + column + " AS BLOB) FROM " + table;
                Status read = tx.query(
                    sql, {}, [&](const catalog::Row& row) { all += as_text(row.bytes(0)); });
                if (!read) return read;
            }
            return {};
        }));
        return all;
    }
    std::string stored_bytes() {
        std::string all;
        const auto objects = store_.memory.list("");
        for (const storage::ObjectInfo& object : *objects) {
            Bytes bytes(object.bytes);
            EXPECT_TRUE(store_.memory.read(object.name, 0, bytes));
            all += as_text(bytes);
        }
        return all;
    }

    const std::string key_id_;
};

TEST_F(Encrypted, AnUploadIsReadBackAsIfItWerePlain) {
    const std::string id = make_snapshot({{0, 1}, {3, 0}, {7, 2}});
    expect_content(id, {{0, 1}, {3, 0}, {7, 2}});
    const images::Snapshot snapshot = row(id);
    EXPECT_EQ(snapshot.kms_key_arn, key_arn_);
    EXPECT_TRUE(snapshot.root->is_sealed());
    EXPECT_EQ(snapshot.present_blocks, 3);
}

TEST_F(Encrypted, AChildIsEncryptedAsItsParent) {
    const std::string parent = make_snapshot({{0, 1}, {5, 2}, {9, 3}});
    const std::uint64_t before = stored_frames();
    Reply started = start(R"({"VolumeSize":1,"ParentSnapshotId":")" + parent + "\"}");
    EXPECT_EQ(started.text("KmsKeyArn"), *key_arn_);
    const std::string child = started.text("SnapshotId");
    change([&](catalog::Transaction& tx) { return images::erase_snapshot(tx, parent); });
    ASSERT_EQ(put(child, 5, block(0)).status(), 201);
    ASSERT_EQ(put(child, 700, block(4)).status(), 201);
    ASSERT_EQ(complete(child, 2, aggregate_of({block(0), block(4)})).status(), 202);
    expect_content(child, {{0, 1}, {5, 0}, {9, 3}, {700, 4}});
    EXPECT_EQ(row(child).kms_key_arn, key_arn_);
    EXPECT_EQ(stored_frames(), before + 5);  // one block; two leaves, their parent and the root
}

TEST_F(Encrypted, EqualContentIsStoredOnceUnderEachKey) {
    const std::string first = make_snapshot({{0, 1}, {1, 2}});
    const std::uint64_t frames = stored_frames();
    const std::string second = make_snapshot({{0, 1}, {1, 2}});
    EXPECT_EQ(stored_frames(), frames);
    EXPECT_EQ(row(first).root, row(second).root);
    use_new_key();
    const std::string third = make_snapshot({{0, 1}, {1, 2}});
    EXPECT_EQ(stored_frames(), 2 * frames);
    EXPECT_NE(row(first).root->id(), row(third).root->id());
    EXPECT_NE(row(first).root->masked_digest(), row(third).root->masked_digest());
}

TEST_F(Encrypted, SnapshotsUnderDifferentKeysAreComparedByContent) {
    const std::string first = make_snapshot({{0, 1}, {5, 2}, {600, 0}});
    use_new_key();
    const std::string second = make_snapshot({{0, 1}, {5, 3}, {700, 4}});
    images::Snapshot related = row(second);
    related.lineage_id = row(first).lineage_id;
    change([&](catalog::Transaction& tx) { return images::update(tx, related); });
    const auto items = items_of(changes(first, second), "ChangedBlocks");
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].index, 5);
    EXPECT_TRUE(get(first, 5, items[0].first_token).response.body == block(2));
    EXPECT_TRUE(get(second, 5, items[0].second_token).response.body == block(3));
    EXPECT_EQ(items[1].index, 600);
    EXPECT_TRUE(items[1].second_token.empty());
    EXPECT_EQ(items[2].index, 700);
    EXPECT_TRUE(get(second, 700, items[2].second_token).response.body == block(4));
    EXPECT_TRUE(items_of(changes(first, first), "ChangedBlocks").empty());
}

TEST_F(Encrypted, NeitherStoreNorCatalogTellTheContent) {
    const std::string marker = "a marker that stands in every block of this test";
    std::vector<std::string> blocks;
    for (char letter : {'a', 'b', 'c'}) {
        std::string content(limits::block_bytes, letter);
        for (std::size_t at = 0; at + marker.size() < content.size(); at += 4096)
            content.replace(at, marker.size(), marker);
        blocks.push_back(content);
    }
    const std::string id = start_new();
    for (std::size_t i = 0; i < blocks.size(); ++i)
        ASSERT_EQ(put(id, static_cast<std::int64_t>(i), blocks[i]).status(), 201);
    ASSERT_EQ(put(id, 9, block(0)).status(), 201);

    std::vector<Digest> secrets;
    for (const std::string& content : blocks)
        secrets.push_back(crypto::sha256(content));
    secrets.push_back(snapshots::zero_block_digest());
    auto expect_silent = [&] {
        for (const std::string& place : {catalog_text(), stored_bytes()}) {
            EXPECT_EQ(place.find(marker), std::string::npos);
            for (const Digest& digest : secrets) {
                EXPECT_EQ(place.find(as_text(digest)), std::string::npos);
                EXPECT_EQ(place.find(to_hex(digest)), std::string::npos);
                EXPECT_EQ(place.find(to_base64(digest)), std::string::npos);
            }
        }
    };
    expect_silent();
    std::vector<std::string> all = blocks;
    all.push_back(block(0));
    const std::string aggregate = aggregate_of(all);
    ASSERT_EQ(complete(id, 4, aggregate).status(), 202);
    const images::Snapshot snapshot = row(id);
    images::Region region = make_region();
    secrets.push_back(images::open_contents(region, snapshot)->root);
    expect_silent();
    EXPECT_EQ(catalog_text().find(aggregate), std::string::npos);
    EXPECT_EQ(catalog_text().find(as_text(crypto::sha256(aggregate))), std::string::npos);
    // The completion is known again all the same.
    EXPECT_EQ(complete(id, 4, aggregate).status(), 202);
    expect_error(complete(id, 4, ""), "ValidationException", "INVALID_SNAPSHOT_ID", "already");

    // The same search does find a plain snapshot.
    key_arn_.reset();
    const std::string plain = start_new();
    ASSERT_EQ(put(plain, 0, blocks[0]).status(), 201);
    EXPECT_NE(catalog_text().find(as_text(secrets[0])), std::string::npos);
    EXPECT_NE(stored_bytes().find(marker), std::string::npos);
}

TEST_F(Encrypted, ADisabledKeyStopsEveryOperation) {
    const std::string done = make_snapshot({{0, 1}});
    const std::string token = items_of(list(done), "Blocks").at(0).token;
    const std::string pending = start_new();
    ASSERT_EQ(put(pending, 0, block(1)).status(), 201);
    for (keys::KeyState state : {keys::KeyState::disabled, keys::KeyState::pending_deletion}) {
        keys::set_state(*keyring_, key_id_, state);
        for (const Reply& reply : {put(pending, 1, block(2)), complete(pending, 1, ""), list(done),
                                   get(done, 0, token), changes(done, done)})
            expect_error(reply, "ValidationException", "INVALID_CUSTOMER_KEY", *key_arn_);
    }
    keys::set_state(*keyring_, key_id_, keys::KeyState::enabled);
    EXPECT_EQ(put(pending, 1, block(2)).status(), 201);
    EXPECT_EQ(complete(pending, 2, aggregate_of({block(1), block(2)})).status(), 202);
    expect_content(done, {{0, 1}});
    expect_content(pending, {{0, 1}, {1, 2}});
    keys::erase_for_ever(*keyring_, key_id_);
    for (const Reply& reply : {list(done), get(done, 0, token)})
        expect_error(reply, "ResourceNotFoundException", "DEPENDENCY_RESOURCE_NOT_FOUND", key_id_);
}

TEST_F(Encrypted, ChangedBytesOnDiskAreNeverHandedOut) {
    const std::string id = make_snapshot({{0, 1}});
    const std::string token = items_of(list(id), "Blocks").at(0).token;
    store_.memory.flip("segments/0000000000000001.seg", 200);
    EXPECT_EQ(get(id, 0, token).status(), 500);
}

}  // namespace
}  // namespace amicast::services::ebs::testing
