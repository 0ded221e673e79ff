// Which objects an export makes, and the rows it is kept in.
#include "distribution/image_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/three_regions.h"

namespace amicast::distribution {
namespace {

using testing::HasSubstr;

class ImageExportTest : public testing::Test {
  protected:
    // An AMI with these devices, each with a snapshot unless its name begins with '-'.
    std::string add_ami(const std::vector<std::string>& devices,
                        const std::optional<std::string>& root = {}) {
        std::string ami_id = world_.add_ami(home_name, "disks");
        EXPECT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) -> Status {
            auto ami = images::find_image(tx, ami_id);
            if (!ami) return failure(ami.error());
            images::BlockDevice like = ami->devices.front();
            images::Image made = *ami;
            made.id = "ami-00000000000000001";
            made.name = "several disks";
            made.root_device_name = root;
            made.devices.clear();
            for (const std::string& device : devices) {
                images::BlockDevice& added = made.devices.emplace_back(like);
                added.device_name = device.starts_with('-') ? device.substr(1) : device;
                if (device.starts_with('-')) added.snapshot_id.reset();
            }
            return images::insert(tx, made);
        }));
        return "ami-00000000000000001";
    }

    Result<ImageExport> start(const std::string& ami_id,
                              const std::string& account = test_account) {
        return world_.home().inner->write_value([&](catalog::Transaction& tx) {
            return start_export(tx,
                                {.account_id = account,
                                 .ami_id = ami_id,
                                 .format = "VMDK",
                                 .bucket = "disks",
                                 .prefix = "golden/"},
                                world_.clock.now(), world_.random);
        });
    }
    ImageExport started(const std::string& ami_id) {
        auto made = start(ami_id);
        EXPECT_TRUE(made) << made.error().message;
        return *made;
    }

    ThreeRegions world_;
};

TEST_F(ImageExportTest, TheRootDeviceHasTheNameThatEc2GivesAndOthersAreCalledAfterTheirDevices) {
    ImageExport made =
        started(add_ami({"/dev/sdf", "/dev/xvda", "-/dev/sdg", "/dev/mapper/data"}, "/dev/xvda"));
    std::string stem = "golden/" + made.id;
    ASSERT_EQ(made.disks.size(), 3U);
    EXPECT_EQ(made.disks[0].device_name, "/dev/xvda");
    EXPECT_EQ(made.disks[0].key, stem + ".vmdk");
    EXPECT_EQ(made.disks[1].device_name, "/dev/sdf");
    EXPECT_EQ(made.disks[1].key, stem + "-sdf.vmdk");
    EXPECT_EQ(made.disks[2].key, stem + "-mapper-data.vmdk");
}

TEST_F(ImageExportTest, NoTwoDisksShareAnObject) {
    ImageExport made = started(add_ami({"/dev/xvda", "/dev/xvdb", "xvdb"}, "/dev/xvda"));
    ASSERT_EQ(made.disks.size(), 3U);
    EXPECT_EQ(made.disks[1].key, "golden/" + made.id + "-xvdb.vmdk");
    EXPECT_EQ(made.disks[2].key, "golden/" + made.id + "-xvdb-2.vmdk");
}

TEST_F(ImageExportTest, RowsGiveBackWhatWasWritten) {
    ImageExport made = started(add_ami({"/dev/xvda", "/dev/xvdb"}));
    made.percent_done = 51;
    made.disks[0].sent = true;
    made.disks[0].object_bytes = 7;
    ASSERT_TRUE(
        world_.home().inner->write([&](catalog::Transaction& tx) { return update(tx, made); }));
    auto found = world_.home().inner->read_value(
        [&](catalog::Transaction& tx) { return find_export(tx, made.id); });
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->state, ExportState::pending);
    EXPECT_EQ(found->percent_done, 51);
    EXPECT_EQ(found->object_bytes(), 7);
    ASSERT_EQ(found->disks.size(), 2U);
    EXPECT_TRUE(found->disks[0].sent);
    EXPECT_FALSE(found->disks[1].sent);
    EXPECT_EQ(found->disks[1].key, made.disks[1].key);
    EXPECT_EQ(found->disks[1].device_name, "/dev/xvdb");
}

TEST_F(ImageExportTest, OnlyAnAccountsOwnAmisWithContentAreExported) {
    std::string ami_id = add_ami({"-/dev/xvda"});
    auto empty = start(ami_id);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().kind, ErrorKind::invalid);
    EXPECT_THAT(empty.error().message, HasSubstr("no disk with content"));
    auto foreign = start(ami_id, "222222222222");
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().kind, ErrorKind::denied);
    EXPECT_THAT(foreign.error().message, HasSubstr("belongs to account 111111111111"));
    auto none = start("ami-11111111111111111");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace amicast::distribution
