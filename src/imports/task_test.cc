// Import tasks: what they make of disks, how they fail and are cancelled, and images that wait for
// them.
#include "imports/task.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/schema.h"
#include "distribution/test_regions.h"
#include "events/schema.h"
#include "images/image.h"
#include "imports/executors.h"
#include "imports/schema.h"
#include "imports/task_image.h"

namespace amicast::imports {
namespace {

using distribution::ImageStatus;
using distribution::testing::alice;
using distribution::testing::bob;
using distribution::testing::value_of;
using ::testing::HasSubstr;

class ImportTaskTest : public testing::Test, protected distribution::testing::TwoRegions {
  protected:
    ImportTaskTest()
        : directory_(std::filesystem::path(testing::TempDir()) /
                     testing::UnitTest::GetInstance()->current_test_info()->name()) {
        EXPECT_TRUE(events::migrate(catalog()));
        EXPECT_TRUE(distribution::migrate(catalog()));
        EXPECT_TRUE(migrate(catalog()));
        std::filesystem::create_directories(directory_);
    }
    ~ImportTaskTest() override { std::filesystem::remove_all(directory_); }

    catalog::Database& catalog() { return source.region().catalog; }
    // A raw disk of that many MiB, its first bytes the text.
    TaskDisk disk(const std::string& name, const std::string& text, std::uintmax_t mib = 1) {
        std::filesystem::path path = directory_ / name;
        std::ofstream(path) << text;
        std::filesystem::resize_file(path, mib << 20);
        TaskDisk made;
        made.uri = path.string();
        made.format = "RAW";
        made.device_name = "/dev/" + name;
        return made;
    }
    Result<Task> try_start(std::vector<TaskDisk> disks) {
        Task task;
        task.account_id = alice;
        task.architecture = "x86_64";
        task.platform = "Linux";
        task.tags = {{"stage", "test"}};
        task.disks = std::move(disks);
        return catalog().write_value(
            [&](catalog::Transaction& tx) { return start_task(tx, task, clock.now(), random); });
    }
    std::string start(std::vector<TaskDisk> disks) {
        return value_of(try_start(std::move(disks))).id;
    }
    Result<Task> find(const std::string& id, const char* account = alice) {
        return catalog().read_value(
            [&](catalog::Transaction& tx) { return find_task(tx, account, id); });
    }
    Result<Task> cancel(const std::string& id, const std::string& reason = {}) {
        return catalog().write_value(
            [&](catalog::Transaction& tx) { return cancel_task(tx, alice, id, reason); });
    }
    std::vector<std::string> listed(const char* account = alice) {
        std::vector<std::string> ids;
        source.write([&](catalog::Transaction& tx) {
            return each_task(tx, account, clock.now() - tasks_kept, {}, [&](const Task& task) {
                ids.push_back(task.id);
                return true;
            });
        });
        return ids;
    }
    Result<distribution::ImageBuild> image_of(const std::string& task_id,
                                              const char* account = alice) {
        distribution::ImageBuild image;
        image.account_id = account;
        image.name = "vm";
        image.version = {1, 2, 3};
        image.platform = "Linux";
        return catalog().write_value([&](catalog::Transaction& tx) {
            return start_task_image(tx, image, task_id, clock.now());
        });
    }
    distribution::ImageBuild build(const std::string& id) {
        return value_of(catalog().read_value(
            [&](catalog::Transaction& tx) { return distribution::find_build(tx, id); }));
    }
    // What is due; the images that wait are looked at again once a second.
    void run(bool tasks = true) {
        ImportParts parts{.region = source.region(),
                          .clock = clock,
                          .random = random,
                          .directories = {directory_.string()},
                          .buckets = {}};
        auto runner = jobs::make_runner(catalog(), clock, random, {.server_id = "test"});
        if (tasks) runner->add(std::string(task_job_kind), make_task_executor(parts));
        runner->add(std::string(task_image_job_kind), make_task_image_executor(parts));
        value_of(runner->run_due());
        clock.advance(std::chrono::seconds(1));
    }

  private:
    std::filesystem::path directory_;
};

TEST_F(ImportTaskTest, DisksBecomeOneAmi) {
    std::string id = start({disk("sda1", "root"), disk("sdf", "data", 1500)});
    EXPECT_EQ(value_of(find(id)).message, "pending");
    run();
    Task task = value_of(find(id));
    ASSERT_EQ(task.status, TaskStatus::completed) << task.message.value_or("");
    EXPECT_EQ(task.progress, 100);
    EXPECT_EQ(task.tags, (images::Tags{{"stage", "test"}}));
    EXPECT_EQ(task.disks[1].bytes, std::int64_t{1500} << 20);
    images::Image ami = source.image(task.image_id.value_or(""));
    EXPECT_EQ(ami.name, id);
    EXPECT_EQ(ami.root_device_name, "/dev/sda1");
    ASSERT_EQ(ami.devices.size(), 2);
    EXPECT_EQ(ami.devices[1].snapshot_id, task.disks[1].snapshot_id);
    EXPECT_EQ(ami.devices[1].volume_size_gib, 2);
    EXPECT_EQ(source.snapshot(*task.disks[0].snapshot_id).present_blocks, 1);
}

TEST_F(ImportTaskTest, ATaskThatFailsIsDeletedAndLeavesNothing) {
    TaskDisk absent = disk("sdf", "x");
    absent.uri += ".absent";
    std::string id = start({disk("sda1", "root"), absent});
    run();
    Task task = value_of(find(id));
    EXPECT_EQ(task.status, TaskStatus::deleted);
    EXPECT_THAT(task.message.value_or(""), HasSubstr("does not exist"));
    EXPECT_FALSE(task.image_id);
    EXPECT_FALSE(task.disks[0].snapshot_id);
}

TEST_F(ImportTaskTest, OneThatWasCancelledIsDeletedWithItsReason) {
    std::string id = start({disk("sda1", "root")});
    EXPECT_EQ(value_of(cancel(id, "not needed")).status, TaskStatus::active);
    EXPECT_EQ(value_of(cancel(id)).status, TaskStatus::deleting);
    run();
    Task task = value_of(find(id));
    EXPECT_EQ(task.status, TaskStatus::deleted);
    EXPECT_EQ(task.message, "Cancelled: not needed");
    auto again = cancel(id);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_F(ImportTaskTest, TasksAreTheirAccountsAndShownForAWeek) {
    std::string id = start({disk("sda1", "root")});
    EXPECT_EQ(find(id, bob).error().kind, ErrorKind::not_found);
    EXPECT_THAT(listed(), testing::ElementsAre(id));
    EXPECT_THAT(listed(bob), testing::IsEmpty());
    run();
    clock.advance(tasks_kept);
    EXPECT_THAT(listed(), testing::IsEmpty());
    source.write([&](catalog::Transaction& tx) { return expire_tasks(tx, clock.now()); });
    EXPECT_EQ(find(id).error().kind, ErrorKind::not_found);
}

TEST_F(ImportTaskTest, AnAccountHasSoManyActiveOnes) {
    for (std::int64_t i = 0; i < active_tasks_max; ++i)
        EXPECT_TRUE(try_start({disk("sda1", "root")}));
    auto refused = try_start({disk("sda1", "root")});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::limit);
}

TEST_F(ImportTaskTest, AnImageWaitsForItsTask) {
    std::string task = start({disk("sda1", "root")});
    std::string id = value_of(image_of(task)).id();
    run(false);
    EXPECT_EQ(build(id).status, ImageStatus::pending);
    run();
    run();
    EXPECT_EQ(build(id).status, ImageStatus::available);
    auto outputs = value_of(catalog().read_value(
        [&](catalog::Transaction& tx) { return distribution::find_destinations(tx, id); }));
    ASSERT_EQ(outputs.size(), 1);
    EXPECT_EQ(outputs[0].ami_id, value_of(find(task)).image_id);
}

TEST_F(ImportTaskTest, AnImageFailsWithItsTask) {
    std::string task = start({disk("sda1", "root")});
    std::string id = value_of(image_of(task)).id();
    value_of(cancel(task, "no more"));
    run();
    run();
    EXPECT_EQ(build(id).status, ImageStatus::failed);
    EXPECT_THAT(build(id).reason.value_or(""), HasSubstr("no more"));
}

TEST_F(ImportTaskTest, OnlyTasksOfTheAccountThatMayStillMakeAnAmiCount) {
    std::string task = start({disk("sda1", "root")});
    EXPECT_EQ(image_of(task, bob).error().kind, ErrorKind::not_found);
    EXPECT_EQ(image_of("import-ami-00000000").error().kind, ErrorKind::not_found);
    value_of(cancel(task));
    EXPECT_EQ(image_of(task).error().kind, ErrorKind::conflict);
    run();
    EXPECT_EQ(image_of(task).error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace amicast::imports
