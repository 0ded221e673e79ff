// A catalog in memory with this room's tables, for tests.
#pragma once

#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "catalog/database.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "snapshots/upload.h"

namespace amicast::images {

class CatalogTest : public testing::Test {
  protected:
    CatalogTest() : catalog_(std::move(*catalog::open_sqlite({.path = ":memory:"}))) {
        EXPECT_TRUE(migrate(*catalog_));
        EXPECT_TRUE(snapshots::migrate(*catalog_));
    }

    // Runs `work` in a transaction that must succeed.
    void write(const catalog::Database::Work& work) {
        Status written = catalog_->write(work);
        EXPECT_TRUE(written) << written.error().message << ' ' << written.error().detail;
    }
    void read(const catalog::Database::Work& work) {
        Status done = catalog_->read(work);
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }

    std::unique_ptr<catalog::Database> catalog_;
};

inline Image sample_image(std::string id, std::string owner = "111111111111") {
    Image image;
    image.id = std::move(id);
    image.owner_id = std::move(owner);
    image.name = "name of " + image.id;
    image.location = image.owner_id + "/" + image.name;
    image.architecture = "x86_64";
    image.virtualization_type = "hvm";
    image.creation_time = from_microseconds(1'000'000);
    return image;
}

inline Snapshot sample_snapshot(std::string id, std::string owner = "111111111111") {
    Snapshot snapshot;
    snapshot.id = std::move(id);
    snapshot.owner_id = std::move(owner);
    snapshot.volume_id = "vol-ffffffff";
    snapshot.volume_size_gib = 8;
    snapshot.start_time = from_microseconds(2'000'000);
    snapshot.lineage_id = snapshot.id;
    return snapshot;
}

}  // namespace amicast::images
