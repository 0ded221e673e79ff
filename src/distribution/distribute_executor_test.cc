// The state machine of destinations, on three regions in memory: what a distribution makes, what
// one failure leaves alone, and that it survives dying at every single database call.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "distribution/finish.h"
#include "distribution/three_regions.h"
#include "events/outbox.h"
#include "parameters/parameter.h"

namespace amicast::distribution {
namespace {

using images::Grantee;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

// Long enough for all attempts of a job, back-off included.
constexpr Duration all_attempts = std::chrono::minutes(30);
constexpr Duration a_while = std::chrono::seconds(3);

class DistributionTest : public testing::Test {
  protected:
    DistributionOrder order(std::vector<std::string> regions) {
        DistributionOrder order = world_.new_order();
        for (auto& region : regions)
            order.regions.push_back({.region = region, .account_ids = {}, .ami = {}});
        return order;
    }

    ImageBuild start(const DistributionOrder& order) {
        auto image = world_.home().inner->write_value([&](catalog::Transaction& tx) {
            return start_distribution(tx, order, {}, world_.clock.now());
        });
        EXPECT_TRUE(image) << image.error().message << ' ' << image.error().detail;
        return *image;
    }

    ImageBuild image(const ImageBuild& started) {
        auto found = world_.home().inner->read_value(
            [&](catalog::Transaction& tx) { return find_build(tx, started.id()); });
        EXPECT_TRUE(found);
        return *found;
    }

    Status cancel(const ImageBuild& started) {
        ImageBuild now = image(started);
        return world_.home().inner->write(
            [&](catalog::Transaction& tx) { return cancel_distribution(tx, now); });
    }

    Status retry(const ImageBuild& started) {
        ImageBuild now = image(started);
        return world_.home().inner->write([&](catalog::Transaction& tx) {
            return retry_distribution(tx, now, home_name, world_.clock.now());
        });
    }

    std::vector<Destination> destinations(const ImageBuild& started) {
        auto found = world_.home().inner->read_value(
            [&](catalog::Transaction& tx) { return find_destinations(tx, started.id()); });
        EXPECT_TRUE(found);
        return *found;
    }

    ThreeRegions world_;
};

TEST_F(DistributionTest, CopiesToOtherRegionsAndTakesTheSourceAtHome) {
    ImageBuild started = start(order({"eu-west-1", home_name, "ap-northeast-1"}));
    EXPECT_EQ(started.status, ImageStatus::pending);
    EXPECT_EQ(started.build, 1);
    world_.run_for(a_while);

    ImageBuild ended = image(started);
    EXPECT_EQ(ended.status, ImageStatus::available);
    EXPECT_EQ(ended.remaining, 0);
    EXPECT_TRUE(ended.ended);
    auto made = destinations(started);
    ASSERT_EQ(made.size(), 3U);
    EXPECT_EQ(made[0].region, home_name);  // the source region first
    EXPECT_EQ(made[0].ami_id, world_.source_ami);
    EXPECT_EQ(made[0].ami_name, "web golden");
    EXPECT_EQ(made[1].region, "eu-west-1");
    EXPECT_EQ(made[1].ami_name, "web golden 2026-10-01T09-12-44.310Z");
    EXPECT_EQ(world_.amis(home_name).size(), 1U);
    for (const char* region : {"eu-west-1", "ap-northeast-1"}) {
        auto amis = world_.amis(region);
        ASSERT_EQ(amis.size(), 1U) << region;
        EXPECT_EQ(amis[0].state, images::ImageState::available);
        EXPECT_EQ(amis[0].source_image_id, world_.source_ami);
        EXPECT_TRUE(world_.notifier.notified.contains(region));
    }
}

TEST_F(DistributionTest, TheSourceIsAnOutputAtHomeWhoeverElseIsListed) {
    auto wanted = order({home_name, "eu-west-1"});
    for (auto& region : wanted.regions)
        region.account_ids = {"222222222222"};
    ImageBuild started = start(wanted);
    auto planned = destinations(started);
    ASSERT_EQ(planned.size(), 3U);
    EXPECT_EQ(planned[0].account_id, test_account);
    EXPECT_EQ(planned[1].account_id, "222222222222");
    EXPECT_EQ(planned[2].region, "eu-west-1");
    EXPECT_EQ(planned[2].account_id, "222222222222");
}

TEST_F(DistributionTest, SetsTagsAndPermissions) {
    auto wanted = order({home_name, "eu-west-1"});
    for (auto& region : wanted.regions) {
        region.ami.description = "golden";
        region.ami.tags = {{"team", "web"}, {"build", "{{imagebuilder:buildVersion}}"}};
        region.ami.launch_permissions = {{Grantee::Kind::user, "222222222222"},
                                         {Grantee::Kind::user, test_account},
                                         {Grantee::Kind::group, "all"}};
    }
    ImageBuild started = start(wanted);
    world_.run_for(a_while);
    ASSERT_EQ(image(started).status, ImageStatus::available);
    for (const char* region : {home_name, "eu-west-1"}) {
        auto ami = world_.amis(region).at(0);
        auto tags = world_.tags(region, ami.id);
        EXPECT_THAT(tags, Contains(Pair("team", "web")));
        EXPECT_THAT(tags, Contains(Pair("build", "1")));
        EXPECT_THAT(tags, Contains(Pair("CreatedBy", "EC2 Image Builder")));
        EXPECT_THAT(tags, Contains(Pair("Ec2ImageBuilderArn", started.arn(home_name))));
        // The owner needs no permission for itself.
        EXPECT_EQ(world_.grantees(region, ami.id).size(), 2U);
        EXPECT_TRUE(ami.is_public);
    }
    EXPECT_EQ(world_.amis("eu-west-1").at(0).description, "golden");
    auto snapshot = *world_.amis("eu-west-1").at(0).devices[0].snapshot_id;
    EXPECT_THAT(world_.tags("eu-west-1", snapshot), Contains(Pair("team", "web")));
}

TEST_F(DistributionTest, AsksForJustTheActionsItNeeds) {
    auto wanted = order({home_name, "eu-west-1"});
    wanted.regions[0].ami.launch_permissions = {{Grantee::Kind::group, "all"}};
    start(wanted);
    world_.run_for(a_while);
    ASSERT_EQ(world_.authority.uses.size(), 2U);
    auto names = [](const RoleUse& use) {
        std::vector<std::string> actions;
        for (const auto& action : use.actions)
            actions.push_back(action.action);
        return actions;
    };
    const auto& uses = world_.authority.uses;
    const RoleUse& at_home = uses[0].actor.region == home_name ? uses[0] : uses[1];
    const RoleUse& abroad = uses[0].actor.region == home_name ? uses[1] : uses[0];
    EXPECT_EQ(names(at_home),
              (std::vector<std::string>{"ec2:CreateTags", "ec2:ModifyImageAttribute"}));
    EXPECT_EQ(names(abroad), (std::vector<std::string>{"ec2:CopyImage", "ec2:CreateTags"}));
}

TEST_F(DistributionTest, ShowsProgressWhileACopyRuns) {
    world_.copies.held = true;
    ImageBuild started = start(order({home_name, "eu-west-1"}));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::distributing);
    auto made = destinations(started);
    EXPECT_EQ(made[0].step, Step::available);
    EXPECT_EQ(made[1].step, Step::copying);
    ASSERT_TRUE(made[1].ami_id);
    EXPECT_EQ(made[1].attempts, 1);
    world_.copies.held = false;
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::available);
    EXPECT_EQ(destinations(started)[1].attempts, 1);  // waiting is no failure
}

TEST_F(DistributionTest, OneFailureLeavesTheOthersAlone) {
    world_.authority.denied_regions = {"eu-west-1"};
    ImageBuild started = start(order({home_name, "eu-west-1", "ap-northeast-1"}));
    world_.run_for(a_while);
    ImageBuild ended = image(started);
    EXPECT_EQ(ended.status, ImageStatus::failed);
    EXPECT_THAT(*ended.reason, HasSubstr("1. The execution role may not act in eu-west-1"));
    EXPECT_THAT(*ended.reason, HasSubstr("destination account 111111111111, Region eu-west-1"));
    EXPECT_THAT(*ended.reason, testing::Not(HasSubstr("2. ")));
    auto made = destinations(started);
    EXPECT_EQ(made[0].step, Step::available);
    EXPECT_EQ(made[1].step, Step::failed);
    EXPECT_FALSE(made[1].ami_id);
    EXPECT_EQ(made[2].step, Step::available);
    EXPECT_TRUE(world_.amis("eu-west-1").empty());
}

TEST_F(DistributionTest, AFailedCopyIsShownWithItsCause) {
    world_.copies.failing = true;
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    ImageBuild ended = image(started);
    EXPECT_EQ(ended.status, ImageStatus::failed);
    auto made = destinations(started);
    EXPECT_THAT(*made[0].error, HasSubstr("AMI copy reported failure for " + *made[0].ami_id));
    EXPECT_THAT(*made[0].error, HasSubstr("bytes rotted"));
}

TEST_F(DistributionTest, ACopyWithOtherBitsIsNotAvailable) {
    world_.copies.damaging = true;
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::failed);
    EXPECT_THAT(*destinations(started)[0].error, HasSubstr("does not hold the same bits"));
}

TEST_F(DistributionTest, RefusesADestinationItCannotServeAndSaysWhy) {
    struct Case {
        const char* says;
        std::function<void(RegionOrder&)> change;
        std::optional<std::string> step;
    };
    const Case cases[] = {
        {"No role in 222222222222", [](RegionOrder& o) { o.account_ids = {"222222222222"}; }, {}},
        {"is not served here", [](RegionOrder& o) { o.region = "mars-1"; }, {}},
        {"Given key ID is not accessible. The key is shut.",
         [](RegionOrder& o) { o.ami.kms_key_id = "alias/shut"; },
         {}},
        {"Encrypted AMIs cannot be shared with everybody",
         [](RegionOrder& o) {
             o.ami.kms_key_id = "alias/x";
             o.ami.launch_permissions = {{Grantee::Kind::group, "all"}};
         },
         {}},
        {"under the AWS managed key",
         [](RegionOrder& o) {
             o.ami.kms_key_id = "alias/aws/ebs";
             o.ami.launch_permissions = {{Grantee::Kind::user, "222222222222"}};
         },
         {}},
        {"Fast Launch is for Windows AMIs only",
         [](RegionOrder& o) {
             o.ami.fast_launches = {{"", 6, 5}};
         },
         "UPDATE_FAST_LAUNCH_CONFIGURATIONS"},
        {"needs an S3-compatible store",
         [](RegionOrder& o) {
             o.ami.export_order = ExportOrder{"role", "RAW", "bucket", ""};
         },
         "EXPORT_AMI"},
        {"parameter /x",
         [](RegionOrder& o) {
             o.ami.tags = {{"a", "{{ssm:/x}}"}};
         },
         {}},
        {"has 130 characters",
         [](RegionOrder& o) {
             o.ami.name_template = std::string(106, 'a') + "{{imagebuilder:buildDate}}";
         },
         {}},
        {"letters, digits", [](RegionOrder& o) { o.ami.name_template = "web {x}"; }, {}},
    };
    world_.authority.denied_accounts = {"222222222222"};
    world_.authority.denied_keys = {"alias/shut"};
    for (const Case& each : cases) {
        auto wanted = order({home_name, "eu-west-1"});
        each.change(wanted.regions[1]);
        ImageBuild started = start(wanted);
        world_.run_for(a_while);
        auto made = destinations(started);
        EXPECT_EQ(made[0].step, Step::available);
        EXPECT_EQ(made[1].step, Step::failed) << each.says;
        EXPECT_THAT(made[1].error.value_or(""), HasSubstr(each.says));
        EXPECT_EQ(made[1].failed_configuration_step, each.step);
        EXPECT_TRUE(world_.amis("eu-west-1").empty());
    }
}

TEST_F(DistributionTest, BlockedPublicAccessFailsWhatWouldBePublic) {
    world_.block_public_access = true;
    world_.restart();
    auto wanted = order({"eu-west-1", "ap-northeast-1"});
    wanted.regions[0].ami.launch_permissions = {{Grantee::Kind::group, "all"}};
    wanted.regions[1].ami.launch_permissions = {{Grantee::Kind::user, "222222222222"}};
    ImageBuild started = start(wanted);
    world_.run_for(a_while);
    auto made = destinations(started);
    EXPECT_THAT(made[0].error.value_or(""), HasSubstr("block public access"));
    EXPECT_EQ(made[1].step, Step::available);
    EXPECT_TRUE(world_.amis("eu-west-1").empty());
}

TEST_F(DistributionTest, AKeyHasNoEffectWhereNoCopyIsMade) {
    auto wanted = order({home_name});
    wanted.regions[0].ami.kms_key_id = "alias/x";
    ImageBuild started = start(wanted);
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::available);
}

TEST_F(DistributionTest, KeysAreChosenForTheRoleThatDistributes) {
    world_.at("eu-west-1").keys.set("k1", keys::TestDomainKeys::State::enabled);
    auto wanted = order({"eu-west-1"});
    wanted.regions[0].ami.kms_key_id = keys::TestDomainKeys::arn("k1");
    ImageBuild started = start(wanted);
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::available);
    ASSERT_EQ(world_.authority.key_uses.size(), 1U);
    EXPECT_EQ(world_.authority.key_uses[0].region, "eu-west-1");
    EXPECT_EQ(world_.authority.key_uses[0].role, started.execution_role);
    EXPECT_TRUE(world_.amis("eu-west-1").at(0).devices.at(0).encrypted);
}

TEST_F(DistributionTest, ANameInUseFailsThatDestination) {
    world_.add_ami("eu-west-1", "web golden 2026-10-01T09-12-44.310Z");
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    EXPECT_THAT(*destinations(started)[0].error, HasSubstr("is already in use by AMI"));
}

TEST_F(DistributionTest, ASourceThatVanishesFailsTheCopy) {
    ImageBuild started = start(order({"eu-west-1"}));
    ASSERT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) {
        return images::deregister(tx, world_.source_ami, world_.clock.now());
    }));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::failed);
}

TEST_F(DistributionTest, AnAmiDeregisteredMeanwhileFailsItsDestination) {
    world_.copies.held = true;
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    std::string copied = *destinations(started)[0].ami_id;
    ASSERT_TRUE(world_.at("eu-west-1").inner->write([&](catalog::Transaction& tx) {
        return images::deregister(tx, copied, world_.clock.now());
    }));
    world_.run_for(a_while);
    EXPECT_THAT(*destinations(started)[0].error, HasSubstr("was deregistered"));
}

TEST_F(DistributionTest, WaitsForAPeerThatDoesNotAnswer) {
    auto wanted = order({"eu-west-1"});
    world_.peers->unreachable = true;
    ImageBuild started = start(wanted);
    world_.run_for(a_while);
    EXPECT_EQ(destinations(started)[0].step, Step::starting);
    world_.peers->unreachable = false;
    world_.run_for(all_attempts / 10, std::chrono::seconds(1));
    EXPECT_EQ(image(started).status, ImageStatus::available);
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
}

TEST_F(DistributionTest, GivesUpAfterAllAttempts) {
    auto wanted = order({home_name, "eu-west-1"});
    world_.peers->unreachable = true;
    ImageBuild started = start(wanted);
    world_.run_for(all_attempts, std::chrono::seconds(1));
    EXPECT_EQ(image(started).status, ImageStatus::failed);
    EXPECT_EQ(destinations(started)[0].step, Step::available);
    EXPECT_THAT(*destinations(started)[1].error, HasSubstr("cannot be reached"));
}

TEST_F(DistributionTest, CancelStopsWhatHasNotBegunAndKeepsWhatRuns) {
    world_.copies.held = true;
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    ASSERT_TRUE(cancel(started));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::distributing);  // EC2 cannot stop a copy
    world_.copies.held = false;
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::cancelled);
    EXPECT_FALSE(image(started).reason);
    EXPECT_EQ(destinations(started)[0].step, Step::cancelled);
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
    Status again = cancel(started);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_F(DistributionTest, CancelBeforeTheFirstStepCopiesNothing) {
    ImageBuild started = start(order({home_name, "eu-west-1"}));
    ASSERT_TRUE(cancel(started));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::cancelled);
    EXPECT_TRUE(world_.amis("eu-west-1").empty());
    EXPECT_TRUE(world_.tags(home_name, world_.source_ami).empty());
}

TEST_F(DistributionTest, RetryRunsJustWhatFailed) {
    world_.copies.failing = true;
    ImageBuild started = start(order({home_name, "eu-west-1"}));
    world_.run_for(a_while);
    ASSERT_EQ(image(started).status, ImageStatus::failed);
    world_.copies.failing = false;
    ASSERT_TRUE(retry(started));
    EXPECT_EQ(image(started).status, ImageStatus::distributing);
    EXPECT_EQ(image(started).remaining, 1);
    EXPECT_FALSE(retry(started));  // it runs already
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::available);
    EXPECT_FALSE(image(started).reason);
    // The failed AMI held the name: it made way for the new one.
    auto amis = world_.amis("eu-west-1");
    ASSERT_EQ(amis.size(), 1U);
    EXPECT_EQ(amis[0].state, images::ImageState::available);
    EXPECT_FALSE(retry(started));  // AVAILABLE is for good
}

TEST_F(DistributionTest, RetryKeepsACopyThatIsGood) {
    world_.copies.held = true;
    ImageBuild started = start(order({"eu-west-1"}));
    world_.run_for(a_while);
    ASSERT_TRUE(cancel(started));
    world_.copies.held = false;
    world_.run_for(a_while);
    ASSERT_EQ(image(started).status, ImageStatus::cancelled);
    std::string copied = *destinations(started)[0].ami_id;
    ASSERT_TRUE(retry(started));
    world_.run_for(a_while);
    EXPECT_EQ(image(started).status, ImageStatus::available);
    EXPECT_EQ(destinations(started)[0].ami_id, copied);
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
}

TEST_F(DistributionTest, QuotasRefuseOneTooMany) {
    world_.copies.held = true;
    auto wanted = order({"eu-west-1"});
    auto try_with = [&](Quotas quotas) {
        return world_.home().inner->write_value([&](catalog::Transaction& tx) {
            return start_distribution(tx, wanted, quotas, world_.clock.now());
        });
    };
    ASSERT_TRUE(try_with({.images_max = 1}));
    auto images = try_with({.images_max = 1});
    ASSERT_FALSE(images);
    EXPECT_EQ(images.error().kind, ErrorKind::limit);
    auto running = try_with({.running_max = 1});
    ASSERT_FALSE(running);
    EXPECT_EQ(running.error().kind, ErrorKind::limit);
    EXPECT_TRUE(try_with({.images_max = 2, .running_max = 2}));
}

TEST_F(DistributionTest, ASourceThatIsNotCompleteIsAConflict) {
    auto wanted = order({"eu-west-1"});
    wanted.source.snapshots[0].root.reset();
    auto started = world_.home().inner->write_value([&](catalog::Transaction& tx) {
        return start_distribution(tx, wanted, {}, world_.clock.now());
    });
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::conflict);
}

TEST_F(DistributionTest, AReasonHasAtMost1024Characters) {
    ImageBuild image;
    image.slug = "web";
    Destination failed;
    failed.step = Step::failed;
    failed.error = std::string(300, 'x');
    std::vector<Destination> many(20, failed);
    std::string reason = failure_reason(image, home_name, many);
    EXPECT_EQ(reason.size(), 1024U);
    EXPECT_TRUE(reason.ends_with("..."));
    EXPECT_EQ(shortened(std::string(1024, 'a')).size(), 1024U);
    EXPECT_EQ(shortened(std::string(1025, 'a')).size(), 1024U);
    // Characters count, not bytes; none is cut in half.
    std::string umlauts;
    for (int i = 0; i < 1024; ++i)
        umlauts += "\xC3\xBC";
    EXPECT_EQ(shortened(umlauts), umlauts);
}

std::int64_t parameter_version(ThreeRegions& world, std::string_view region) {
    auto found = world.at(region).inner->read_value([](catalog::Transaction& tx) {
        return parameters::find_current(tx, test_account, "/golden");
    });
    return found && *found ? (*found)->version : 0;
}

// How many changes of the image's status were told.
std::size_t transitions(ThreeRegions& world) {
    auto found = world.home().inner->read_value(
        [](catalog::Transaction& tx) { return events::read_after(tx, 0, 100); });
    return found ? found->size() : 0;
}

// The process dies at the n-th database call, comes back, and the distribution ends as if nothing
// had happened: every n until the whole distribution passes without reaching it.
void die_at_every_call(std::string_view where) {
    int n = 1;
    for (; n < 400; ++n) {
        ThreeRegions world;
        auto source = world.peers->find(home_name)->describe_image(
            {.account_id = test_account, .organization_arns = {}}, world.source_ami);
        DistributionOrder order;
        order.account_id = test_account;
        order.home_region = home_name;
        order.name = "web";
        order.platform = "Linux";
        order.source_image = world.source_ami;
        order.source = *source;
        order.configuration = "{}";
        order.execution_role = "role";
        for (const char* region : {home_name, "eu-west-1"})
            order.regions.push_back(
                {.region = region,
                 .account_ids = {},
                 .ami = {.launch_permissions = {{Grantee::Kind::user, "222222222222"}},
                         .parameters = {{"/golden", "", "aws:ec2:image"}}}});
        auto started = world.home().inner->write_value([&](catalog::Transaction& tx) {
            return start_distribution(tx, order, {}, world.clock.now());
        });
        ASSERT_TRUE(started);
        world.at(where).catalog.fail_from(n);
        world.run_for(std::chrono::milliseconds(100));
        bool died = world.at(where).catalog.failed();
        world.at(where).catalog.fail_at(0);
        world.restart();
        world.run_for(std::chrono::seconds(60), std::chrono::milliseconds(500));
        auto ended = world.home().inner->read_value(
            [&](catalog::Transaction& tx) { return find_build(tx, started->id()); });
        ASSERT_TRUE(ended);
        ASSERT_EQ(ended->status, ImageStatus::available)
            << "died at call " << n << ": " << ended->reason.value_or("");
        auto amis = world.amis("eu-west-1");
        ASSERT_EQ(amis.size(), 1U) << "died at call " << n;
        ASSERT_EQ(world.grantees("eu-west-1", amis[0].id).size(), 1U);
        ASSERT_EQ(world.tags("eu-west-1", amis[0].id).size(), 2U);
        ASSERT_EQ(world.tags(home_name, world.source_ami).size(), 2U);
        for (const char* region : {home_name, "eu-west-1"})
            ASSERT_EQ(parameter_version(world, region), 1) << "died at call " << n;
        ASSERT_EQ(transitions(world), 3U) << "died at call " << n;
        if (!died) break;
    }
    EXPECT_GT(n, 10) << "the loop never reached the interesting calls";
    EXPECT_LT(n, 400);
}

TEST(DistributionFailureLoop, DyingAtAnyCallOfTheHomeCatalog) {
    die_at_every_call(home_name);
}

TEST(DistributionFailureLoop, DyingAtAnyCallOfTheDestinationCatalog) {
    die_at_every_call("eu-west-1");
}

}  // namespace
}  // namespace amicast::distribution
