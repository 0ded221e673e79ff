// Uploads: entries by index, last write wins, counted once.
#include "snapshots/upload.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "snapshots/manifest.h"

namespace amicast::snapshots {
namespace {

using blocks::Reference;

class UploadTest : public ::testing::Test {
  protected:
    UploadTest() { EXPECT_TRUE(migrate(*catalog_)); }

    void write(const catalog::Database::Work& work) {
        Status written = catalog_->write(work);
        EXPECT_TRUE(written) << written.error().detail;
    }

    std::unique_ptr<catalog::Database> catalog_ =
        std::move(catalog::open_sqlite({.path = ":memory:"}).value());
};

TEST_F(UploadTest, LastWriteWinsAndCountsOnce) {
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(count_entries(tx, "snap-1").value(), 0);
        EXPECT_EQ(entries_version(tx, "snap-1").value(), 0);
        EXPECT_TRUE(put_entry(tx, "snap-1", {9, Reference(crypto::sha256("a"))}));
        EXPECT_TRUE(put_entry(tx, "snap-1", {3, Reference(crypto::sha256("b"))}));
        EXPECT_TRUE(put_entry(tx, "snap-1", {9, Reference(crypto::sha256("c"))}));
        EXPECT_TRUE(put_entry(tx, "snap-2", {9, Reference(zero_block_digest())}));
        return {};
    });
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(count_entries(tx, "snap-1").value(), 2);
        EXPECT_EQ(entries_version(tx, "snap-1").value(), 3);
        EXPECT_EQ(load_entries(tx, "snap-1", 0, 10).value(),
                  (std::vector<UploadEntry>{{3, Reference(crypto::sha256("b"))},
                                            {9, Reference(crypto::sha256("c"))}}));
        EXPECT_EQ(load_entries(tx, "snap-1", 4, 10)->size(), 1U);
        EXPECT_EQ(load_entries(tx, "snap-1", 0, 1)->front().index, 3);
        EXPECT_EQ(load_entries(tx, "snap-2", 0, 10).value(),
                  (std::vector<UploadEntry>{{9, Reference(zero_block_digest())}}));
        return {};
    });
}

TEST_F(UploadTest, DeletingOneLeavesTheOthers) {
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(put_entry(tx, "snap-1", {1, Reference(crypto::sha256("a"))}));
        EXPECT_TRUE(put_entry(tx, "snap-2", {2, Reference(crypto::sha256("b"))}));
        EXPECT_TRUE(delete_entries(tx, "snap-1"));
        EXPECT_TRUE(delete_entries(tx, "snap-unknown"));
        return {};
    });
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(count_entries(tx, "snap-1").value(), 0);
        EXPECT_EQ(entries_version(tx, "snap-1").value(), 0);
        std::vector<Reference> pending;
        EXPECT_TRUE(each_pending_block(tx, [&](std::string_view id, const Reference& block) {
            EXPECT_EQ(id, "snap-2");
            pending.push_back(block);
        }));
        EXPECT_EQ(pending, std::vector{Reference(crypto::sha256("b"))});
        return {};
    });
}

TEST_F(UploadTest, TheBaseLastsAsLongAsTheUpload) {
    const Reference base(crypto::sha256("base"));
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(begin_upload(tx, "snap-1", base));
        EXPECT_FALSE(begin_upload(tx, "snap-1", base));
        EXPECT_TRUE(begin_upload(tx, "snap-2", base));
        EXPECT_TRUE(put_entry(tx, "snap-1", {1, Reference(crypto::sha256("a"))}));
        EXPECT_TRUE(put_entry(tx, "snap-3", {1, Reference(crypto::sha256("a"))}));
        EXPECT_EQ(count_entries(tx, "snap-1").value(), 1);
        EXPECT_EQ(upload_base(tx, "snap-1").value(), base);
        EXPECT_EQ(upload_base(tx, "snap-3").value(), std::nullopt);
        EXPECT_EQ(upload_base(tx, "snap-4").value(), std::nullopt);
        std::vector<std::string> based;
        EXPECT_TRUE(each_pending_base(tx, [&](std::string_view id, const Reference& root) {
            EXPECT_EQ(root, base);
            based.emplace_back(id);
        }));
        EXPECT_EQ(based, (std::vector<std::string>{"snap-1", "snap-2"}));
        EXPECT_TRUE(delete_entries(tx, "snap-1"));
        EXPECT_EQ(upload_base(tx, "snap-1").value(), std::nullopt);
        return {};
    });
}

// What an encrypted upload has are references of twice the length.
TEST_F(UploadTest, ReferencesOfEitherKindComeBack) {
    const Reference sealed(Digest{1}, Digest{2});
    write([&](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(begin_upload(tx, "snap-1", sealed));
        EXPECT_TRUE(put_entry(tx, "snap-1", {1, sealed}));
        EXPECT_TRUE(put_entry(tx, "snap-1", {2, Reference(Digest{1})}));
        EXPECT_EQ(upload_base(tx, "snap-1").value(), sealed);
        EXPECT_EQ(load_entries(tx, "snap-1", 0, 10).value(),
                  (std::vector<UploadEntry>{{1, sealed}, {2, Reference(Digest{1})}}));
        return {};
    });
}

TEST_F(UploadTest, ARolledBackPutLeavesNothing) {
    EXPECT_FALSE(catalog_->write([](catalog::Transaction& tx) -> Status {
        EXPECT_TRUE(put_entry(tx, "snap-1", {1, Reference(crypto::sha256("a"))}));
        return failure(ErrorKind::conflict, "changed my mind");
    }));
    write([](catalog::Transaction& tx) -> Status {
        EXPECT_EQ(count_entries(tx, "snap-1").value(), 0);
        EXPECT_TRUE(load_entries(tx, "snap-1", 0, 10)->empty());
        return {};
    });
}

}  // namespace
}  // namespace amicast::snapshots
