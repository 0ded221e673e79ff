// The life of an import task as DescribeImportImageTasks and CancelImportTask tell it.
#include <algorithm>

#include "services/ec2/test_import_site.h"

namespace amicast::services::ec2::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Ec2ImportTasksTest : public Ec2ImportTest {};

TEST_F(Ec2ImportTasksTest, ACompletedTaskNamesItsImageAndSnapshots) {
    disk("disk");
    std::string id = started({{"BootMode", "uefi"},
                              {"Architecture", "arm64"},
                              {"DiskContainer.2.Format", "RAW"},
                              {"DiskContainer.2.Url", disk("data", "data")}});
    run();
    Reply task = described(id);
    EXPECT_EQ(task.text("status"), "completed") << task.body;
    EXPECT_EQ(task.text("bootMode"), "uefi");
    EXPECT_FALSE(task.has("progress"));
    EXPECT_FALSE(task.has("statusMessage"));
    EXPECT_THAT(task.texts("deviceName"), ElementsAre("/dev/sda1", "/dev/sdf"));
    EXPECT_THAT(owned("DescribeImages", "imageId"), ElementsAre(task.text("imageId")));
    EXPECT_THAT(owned("DescribeSnapshots", "snapshotId"),
                ::testing::UnorderedElementsAreArray(task.texts("snapshotId")));
    images::Image ami = destination.image(task.text("imageId"));
    EXPECT_EQ(ami.name, id);
    EXPECT_EQ(ami.architecture, "arm64");
    EXPECT_EQ(ami.boot_mode, "uefi");
    run();
    EXPECT_EQ(owned("DescribeImages", "imageId").size(), 1U) << "once is enough";
}

TEST_F(Ec2ImportTasksTest, ATaskThatFailsIsDeletedAndSaysWhy) {
    std::string id = started();
    std::string elsewhere = started({{"DiskContainer.1.Url", "/etc/passwd"}});
    std::string other_bucket = started({{"DiskContainer.1.Url", "s3://others/disk"}});
    run();
    const std::pair<std::string, const char*> rows[] = {
        {id, "does not exist"}, {elsewhere, "directories"}, {other_bucket, "buckets"}};
    for (const auto& [task_id, reason] : rows) {
        Reply task = described(task_id);
        EXPECT_EQ(task.text("status"), "deleted") << task.body;
        EXPECT_THAT(task.text("statusMessage"), HasSubstr("ClientError: "));
        EXPECT_THAT(task.text("statusMessage"), HasSubstr(reason));
        EXPECT_FALSE(task.has("imageId"));
        EXPECT_FALSE(task.has("snapshotId"));
    }
    EXPECT_THAT(owned("DescribeImages", "imageId"), IsEmpty());
    EXPECT_THAT(owned("DescribeSnapshots", "snapshotId"), IsEmpty());
}

TEST_F(Ec2ImportTasksTest, WhileItRunsItsProgressIsShown) {
    std::string id = started({{"DiskContainer.1.Url", "s3://disks/vm"},
                              {"DiskContainer.2.Format", "RAW"},
                              {"DiskContainer.2.Url", disk("data")}});
    run([&] {
        Reply task = described(id);
        EXPECT_EQ(task.text("status"), "active");
        EXPECT_EQ(task.text("statusMessage"), "downloading/converting");
        EXPECT_EQ(task.text("progress"), "1");
    });
    Reply task = described(id);
    EXPECT_EQ(task.text("status"), "completed") << task.body;
    EXPECT_THAT(task.texts("url"), ElementsAre("s3://disks/vm", disk("data")));
}

// ---- cancelling ----

TEST_F(Ec2ImportTasksTest, CancellingATaskThatRunsStopsItBeforeAnythingIsMade) {
    std::string id = started({{"DiskContainer.1.Url", "s3://disks/vm"}});
    run([&] {
        Reply reply = cancel(id, {{"CancelReason", "not needed"}});
        EXPECT_EQ(reply.text("importTaskId"), id) << reply.body;
        EXPECT_EQ(reply.text("previousState"), "active");
        EXPECT_EQ(reply.text("state"), "deleting");
        EXPECT_EQ(described(id).text("status"), "deleting");
        EXPECT_EQ(cancel(id).text("previousState"), "deleting") << "it may be repeated";
    });
    Reply task = described(id);
    EXPECT_EQ(task.text("status"), "deleted") << task.body;
    EXPECT_EQ(task.text("statusMessage"), "Cancelled: not needed");
    EXPECT_FALSE(task.has("imageId"));
    EXPECT_THAT(owned("DescribeImages", "imageId"), IsEmpty());
    EXPECT_THAT(owned("DescribeSnapshots", "snapshotId"), IsEmpty());
}

TEST_F(Ec2ImportTasksTest, OneThatHasNotBegunNeverDoes) {
    disk("disk");
    std::string id = started();
    EXPECT_EQ(cancel(id).text("previousState"), "active");
    run();
    EXPECT_EQ(described(id).text("status"), "deleted");
    EXPECT_EQ(described(id).text("statusMessage"), "User initiated task cancelation.");
    EXPECT_THAT(owned("DescribeImages", "imageId"), IsEmpty());
}

TEST_F(Ec2ImportTasksTest, WhatHasEndedCannotBeCancelled) {
    std::string failed = started();
    run();
    disk("disk");
    std::string completed = started();
    run();
    expect_error(cancel(failed), "IncorrectState", "is deleted");
    expect_error(cancel(completed), "IncorrectState", "is completed");
    EXPECT_EQ(owned("DescribeImages", "imageId").size(), 1U);
}

TEST_F(Ec2ImportTasksTest, CancellingNamesATaskOfTheAccount) {
    std::string id = started();
    expect_error(call("CancelImportTask"), "MissingParameter", "ImportTaskId");
    expect_error(cancel("import-ami-00000000"), "InvalidConversionTaskId", "import-ami-00000000");
    expect_error(cancel(id, {}, bob), "InvalidConversionTaskId", id);
    expect_error(cancel("ami-12345678"), "InvalidParameterValue", "import-ami-");
    expect_error(cancel(id, {{"CancelReason", std::string(256, 'x')}}), "InvalidParameterValue",
                 "255");
    EXPECT_EQ(described(id).text("status"), "active");
    EXPECT_TRUE(cancel(id, {{"CancelReason", std::string(255, 'x')}}).ok());
}

// ---- tags ----

TEST_F(Ec2ImportTasksTest, TagsAreTheTasks) {
    const std::string t = "TagSpecification.1.";
    disk("disk");
    std::string id = started({{t + "ResourceType", "import-image-task"},
                              {t + "Tag.1.Key", "stage"},
                              {t + "Tag.1.Value", "test"}});
    run();
    Reply task = described(id);
    EXPECT_THAT(task.texts("key"), ElementsAre("stage"));
    EXPECT_THAT(task.texts("value"), ElementsAre("test"));
    Reply image = call("DescribeImages", {{"ImageId.1", task.text("imageId")}});
    EXPECT_THAT(image.texts("key"), IsEmpty());
    expect_error(import({{t + "ResourceType", "image"}, {t + "Tag.1.Key", "a"}}),
                 "InvalidParameterValue", "image");
    expect_error(import({{t + "ResourceType", "import-image-task"}, {t + "Tag.1.Key", "aws:a"}}),
                 "InvalidParameterValue", "reserved");
}

// ---- who sees what ----

TEST_F(Ec2ImportTasksTest, OtherAccountsAndRegionsSeeNothing) {
    std::string id = started();
    EXPECT_THAT(listed({}, bob).texts("importTaskId"), IsEmpty());
    expect_error(listed({{"ImportTaskId.1", id}}, bob), "InvalidConversionTaskId", id);
    expect_error(call_in(source, alice, "DescribeImportImageTasks", {{"ImportTaskId.1", id}}),
                 "InvalidConversionTaskId", id);
    EXPECT_THAT(listed().texts("importTaskId"), ElementsAre(id));
}

TEST_F(Ec2ImportTasksTest, TasksAreListedByIdStateAndPage) {
    std::vector<std::string> ids = {started(), started(), started()};
    run();
    std::sort(ids.begin(), ids.end());
    std::string active = started();
    auto in_state = [&](const char* state) {
        return listed({{"Filters.1.Name", "task-state"}, {"Filters.1.Value.1", state}})
            .texts("importTaskId");
    };
    EXPECT_EQ(in_state("deleted"), ids);
    EXPECT_THAT(in_state("active"), ElementsAre(active));
    EXPECT_THAT(in_state("completed"), IsEmpty());
    cancel(active);
    run();
    ids.push_back(active);
    std::sort(ids.begin(), ids.end());
    Reply first = listed({{"MaxResults", "3"}});
    EXPECT_EQ(first.texts("importTaskId").size(), 3U);
    Reply second = listed({{"MaxResults", "3"}, {"NextToken", first.text("nextToken")}});
    EXPECT_THAT(second.texts("importTaskId"), ElementsAre(ids.back()));
    EXPECT_FALSE(second.has("nextToken"));
    EXPECT_THAT(
        listed({{"ImportTaskId.1", ids[1]}, {"ImportTaskId.2", ids[0]}}).texts("importTaskId"),
        UnorderedElementsAre(ids[0], ids[1]));
    expect_error(listed({{"MaxResults", "3"}, {"ImportTaskId.1", active}}),
                 "InvalidParameterCombination", "maxResults");
    expect_error(listed({{"NextToken", "x"}}), "InvalidNextToken");
    expect_error(listed({{"Filters.1.Name", "colour"}, {"Filters.1.Value.1", "red"}}),
                 "InvalidParameterValue", "colour");
    expect_error(listed({{"ImportTaskId.1", "ami-12345678"}}), "InvalidParameterValue",
                 "import-ami-");
}

TEST_F(Ec2ImportTasksTest, AnEndedTaskIsListedForAWeek) {
    std::string id = started();
    run();
    clock.advance(imports::tasks_kept);
    EXPECT_THAT(listed().texts("importTaskId"), ElementsAre(id));
    clock.advance(std::chrono::seconds(1));
    EXPECT_THAT(listed().texts("importTaskId"), IsEmpty());
}

// ---- what policies are asked ----

TEST_F(Ec2ImportTasksTest, CancellingAsksForTheTaskWithItsTags) {
    std::string id = started({{"TagSpecification.1.ResourceType", "import-image-task"},
                              {"TagSpecification.1.Tag.1.Key", "k"},
                              {"TagSpecification.1.Tag.1.Value", "v"}});
    auto asked = access("CancelImportTask", {{"ImportTaskId", id}});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].action, "ec2:CancelImportTask");
    EXPECT_EQ(asked[0].resource, "arn:aws:ec2:eu-west-1:111122223333:import-image-task/" + id);
    EXPECT_THAT(asked[0].context["aws:ResourceTag/k"], ElementsAre("v"));
    principal_ = root_of(bob);
    EXPECT_FALSE(
        access("CancelImportTask", {{"ImportTaskId", id}})[0].context.contains("aws:ResourceTag/k"))
        << "another account learns nothing of it";
}

TEST_F(Ec2ImportTasksTest, ListingAsksForTheActionOnEverything) {
    auto asked = access("DescribeImportImageTasks", {});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].action, "ec2:DescribeImportImageTasks");
    EXPECT_EQ(asked[0].resource, "*");
}

}  // namespace
}  // namespace amicast::services::ec2::testing
