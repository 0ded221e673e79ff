// What distributions do besides copying: other accounts, keys, parameters; the image's course as
// events and steps and log lines; many destinations at once.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/distribution_log.h"
#include "distribution/image_export.h"
#include "distribution/three_regions.h"
#include "distribution/workflow_execution.h"
#include "events/outbox.h"
#include "logs/read.h"
#include "parameters/parameter.h"
#include "parameters/put.h"

namespace amicast::distribution {
namespace {

using images::Grantee;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Duration a_while = std::chrono::seconds(3);
constexpr const char* other_account = "222222222222";
constexpr const char* third_account = "333333333333";

class SettingsTest : public testing::Test {
  protected:
    DistributionOrder order(const std::string& region, std::vector<std::string> accounts) {
        DistributionOrder order = world_.new_order();
        order.regions.push_back({.region = region, .account_ids = std::move(accounts), .ami = {}});
        return order;
    }

    // With a store in every region.
    DistributionOrder export_order(const std::string& region) {
        world_.exporting_regions = {home_name, "eu-west-1"};
        world_.at("eu-west-1").keys.set("one", keys::TestDomainKeys::State::enabled);
        world_.restart();
        DistributionOrder wanted = order(region, {test_account});
        wanted.regions[0].ami.export_order = ExportOrder{"vmimport", "VHD", "disks", "golden/"};
        return wanted;
    }

    ImageBuild run(const DistributionOrder& order) {
        auto image = world_.home().inner->write_value([&](catalog::Transaction& tx) {
            return start_distribution(tx, order, {}, world_.clock.now());
        });
        EXPECT_TRUE(image) << image.error().message;
        world_.run_for(a_while);
        return now(*image);
    }

    ImageBuild now(const ImageBuild& image) {
        return *world_.home().inner->read_value(
            [&](catalog::Transaction& tx) { return find_build(tx, image.id()); });
    }
    ImageBuild retry(const ImageBuild& image) {
        EXPECT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) {
            return retry_distribution(tx, image, home_name, world_.clock.now());
        }));
        world_.run_for(a_while);
        return now(image);
    }
    std::vector<Destination> destinations(const ImageBuild& image) {
        return *world_.home().inner->read_value(
            [&](catalog::Transaction& tx) { return find_destinations(tx, image.id()); });
    }

    // "PENDING>DISTRIBUTING" for each event there was.
    std::vector<std::string> transitions() {
        auto found = world_.home().inner->read_value(
            [&](catalog::Transaction& tx) { return events::read_after(tx, 0, 100); });
        EXPECT_TRUE(found);
        std::vector<std::string> seen;
        for (const events::Event& event : *found) {
            std::string text = event.detail;
            for (const char* noise : {R"({"previous-state":{"status":")", R"("}})"})
                text.erase(text.find(noise), std::string(noise).size());
            std::string between = R"("},"state":{"status":")";
            seen.push_back(text.replace(text.find(between), between.size(), ">"));
        }
        return seen;
    }

    std::vector<std::string> log_lines(const ImageBuild& image) {
        std::vector<std::string> lines;
        EXPECT_TRUE(world_.home().inner->read([&](catalog::Transaction& tx) -> Status {
            auto group = logs::find_group(tx, test_account, log_group_of(image));
            if (!group || !*group) return failure(ErrorKind::not_found, "no group");
            auto stream = logs::find_stream(tx, **group, log_stream_of(image));
            if (!stream || !*stream) return failure(ErrorKind::not_found, "no stream");
            auto page = logs::read_events(
                tx, {.group_id = (*group)->id, .streams = {**stream}, .stream_prefix = {}});
            if (!page) return failure(page.error());
            for (const logs::Event& event : page->events)
                lines.push_back(event.message);
            return {};
        }));
        return lines;
    }

    std::vector<StepExecution> steps(const ImageBuild& image) {
        return *world_.home().inner->read_value([&](catalog::Transaction& tx) {
            auto executions = list_executions(tx, image.id());
            EXPECT_TRUE(executions);
            return list_steps(tx, executions->front(), std::nullopt, 1000);
        });
    }

    std::optional<parameters::ParameterVersion> parameter(std::string_view region,
                                                          std::string_view account,
                                                          std::string_view name) {
        return *world_.at(region).inner->read_value(
            [&](catalog::Transaction& tx) { return parameters::find_current(tx, account, name); });
    }

    ThreeRegions world_;
};

TEST_F(SettingsTest, EachTargetAccountGetsACopyOfItsOwnByItsRole) {
    auto wanted = order("eu-west-1", {other_account, third_account});
    wanted.regions[0].ami.launch_permissions = {{Grantee::Kind::user, test_account},
                                                {Grantee::Kind::user, other_account}};
    ImageBuild image = run(wanted);
    EXPECT_EQ(image.status, ImageStatus::available) << image.reason.value_or("");
    auto amis = world_.amis("eu-west-1");
    ASSERT_EQ(amis.size(), 2U);
    std::vector<std::string> owners = {amis[0].owner_id, amis[1].owner_id};
    EXPECT_THAT(owners, testing::UnorderedElementsAre(other_account, third_account));
    for (const auto& ami : amis)
        EXPECT_EQ(world_.grantees("eu-west-1", ami.id).size(),
                  ami.owner_id == other_account ? 1U : 2U);
    for (const RoleUse& use : world_.authority.uses) {
        EXPECT_EQ(use.actor.role, cross_account_role);
        ASSERT_TRUE(use.actor.assumed_by);
        EXPECT_EQ(use.actor.assumed_by->account_id, test_account);
        EXPECT_EQ(use.actor.assumed_by->role, "role");
    }
}

TEST_F(SettingsTest, AnotherAccountGetsACopyAtHomeToo) {
    ImageBuild image = run(order(home_name, {other_account}));
    EXPECT_EQ(image.status, ImageStatus::available) << image.reason.value_or("");
    auto made = destinations(image);
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].ami_id, world_.source_ami);
    EXPECT_NE(made[1].ami_id, world_.source_ami);
    EXPECT_EQ(world_.amis(home_name).size(), 2U);
}

TEST_F(SettingsTest, AnAccountWithoutItsRoleFailsAlone) {
    world_.authority.denied_accounts = {other_account};
    ImageBuild image = run(order("eu-west-1", {test_account, other_account, third_account}));
    EXPECT_EQ(image.status, ImageStatus::failed);
    auto made = destinations(image);
    EXPECT_EQ(made[0].step, Step::available);
    EXPECT_EQ(made[1].step, Step::failed);
    EXPECT_EQ(made[2].step, Step::available);
    EXPECT_THAT(*image.reason, HasSubstr("1. No role in 222222222222 (source account "
                                         "111111111111, destination account 222222222222, "
                                         "Region eu-west-1)"));
    world_.authority.denied_accounts.clear();
    ImageBuild again = retry(image);
    EXPECT_EQ(again.status, ImageStatus::available);
    EXPECT_EQ(world_.amis("eu-west-1").size(), 3U);
    EXPECT_EQ(destinations(again)[0].round, 0);  // was not run again
}

TEST_F(SettingsTest, ANameInUseStopsOneOfManyOnly) {
    world_.add_ami("eu-west-1", "web golden 2026-10-01T09-12-44.310Z");  // of test_account
    ImageBuild image = run(order("eu-west-1", {other_account, test_account, third_account}));
    auto made = destinations(image);
    EXPECT_EQ(made[0].step, Step::available);
    EXPECT_THAT(made[1].error.value_or(""), HasSubstr("is already in use by AMI"));
    EXPECT_EQ(made[2].step, Step::available);
}

TEST_F(SettingsTest, WhatHoldsOneUpDoesNotStopTheOthers) {
    world_.add_ami("ap-northeast-1", "x");
    auto wanted = order("eu-west-1", {test_account});
    wanted.regions.push_back({.region = "ap-northeast-1", .account_ids = {}, .ami = {}});
    world_.copies.held = true;
    auto image = world_.home().inner->write_value([&](catalog::Transaction& tx) {
        return start_distribution(tx, wanted, {}, world_.clock.now());
    });
    ASSERT_TRUE(image);
    world_.authority.unreachable = true;
    world_.run_for(a_while);
    EXPECT_THAT(destinations(*image)[0].error.value_or(""), HasSubstr("Identity cannot be read"));
    EXPECT_EQ(destinations(*image)[0].step, Step::starting);
    world_.authority.unreachable = false;
    world_.copies.held = false;
    world_.run_for(std::chrono::minutes(2), std::chrono::seconds(1));
    EXPECT_EQ(now(*image).status, ImageStatus::available);
    EXPECT_FALSE(destinations(*image)[0].error);
}

TEST_F(SettingsTest, KeysAreAskedForAsTheRoleOfTheAccount) {
    auto wanted = order("eu-west-1", {other_account});
    wanted.regions[0].ami.kms_key_id = "arn:aws:kms:eu-west-1:222222222222:key/k";
    (void)run(wanted);
    ASSERT_FALSE(world_.authority.key_uses.empty());
    const Actor& actor = world_.authority.key_uses.front();
    EXPECT_EQ(actor.account_id, other_account);
    EXPECT_EQ(actor.role, cross_account_role);
    EXPECT_EQ(actor.region, "eu-west-1");
}

TEST_F(SettingsTest, AnEncryptedSourceIsNotSharedWhereItsKeyIsTheServices) {
    auto wanted = order(home_name, {});
    wanted.source.snapshots[0].kms_key_arn = "arn:aws:kms:us-east-1:111111111111:alias/aws/ebs";
    wanted.regions[0].ami.launch_permissions = {{Grantee::Kind::user, other_account}};
    ImageBuild image = run(wanted);
    EXPECT_THAT(image.reason.value_or(""), HasSubstr("cannot be shared"));
    EXPECT_TRUE(world_.grantees(home_name, world_.source_ami).empty());
}

TEST_F(SettingsTest, TheImagesCourseIsToldAsEvents) {
    (void)run(order("eu-west-1", {test_account}));
    EXPECT_THAT(transitions(), ElementsAre("PENDING>DISTRIBUTING", "DISTRIBUTING>INTEGRATING",
                                           "INTEGRATING>AVAILABLE"));
}

TEST_F(SettingsTest, AFailureIsToldAndItsRetryToo) {
    world_.authority.denied_accounts = {test_account};
    ImageBuild image = run(order("eu-west-1", {test_account}));
    EXPECT_THAT(transitions(), ElementsAre("PENDING>DISTRIBUTING", "DISTRIBUTING>FAILED"));
    world_.authority.denied_accounts.clear();
    (void)retry(image);
    EXPECT_THAT(transitions(),
                ElementsAre("PENDING>DISTRIBUTING", "DISTRIBUTING>FAILED", "FAILED>DISTRIBUTING",
                            "DISTRIBUTING>INTEGRATING", "INTEGRATING>AVAILABLE"));
}

TEST_F(SettingsTest, StepsSayWhatWasDoneWithEachDestination) {
    auto wanted = order("eu-west-1", {test_account, other_account});
    wanted.regions[0].ami.launch_permissions = {{Grantee::Kind::user, third_account}};
    world_.authority.denied_accounts = {other_account};
    ImageBuild image = run(wanted);
    std::vector<std::string> seen;
    for (const StepExecution& step : steps(image))
        seen.push_back(std::to_string(step.position) + " " + std::string(to_string(step.action)) +
                       " " + std::string(to_string(step.status)));
    EXPECT_THAT(seen, ElementsAre("0 CopyAmi COMPLETED", "0 ModifyImageAttributes COMPLETED",
                                  "0 VerifyAmi COMPLETED", "1 CopyAmi FAILED"));
    EXPECT_THAT(steps(image)[0].outputs, HasSubstr(R"("percentDone":100)"));
    EXPECT_EQ(steps(image)[3].message, "No role in 222222222222");
}

TEST_F(SettingsTest, TheLogTellsItsStory) {
    world_.authority.denied_accounts = {other_account};
    ImageBuild image = run(order("eu-west-1", {test_account, other_account}));
    EXPECT_EQ(log_group_of(image), "/aws/imagebuilder/web-golden");
    auto lines = log_lines(image);
    std::string all;
    for (const std::string& line : lines)
        all += line + "\n";
    EXPECT_THAT(lines.front(), HasSubstr("began: 2 destinations, execution role role."));
    EXPECT_THAT(all, HasSubstr("eu-west-1 111111111111: ami-"));
    EXPECT_THAT(all, HasSubstr("moved at"));
    EXPECT_THAT(all, HasSubstr("eu-west-1 222222222222: CopyAmi failed: No role in 222222222222"));
    EXPECT_THAT(lines.back(), HasSubstr("ended as FAILED"));
    EXPECT_THAT(lines.back(), HasSubstr("1 of 2 destinations are available, 1 failed."));
}

TEST_F(SettingsTest, ParametersGetTheIdOfTheAmiOnce) {
    auto wanted = order("eu-west-1", {test_account, other_account});
    wanted.regions[0].ami.parameters = {{"/golden", "", "aws:ec2:image"},
                                        {"/golden", other_account, "text"}};
    wanted.regions.push_back({.region = "ap-northeast-1", .account_ids = {}, .ami = {}});
    world_.authority.denied_regions = {"ap-northeast-1"};
    ImageBuild image = run(wanted);
    auto made = destinations(image);
    auto own = parameter("eu-west-1", test_account, "/golden");
    ASSERT_TRUE(own);
    EXPECT_EQ(own->value, made[0].ami_id);
    EXPECT_EQ(own->data_type, "aws:ec2:image");
    auto other = parameter("eu-west-1", other_account, "/golden");
    ASSERT_TRUE(other);
    EXPECT_EQ(other->value, made[1].ami_id);
    // A retry of something else does not put it again.
    world_.authority.denied_regions.clear();
    EXPECT_EQ(retry(image).status, ImageStatus::available);
    EXPECT_EQ(parameter("eu-west-1", test_account, "/golden")->version, 1);
    // The next image does.
    world_.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(run(wanted).status, ImageStatus::available);
    EXPECT_EQ(parameter("eu-west-1", test_account, "/golden")->version, 2);
}

TEST_F(SettingsTest, AParameterThatCannotBePutFailsItsDestinationAndKeepsTheAmi) {
    auto wanted = order("eu-west-1", {other_account});
    wanted.regions[0].ami.parameters = {{"/golden", "", "aws:ec2:image"}};
    ImageBuild image = run(wanted);
    EXPECT_EQ(image.status, ImageStatus::failed);
    auto made = destinations(image);
    EXPECT_THAT(made[0].error.value_or(""), HasSubstr("cannot see the AMI"));
    EXPECT_EQ(made[0].failed_configuration_step, "PUT_SSM_PARAMETERS");
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
    EXPECT_FALSE(parameter("eu-west-1", test_account, "/golden"));
}

TEST_F(SettingsTest, LaunchTemplatesGetANewVersionOnce) {
    const std::string id = "lt-0123456789abcdef0";
    ASSERT_TRUE(world_.at("eu-west-1").inner->write([&](catalog::Transaction& tx) {
        return launch_templates::insert(tx,
                                        {.id = id,
                                         .account_id = test_account,
                                         .name = "web",
                                         .created = world_.clock.now(),
                                         .created_by = "arn"},
                                        {.description = "", .created_by = "arn", .data = "x"});
    }));
    auto wanted = order("eu-west-1", {test_account});
    wanted.regions[0].ami.launch_templates = {{id, "", true}};
    wanted.regions.push_back({.region = "ap-northeast-1", .account_ids = {}, .ami = {}});
    world_.authority.denied_regions = {"ap-northeast-1"};
    ImageBuild image = run(wanted);
    world_.authority.denied_regions.clear();
    EXPECT_EQ(retry(image).status, ImageStatus::available);
    auto found = world_.at("eu-west-1").inner->read_value([&](catalog::Transaction& tx) {
        return launch_templates::find_template(tx, test_account, id);
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->latest_version, 2);
    EXPECT_EQ(found->default_version, 2);
    auto version = world_.at("eu-west-1").inner->read_value([&](catalog::Transaction& tx) {
        return launch_templates::find_version(tx, id, 2);
    });
    ASSERT_TRUE(version);
    EXPECT_EQ(version->image_id, destinations(image)[0].ami_id);
    EXPECT_EQ(version->data, "x");
}

TEST_F(SettingsTest, ALaunchTemplateThatIsNotThereFailsItsStep) {
    auto wanted = order("eu-west-1", {test_account});
    wanted.regions[0].ami.launch_templates = {{"lt-00000000000000000", "", false}};
    ImageBuild image = run(wanted);
    EXPECT_THAT(image.reason.value_or(""),
                HasSubstr("lt-00000000000000000 does not exist in account 111111111111"));
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "UPDATE_LAUNCH_TEMPLATES");
}

TEST_F(SettingsTest, AnExportIsOrderedAndWaitedFor) {
    ImageBuild image = run(export_order("eu-west-1"));
    EXPECT_EQ(image.status, ImageStatus::integrating);
    EXPECT_EQ(destinations(image)[0].step, Step::exporting);
    std::string id;
    ASSERT_TRUE(world_.at("eu-west-1").inner->write([&](catalog::Transaction& tx) -> Status {
        Status read = tx.query("SELECT id FROM image_exports", {},
                               [&](const catalog::Row& row) { id = row.string(0); });
        auto made = find_export(tx, id);
        if (!read || !made) return failure(ErrorKind::not_found, "no export");
        EXPECT_EQ(made->disks.at(0).key, "golden/" + id + ".vhd");
        EXPECT_EQ(made->ami_id, destinations(image)[0].ami_id);
        made->state = ExportState::failed;
        made->message = "The store is shut.";
        return update(tx, *made);
    }));
    world_.run_for(a_while);
    EXPECT_THAT(now(image).reason.value_or(""), HasSubstr("The store is shut."));
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "EXPORT_AMI");
    // The retry exports anew, and nothing else.
    (void)retry(now(image));
    ASSERT_TRUE(world_.at("eu-west-1").inner->write([&](catalog::Transaction& tx) -> Status {
        std::vector<std::string> ids;
        Status read = tx.query("SELECT id FROM image_exports WHERE state = 'pending'", {},
                               [&](const catalog::Row& row) { ids.push_back(row.string(0)); });
        EXPECT_EQ(ids.size(), 1U);
        auto made = find_export(tx, ids.at(0));
        if (!read || !made) return failure(ErrorKind::not_found, "no export");
        made->state = ExportState::completed;
        made->disks.at(0).object_bytes = 1024;
        return update(tx, *made);
    }));
    world_.run_for(a_while);
    EXPECT_EQ(now(image).status, ImageStatus::available);
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
}

constexpr const char* west_key = "arn:aws:kms:eu-west-1:111111111111:key/one";

TEST_F(SettingsTest, AnEncryptedCopyIsExportedByARoleThatMayDecrypt) {
    auto wanted = export_order("eu-west-1");
    wanted.regions[0].ami.kms_key_id = west_key;
    ImageBuild image = run(wanted);
    EXPECT_EQ(destinations(image)[0].step, Step::exporting) << image.reason.value_or("");
    // Before the copy, and of the very snapshot when the export began.
    const auto& reads = world_.authority.reads;
    ASSERT_EQ(reads.size(), 2U);
    EXPECT_EQ(reads[0].content.snapshot_id, "");
    EXPECT_EQ(reads[1].content.snapshot_id, world_.amis("eu-west-1").at(0).devices[0].snapshot_id);
    for (const auto& read : reads) {
        EXPECT_EQ(read.content.kms_key_arn, west_key);
        EXPECT_EQ(read.actor.role, "role");
        EXPECT_EQ(read.actor.region, "eu-west-1");
    }
    EXPECT_THAT(log_lines(image), testing::Contains(HasSubstr("exported in the clear")));
}

TEST_F(SettingsTest, WhatMayNotBeReadIsNotExportedAndTheCopyIsNotBegun) {
    auto wanted = export_order("eu-west-1");
    wanted.regions[0].ami.kms_key_id = west_key;
    world_.authority.unreadable_keys = {west_key};
    ImageBuild image = run(wanted);
    EXPECT_EQ(image.status, ImageStatus::failed);
    EXPECT_THAT(image.reason.value_or(""), HasSubstr("takes kms:Decrypt"));
    EXPECT_THAT(image.reason.value_or(""), HasSubstr(west_key));
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "EXPORT_AMI");
    EXPECT_TRUE(world_.amis("eu-west-1").empty());
    // Once the role may, a retry does it all.
    world_.authority.unreadable_keys.clear();
    (void)retry(image);
    EXPECT_EQ(destinations(image)[0].step, Step::exporting);
}

TEST_F(SettingsTest, ThePermissionToReadIsThatOfTheTimeOfTheExport) {
    auto wanted = export_order("eu-west-1");
    wanted.regions[0].ami.kms_key_id = west_key;
    world_.copies.held = true;
    ImageBuild image = run(wanted);
    EXPECT_EQ(destinations(image)[0].step, Step::copying);
    world_.authority.unreadable_keys = {west_key};
    world_.copies.held = false;
    world_.run_for(a_while);
    EXPECT_EQ(now(image).status, ImageStatus::failed);
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "EXPORT_AMI");
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);  // stays
}

TEST_F(SettingsTest, TheKeyOfASourceThatIsItselfExportedIsAskedForFirst) {
    auto wanted = export_order(home_name);
    wanted.source.snapshots.at(0).kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/home";
    world_.authority.unreadable_keys = {*wanted.source.snapshots[0].kms_key_arn};
    ImageBuild image = run(wanted);
    EXPECT_THAT(image.reason.value_or(""), HasSubstr("takes kms:Decrypt"));
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "EXPORT_AMI");
}

TEST_F(SettingsTest, ARegionWithoutAStoreSaysSo) {
    auto wanted = export_order("ap-northeast-1");
    ImageBuild image = run(wanted);
    EXPECT_THAT(image.reason.value_or(""), HasSubstr("for the Region ap-northeast-1"));
    EXPECT_EQ(destinations(image)[0].failed_configuration_step, "EXPORT_AMI");
}

TEST_F(SettingsTest, TagsMayNameParameters) {
    ASSERT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) -> Status {
        parameters::PutOrder put;
        put.account_id = test_account;
        put.region = home_name;
        put.name = "/release";
        put.value = "blue";
        put.type = parameters::Type::string;
        auto done = parameters::put(tx, put, {}, world_.clock.now());
        return done ? Status() : failure(done.error());
    }));
    auto wanted = order("eu-west-1", {test_account});
    wanted.regions[0].ami.tags = {{"release", "v-{{ ssm:/release }}"}};
    ImageBuild image = run(wanted);
    ASSERT_EQ(image.status, ImageStatus::available) << image.reason.value_or("");
    EXPECT_THAT(world_.tags("eu-west-1", world_.amis("eu-west-1").at(0).id),
                testing::Contains(testing::Pair("release", "v-blue")));
}

TEST_F(SettingsTest, ManyDestinationsOfARegionShareTheirTransactions) {
    std::vector<std::string> accounts;
    for (int i = 0; i < 150; ++i)
        accounts.push_back(std::to_string(400'000'000'000 + i));
    ImageBuild image = run(order("eu-west-1", accounts));
    EXPECT_EQ(image.status, ImageStatus::available) << image.reason.value_or("");
    EXPECT_EQ(world_.amis("eu-west-1").size(), 150U);
    EXPECT_EQ(image.remaining, 0);
    EXPECT_EQ(image.distributing, 0);
    std::int64_t jobs = 0;
    ASSERT_TRUE(world_.home().inner->read([&](catalog::Transaction& tx) {
        return tx.query("SELECT COUNT(*) FROM jobs WHERE kind = 'distribute-destination'", {},
                        [&](const catalog::Row& row) { jobs = row.integer(0); });
    }));
    EXPECT_EQ(jobs, 3);  // of 64, 64 and 22
}

}  // namespace
}  // namespace amicast::distribution
