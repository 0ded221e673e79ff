// Each rule finds what it is about, and nothing in a sound catalog.
#include "images/consistency.h"

#include <vector>

#include <gmock/gmock.h>

#include "images/permissions.h"
#include "images/tags.h"
#include "images/test_region.h"

namespace amicast::images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ConsistencyTest : public CatalogTest {
  protected:
    ConsistencyTest() {
        write([&](catalog::Transaction& tx) -> Status {
            Snapshot snapshot = sample_snapshot("snap-1");
            snapshot.state = SnapshotState::completed;
            Image image = sample_image("ami-1");
            image.state = ImageState::available;
            image.devices = {{.device_name = "/dev/xvda", .has_ebs = true, .snapshot_id = "snap-1"},
                             {.device_name = "/dev/xvdb", .virtual_name = "ephemeral0"}};
            Status done = insert(tx, snapshot);
            if (done) done = insert(tx, image);
            for (const char* id : {"ami-1", "snap-1"}) {
                if (done) done = set_tags(tx, "111111111111", id, {{"stage", "prod"}});
                if (done) done = grant(tx, id, {Grantee::Kind::user, "222222222222"});
            }
            return done;
        });
    }

    std::vector<std::string> findings() {
        std::vector<std::string> found;
        read([&](catalog::Transaction& tx) {
            found.clear();
            return check_consistency(tx, [&](std::string what) { found.push_back(what); });
        });
        return found;
    }
    void change(const char* sql) {
        write([&](catalog::Transaction& tx) -> Status {
            auto changed = tx.execute(sql, {});
            if (!changed) return failure(changed.error());
            EXPECT_EQ(*changed, 1) << sql;
            return {};
        });
    }
};

TEST_F(ConsistencyTest, NothingInASoundCatalog) {
    EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ConsistencyTest, ASnapshotThatIsGone) {
    change("DELETE FROM snapshots");
    EXPECT_THAT(findings(), ElementsAre("ami-1 refers to snap-1, which does not exist",
                                        "snap-1 does not exist and has the tag stage",
                                        "snap-1 does not exist and is shared with 222222222222"));
}

TEST_F(ConsistencyTest, AnImageThatIsGone) {
    change("DELETE FROM images");
    EXPECT_THAT(findings(), ElementsAre("ami-1 does not exist and has the tag stage",
                                        "ami-1 does not exist and is shared with 222222222222"));
}

TEST_F(ConsistencyTest, AnAvailableImageOfAPendingSnapshot) {
    change("UPDATE snapshots SET state = 'pending'");
    EXPECT_THAT(findings(),
                ElementsAre("ami-1 is available and its snapshot snap-1 is not completed"));
}

TEST_F(ConsistencyTest, APendingImageThatWaitsForNothing) {
    change("UPDATE images SET state = 'pending'");
    EXPECT_THAT(findings(), ElementsAre(HasSubstr("is pending and waits for no snapshot")));
    change("UPDATE snapshots SET state = 'pending'");
    EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(ConsistencyTest, AnImageWithATombstone) {
    change("INSERT INTO deregistered_images (id, deregistered_at) VALUES ('ami-1', 1)");
    EXPECT_THAT(findings(), ElementsAre(HasSubstr("is registered and deregistered at once")));
}

}  // namespace
}  // namespace amicast::images
