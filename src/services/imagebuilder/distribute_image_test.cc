// DistributeImage: what it answers, every rule of its request on both sides, each of its errors
// that can be provoked here, and what GetImage shows of it.
#include <fmt/format.h>

#include "parameters/put.h"
#include "services/imagebuilder/executors.h"
#include "services/imagebuilder/test_site.h"

namespace amicast::services::imagebuilder {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class DistributeImageTest : public ImageBuilderTest {
  protected:
    DistributeImageTest()
        : configuration_(add_configuration_for("all", {"us-east-1", "eu-west-1"})) {}

    Reply with(const std::string& member, const std::string& value) {
        std::string token = fmt::format("token-{}", ++count_);
        std::map<std::string, std::string> members = {
            {"sourceImage", "\"" + world_.source_ami + "\""},
            {"distributionConfigurationArn", "\"" + configuration_ + "\""},
            {"executionRole", "\"distributor\""},
            {"clientToken", "\"" + token + "\""}};
        members[member] = value;
        std::string body = "{";
        for (const auto& [name, text] : members)
            if (!text.empty())
                body += fmt::format("{}\"{}\":{}", body.size() > 1 ? "," : "", name, text);
        return call("DistributeImage", body + "}");
    }
    Reply with_text(const std::string& member, const std::string& value) {
        return with(member, "\"" + value + "\"");
    }

    std::string arn(std::string_view rest, std::string_view account = own_account,
                    std::string_view region = home_region) {
        return fmt::format("arn:aws:imagebuilder:{}:{}:{}", region, account, rest);
    }

    std::string configuration_;
    int count_ = 0;
};

TEST_F(DistributeImageTest, AnswersAtOnceAndEndsAvailable) {
    Reply reply = call("DistributeImage",
                       distribute_body(world_.source_ami, configuration_, "token",
                                       R"(,"tags":{"team":"web"},)"
                                       R"("loggingConfiguration":{"logGroupName":"/my/logs"})"));
    ASSERT_EQ(reply.status, 200);
    EXPECT_EQ(reply.text("/clientToken"), "token");
    EXPECT_EQ(reply.text("/imageBuildVersionArn"), arn("image/web-golden/1.0.0/1"));
    EXPECT_FALSE(reply.has("/requestId"));
    EXPECT_TRUE(world_.notifier.notified.contains(home_region));

    std::string query = "imageBuildVersionArn=" + reply.text("/imageBuildVersionArn");
    Reply pending = call("GetImage", "", query);
    EXPECT_EQ(pending.text("/image/state/status"), "PENDING");
    EXPECT_EQ(pending.text("/image/outputResources/amis"), "[]");
    world_.copies.held = true;
    world_.run_for(std::chrono::seconds(1));
    Reply running = call("GetImage", "", query);
    EXPECT_EQ(running.text("/image/state/status"), "DISTRIBUTING");
    EXPECT_EQ(running.text("/image/outputResources/amis/0/state/status"), "AVAILABLE");
    EXPECT_EQ(running.text("/image/outputResources/amis/1/state/status"), "PENDING");
    world_.copies.held = false;
    world_.run_for(std::chrono::seconds(2));

    Reply done = call("GetImage", "", query);
    EXPECT_EQ(done.text("/requestId"), "request-1");
    EXPECT_EQ(done.text("/image/arn"), arn("image/web-golden/1.0.0/1"));
    EXPECT_EQ(done.text("/image/type"), "AMI");
    EXPECT_EQ(done.text("/image/name"), "web golden");
    EXPECT_EQ(done.text("/image/version"), "1.0.0/1");
    EXPECT_EQ(done.text("/image/platform"), "Linux");
    EXPECT_EQ(done.text("/image/state/status"), "AVAILABLE");
    EXPECT_FALSE(done.has("/image/state/reason"));
    EXPECT_FALSE(done.has("/image/state/failureContext"));
    EXPECT_EQ(done.text("/image/dateCreated"), "2026-10-01T09:12:44.310Z");
    EXPECT_EQ(done.text("/image/executionRole"), "distributor");
    EXPECT_EQ(done.text("/image/loggingConfiguration/logGroupName"), "/my/logs");
    EXPECT_EQ(done.text("/image/tags"), R"({"team":"web"})");
    EXPECT_EQ(done.text("/image/buildType"), "USER_INITIATED");
    EXPECT_EQ(done.text("/image/imageSource"), "CUSTOM");
    EXPECT_EQ(done.text("/image/distributionConfiguration/arn"), configuration_);
    EXPECT_EQ(done.text("/image/outputResources/amis/0/region"), home_region);
    EXPECT_EQ(done.text("/image/outputResources/amis/0/image"), world_.source_ami);
    EXPECT_EQ(done.text("/image/outputResources/amis/1/region"), "eu-west-1");
    EXPECT_EQ(done.text("/image/outputResources/amis/1/accountId"), own_account);
    EXPECT_EQ(done.text("/image/outputResources/amis/1/name"),
              "web golden 2026-10-01T09-12-44.310Z");
    EXPECT_EQ(done.text("/latestVersionReferences/latestVersionArn"),
              arn("image/web-golden/x.x.x"));
    EXPECT_EQ(done.text("/latestVersionReferences/latestMinorVersionArn"),
              arn("image/web-golden/1.0.x"));
}

TEST_F(DistributeImageTest, CountsBuilds) {
    EXPECT_THAT(distribute(world_.source_ami, configuration_, "a"), HasSubstr("/1.0.0/1"));
    EXPECT_THAT(distribute(world_.source_ami, configuration_, "b"), HasSubstr("/1.0.0/2"));
}

TEST_F(DistributeImageTest, TheSameTokenAndRequestGiveTheSameAnswer) {
    std::string first = distribute(world_.source_ami, configuration_, "same");
    EXPECT_EQ(distribute(world_.source_ami, configuration_, "same"), first);
    // What means the same is the same, whatever its form.
    Reply reordered =
        call("DistributeImage",
             fmt::format(R"({{"tags":{{}},"clientToken":"same","loggingConfiguration":{{}},)"
                         R"("executionRole":"distributor","distributionConfigurationArn":"{}",)"
                         R"("sourceImage":"{}"}})",
                         configuration_, world_.source_ami));
    EXPECT_EQ(reordered.text("/imageBuildVersionArn"), first);
    // Also when the source, the configuration and the role are gone.
    ASSERT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) {
        return images::deregister(tx, world_.source_ami, world_.clock.now());
    }));
    EXPECT_EQ(call("DeleteDistributionConfiguration", "",
                   "distributionConfigurationArn=" + configuration_)
                  .status,
              200);
    EXPECT_EQ(distribute(world_.source_ami, configuration_, "same"), first);
    Reply all = call("ListImageBuildVersions", "{}");
    EXPECT_EQ(all.body.at("imageSummaryList").as_array().size(), 1U);
}

TEST_F(DistributeImageTest, TheSameTokenWithAnotherRequestIsAMismatch) {
    distribute(world_.source_ami, configuration_, "same");
    Reply other = call("DistributeImage", distribute_body(world_.source_ami, configuration_, "same",
                                                          R"(,"tags":{"a":"b"})"));
    expect_error(other, 400, "IdempotentParameterMismatchException", "'clientToken'");
    // Tokens are case-sensitive, and their scope is account, region and operation.
    EXPECT_THAT(distribute(world_.source_ami, configuration_, "SAME"), HasSubstr("/1.0.0/2"));
    add_configuration_for("other", {"eu-west-1"});
}

TEST_F(DistributeImageTest, ARefusedRequestDoesNotUseItsToken) {
    expect_error(call("DistributeImage", distribute_body("ami-00000000", configuration_, "t")), 404,
                 "ResourceNotFoundException");
    EXPECT_THAT(distribute(world_.source_ami, configuration_, "t"), HasSubstr("/1.0.0/1"));
}

TEST_F(DistributeImageTest, RequiresItsFourMembers) {
    for (const char* member :
         {"sourceImage", "distributionConfigurationArn", "executionRole", "clientToken"}) {
        expect_error(with(member, ""), 400, "InvalidRequestException", fmt::format("'{}'", member));
        expect_error(with(member, "null"), 400, "InvalidRequestException", member);
        expect_error(with(member, "7"), 400, "InvalidRequestException", member);
        expect_error(with_text(member, ""), 400, "InvalidRequestException", member);
    }
}

TEST_F(DistributeImageTest, BoundsTheToken) {
    EXPECT_EQ(with_text("clientToken", "x").status, 200);
    EXPECT_EQ(with_text("clientToken", std::string(36, 'x')).status, 200);
    expect_error(with_text("clientToken", std::string(37, 'x')), 400, "InvalidRequestException",
                 "1 to 36 characters");
    // Characters count, not bytes.
    std::string umlauts;
    for (int i = 0; i < 36; ++i)
        umlauts += "\xC3\xBC";
    EXPECT_EQ(with_text("clientToken", umlauts).status, 200);
}

TEST_F(DistributeImageTest, BoundsTheSource) {
    expect_error(with_text("sourceImage", std::string(1024, 'x')), 400, "InvalidRequestException",
                 "Expected an AMI id");
    expect_error(with_text("sourceImage", std::string(1025, 'x')), 400, "InvalidRequestException",
                 "1 to 1024 characters");
}

TEST_F(DistributeImageTest, ChecksPatternsOfArnAndRole) {
    for (const char* bad :
         {"distribution-configuration/x",
          "arn:aws:imagebuilder:us-east-1:111:"
          "distribution-configuration/x",
          "arn:aws:imagebuilder:us-east-1:111111111111:distribution-configuration/X",
          "arn:aws:imagebuilder:us-east-1:111111111111:distribution-configuration/"})
        expect_error(with_text("distributionConfigurationArn", bad), 400, "InvalidRequestException",
                     "'distributionConfigurationArn'");
    for (const char* bad : {"a b", "arn:aws:iam::111:role/x", "x:y", "r\\u00fc"})
        expect_error(with_text("executionRole", bad), 400, "InvalidRequestException",
                     "'executionRole'");
    expect_error(with_text("executionRole", std::string(2049, 'r')), 400, "InvalidRequestException",
                 "1 to 2048");
    expect_error(with_text("executionRole", std::string(2048, 'r')), 400, "ClientException");
}

TEST_F(DistributeImageTest, ChecksTags) {
    EXPECT_EQ(with("tags", R"({"a":""})").status, 200);
    EXPECT_EQ(with("tags", R"({"Ab9+-=._:/,;<":"any value at all"})").status, 200);
    EXPECT_EQ(
        with("tags", fmt::format(R"({{"{}":"{}"}})", std::string(128, 'k'), std::string(256, 'v')))
            .status,
        200);
    for (const std::string& bad :
         {std::string(R"({"":"v"})"), std::string(R"({"a b":"v"})"), std::string(R"({"a@b":"v"})"),
          std::string(R"({"aws:x":"v"})"), fmt::format(R"({{"{}":"v"}})", std::string(129, 'k')),
          fmt::format(R"({{"k":"{}"}})", std::string(257, 'v')), std::string(R"({"k":null})"),
          std::string(R"({"k":1})"), std::string(R"(["k"])")})
        expect_error(with("tags", bad), 400, "InvalidRequestException", "tags");
    EXPECT_EQ(with("tags", R"({"AWS:x":"v"})").status, 200);  // the pattern minds case
    auto many = [](int count) {
        std::string tags;
        for (int i = 0; i < count; ++i)
            tags += fmt::format("{}\"k{}\":\"v\"", i ? "," : "", i);
        return "{" + tags + "}";
    };
    EXPECT_EQ(with("tags", many(50)).status, 200);
    expect_error(with("tags", many(51)), 400, "InvalidRequestException", "at most 50");
}

TEST_F(DistributeImageTest, ChecksTheLogGroup) {
    auto group = [&](const std::string& name) {
        return with("loggingConfiguration", fmt::format(R"({{"logGroupName":"{}"}})", name));
    };
    EXPECT_EQ(group(std::string(512, 'g')).status, 200);
    expect_error(group(std::string(513, 'g')), 400, "InvalidRequestException", "logGroupName");
    expect_error(group(""), 400, "InvalidRequestException", "logGroupName");
    expect_error(group("a#b"), 400, "InvalidRequestException", "logGroupName");
    EXPECT_EQ(with("loggingConfiguration", "{}").status, 200);
    expect_error(with("loggingConfiguration", "[]"), 400, "InvalidRequestException",
                 "loggingConfiguration");
}

TEST_F(DistributeImageTest, AGroupThatIsNotTheServicesNeedsTheRolesPermission) {
    add_role("silent", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                       R"("Action":"ec2:*","Resource":"*"}]})");
    auto group = [&](std::string_view name) {
        return call("DistributeImage",
                    fmt::format(R"({{"sourceImage":"{}","distributionConfigurationArn":"{}",)"
                                R"("executionRole":"silent","clientToken":"{}",)"
                                R"("loggingConfiguration":{{"logGroupName":"{}"}}}})",
                                world_.source_ami, configuration_, name, name));
    };
    EXPECT_EQ(group("/aws/imagebuilder/mine").status, 200);
    expect_error(group("/elsewhere"), 400, "ClientException", "logs:CreateLogStream");
}

TEST_F(DistributeImageTest, IgnoresUnknownMembersAndRefusesBrokenJson) {
    EXPECT_EQ(with("somethingNew", "{\"a\":1}").status, 200);
    for (const char* broken : {"{", "[]", "\"x\"", "{\"a\":}"})
        expect_error(call("DistributeImage", broken), 400, "InvalidRequestException");
}

TEST_F(DistributeImageTest, RefusesSourcesItCannotUse) {
    expect_error(with_text("sourceImage", "ami-00000000"), 404, "ResourceNotFoundException",
                 "ami-00000000");
    expect_error(with_text("sourceImage", "ami-xyz"), 400, "InvalidRequestException",
                 "not an AMI id");
    expect_error(with_text("sourceImage", "ssm:/my/ami"), 404, "ResourceNotFoundException",
                 "/my/ami");
    expect_error(with_text("sourceImage", "/my/ami"), 400, "InvalidRequestException",
                 "Expected an AMI id");
    std::string pending = world_.add_ami(home_region, "p", images::ImageState::pending);
    expect_error(with_text("sourceImage", pending), 400, "ResourceInUseException", pending);
    std::string failed = world_.add_ami(home_region, "f", images::ImageState::failed);
    expect_error(with_text("sourceImage", failed), 400, "InvalidRequestException", "failed");
    std::string disabled = world_.add_ami(home_region, "d", images::ImageState::disabled);
    expect_error(with_text("sourceImage", disabled), 400, "InvalidRequestException", "disabled");
    // It must be in the region of the call.
    std::string elsewhere = world_.add_ami("eu-west-1", "e");
    expect_error(with_text("sourceImage", elsewhere), 404, "ResourceNotFoundException");
}

TEST_F(DistributeImageTest, AnothersAmiIsUnknownUntilSharedAndNeedsItsStorage) {
    std::string configuration =
        call_in(home_region, "222222222222", "CreateDistributionConfiguration",
                R"({"name":"mine","clientToken":"c","distributions":)"
                R"([{"region":"eu-west-1",)"
                R"("amiDistributionConfiguration":{}}]})")
            .text("/distributionConfigurationArn");
    auto distribute_it = [&] {
        return call_in(home_region, "222222222222", "DistributeImage",
                       distribute_body(world_.source_ami, configuration, "t"));
    };
    expect_error(distribute_it(), 404, "ResourceNotFoundException");
    ASSERT_TRUE(world_.home().inner->write([&](catalog::Transaction& tx) {
        return images::grant(tx, world_.source_ami, {images::Grantee::Kind::user, "222222222222"});
    }));
    expect_error(distribute_it(), 403, "ForbiddenException", "snapshots");
}

TEST_F(DistributeImageTest, RefusesConfigurationsItCannotUse) {
    auto use = [&](const std::string& name) {
        return with_text("distributionConfigurationArn", name);
    };
    expect_error(use(arn("distribution-configuration/none")), 404, "ResourceNotFoundException");
    expect_error(use(arn("distribution-configuration/all", own_account, "eu-west-1")), 400,
                 "InvalidRequestException", "eu-west-1");
    expect_error(use(arn("distribution-configuration/all", "222222222222")), 403,
                 "ForbiddenException");
    std::string containers = add_configuration(
        "containers", R"([{"region":"eu-west-1","containerDistributionConfiguration":)"
                      R"({"targetRepository":{"service":"ECR","repositoryName":"r"}}}])");
    expect_error(use(containers), 400, "InvalidRequestException", "distributions[0]");
}

TEST_F(DistributeImageTest, FindsRolesByNameAndArn) {
    EXPECT_EQ(with_text("executionRole", "arn:aws:iam::111111111111:role/distributor").status, 200);
    expect_error(with_text("executionRole", "nobody"), 400, "ClientException", "nobody");
    expect_error(with_text("executionRole", "arn:aws:iam::111111111111:role/x/distributor"), 400,
                 "ClientException");
    expect_error(with_text("executionRole", "arn:aws:iam::222222222222:role/distributor"), 400,
                 "ClientException");
    EXPECT_EQ(with_text("executionRole",
                        "arn:aws:iam::111111111111:role/aws-service-role/"
                        "imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder")
                  .status,
              200);
    EXPECT_EQ(with_text("executionRole", "AWSServiceRoleForImageBuilder").status, 200);
}

TEST_F(DistributeImageTest, ReportsTheFirstFailureInTheOrderOfTheMembers) {
    Reply reply =
        call("DistributeImage", fmt::format(R"({{"sourceImage":"ami-00000000",)"
                                            R"("distributionConfigurationArn":"{}",)"
                                            R"("executionRole":"nobody","clientToken":"t"}})",
                                            arn("distribution-configuration/none")));
    expect_error(reply, 404, "ResourceNotFoundException", "ami-00000000");
}

TEST_F(DistributeImageTest, TakesImagesAsSources) {
    std::string first = distribute(world_.source_ami, configuration_, "first");
    expect_error(with_text("sourceImage", first), 400, "ResourceInUseException", "PENDING");
    expect_error(with_text("sourceImage", arn("image/web-golden/1.0.0")), 400,
                 "ResourceInUseException");
    world_.run_for(std::chrono::seconds(2));
    for (const char* source :
         {"image/web-golden/1.0.0/1", "image/web-golden/1.0.0", "image/web-golden/1.x.x"}) {
        Reply reply = with_text("sourceImage", arn(source));
        ASSERT_EQ(reply.status, 200) << reply.message();
        EXPECT_THAT(reply.text("/imageBuildVersionArn"), HasSubstr("image/web-golden/1.0.0/"));
    }
    expect_error(with_text("sourceImage", arn("image/none/1.0.0/1")), 404,
                 "ResourceNotFoundException");
    expect_error(with_text("sourceImage", arn("image/none/1.0.0")), 404,
                 "ResourceNotFoundException");
    expect_error(with_text("sourceImage", arn("image/web-golden/2.x.x")), 404,
                 "ResourceNotFoundException");
    expect_error(with_text("sourceImage", arn("image/web-golden/1.0.0/1", "222222222222")), 403,
                 "ForbiddenException");
    expect_error(with_text("sourceImage", arn("image/web-golden/1.0.0/1", own_account, "mars-1")),
                 400, "InvalidRequestException");
    expect_error(with_text("sourceImage", arn("image/web-golden")), 400, "InvalidRequestException");
}

TEST_F(DistributeImageTest, AnImageWithoutAnAmiHereIsNoSource) {
    std::string abroad = add_configuration_for("abroad", {"eu-west-1"});
    std::string image = distribute(world_.source_ami, abroad, "t");
    world_.run_for(std::chrono::seconds(2));
    expect_error(with_text("sourceImage", image), 400, "InvalidRequestException", "no AMI");
}

TEST_F(DistributeImageTest, AFailedImageIsNoSourceAndShowsWhatFailed) {
    std::string mixed = add_configuration(
        "mixed", R"([{"region":"us-east-1","amiDistributionConfiguration":{}},)"
                 R"({"region":"eu-west-1","amiDistributionConfiguration":)"
                 R"({"targetAccountIds":["222222222222"]}},)"
                 R"({"region":"ap-northeast-1","amiDistributionConfiguration":{},)"
                 R"("ssmParameterConfigurations":[{"parameterName":"/aws/x"}]}])");
    world_.authority.denied_accounts = {"222222222222"};
    std::string image = distribute(world_.source_ami, mixed, "t");
    world_.run_for(std::chrono::seconds(2));
    Reply shown = call("GetImage", "", "imageBuildVersionArn=" + image);
    EXPECT_EQ(shown.text("/image/state/status"), "FAILED");
    EXPECT_THAT(shown.text("/image/state/reason"), HasSubstr("1. No role in 222222222222"));
    EXPECT_THAT(shown.text("/image/state/reason"), HasSubstr("2. The parameter /aws/x of account"));
    std::string context = "/image/state/failureContext";
    EXPECT_EQ(shown.text(context + "/imageStatus"), "DISTRIBUTING");
    EXPECT_EQ(shown.text(context + "/failedStep"), "DistributeImage");
    std::string failures = context + "/distributionFailure/regionFailures";
    EXPECT_EQ(shown.text(failures + "/0/region"), "eu-west-1");
    EXPECT_EQ(shown.text(failures + "/0/targetAccountId"), "222222222222");
    EXPECT_EQ(shown.text(failures + "/0/status"), "FAILED");
    EXPECT_FALSE(shown.has(failures + "/0/imageConfigurationStep"));
    EXPECT_EQ(shown.text(failures + "/1/region"), "ap-northeast-1");
    EXPECT_EQ(shown.text(failures + "/1/imageConfigurationStep"), "PUT_SSM_PARAMETERS");
    EXPECT_EQ(shown.text("/image/outputResources/amis/0/image"), world_.source_ami);
    expect_error(with_text("sourceImage", image), 400, "InvalidRequestException", "FAILED");
    expect_error(with_text("sourceImage", arn("image/web-golden/1.0.0")), 400,
                 "InvalidRequestException", "AVAILABLE");
}

TEST_F(DistributeImageTest, QuotaOfRunningDistributionsIs402) {
    world_.copies.held = true;
    for (int i = 0; i < 100; ++i)
        ASSERT_EQ(with("tags", "{}").status, 200);
    expect_error(with("tags", "{}"), 402, "ServiceQuotaExceededException", "100");
}

TEST_F(DistributeImageTest, ADamagedRowIs500AndTellsNothingOfIt) {
    ASSERT_TRUE(world_.home().inner->write([](catalog::Transaction& tx) -> Status {
        auto damaged =
            tx.execute("UPDATE distribution_configurations SET distributions = 'rot'", {});
        if (!damaged) return failure(damaged.error());
        return {};
    }));
    Reply reply = with("tags", "{}");
    expect_error(reply, 500, "ServiceException", "cannot be read");
    EXPECT_EQ(reply.message().find("rot"), std::string::npos);
}

TEST_F(DistributeImageTest, SourcesMayBeParametersOfTheAccount) {
    auto put = [&](const std::string& name, const std::string& value) {
        Status done = world_.home().inner->write([&](catalog::Transaction& tx) -> Status {
            auto made = parameters::put(tx,
                                        {.account_id = own_account,
                                         .region = home_region,
                                         .name = name,
                                         .value = value,
                                         .type = parameters::Type::string},
                                        {}, world_.clock.now());
            if (!made) return failure(made.error());
            return {};
        });
        ASSERT_TRUE(done) << done.error().message;
    };
    put("/golden", world_.source_ami);
    put("/text", "no ami");
    // The execution role reads it.
    expect_error(with_text("sourceImage", "ssm:/golden"), 403, "AccessDeniedException",
                 "ssm:GetParameter");
    add_role("reader", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                       R"("Action":["ec2:*","ssm:GetParameter"],"Resource":"*"}]})");
    auto distribute_it = [&](const std::string& source) {
        std::string body = distribute_body(source, configuration_, fmt::format("p-{}", ++count_));
        body.replace(body.find("distributor"), 11, "reader");
        return call("DistributeImage", body);
    };
    EXPECT_THAT(distribute_it("ssm:/golden").text("/imageBuildVersionArn"),
                HasSubstr("image/web-golden/1.0.0/"));
    EXPECT_EQ(distribute_it("ssm:arn:aws:ssm:us-east-1:111111111111:parameter/golden").status, 200);
    EXPECT_EQ(distribute_it("ssm:/golden:1").status, 200);
    expect_error(distribute_it("ssm:/golden:7"), 404, "ResourceNotFoundException");
    expect_error(distribute_it("ssm:/text"), 400, "InvalidRequestException", "AMI id");
    expect_error(distribute_it("ssm:arn:aws:ssm:us-east-1:222222222222:parameter/golden"), 404,
                 "ResourceNotFoundException");
    // Under the service-linked role the caller's own permission counts.
    std::string body = distribute_body("ssm:/golden", configuration_, "t");
    body.replace(body.find("distributor"), 11, "AWSServiceRoleForImageBuilder");
    EXPECT_EQ(access("DistributeImage", body).back().action, "ssm:GetParameter");
}

TEST_F(DistributeImageTest, AFailingCatalogIs503AndARepetitionMakesOneImage) {
    int n = 1;
    for (; n < 90; ++n) {
        std::string body =
            distribute_body(world_.source_ami, configuration_, fmt::format("token-{}", n));
        world_.home().catalog.fail_at(n);
        Reply reply = call("DistributeImage", body);
        bool failed = world_.home().catalog.failed();
        world_.home().catalog.fail_at(0);
        if (reply.status != 200) expect_error(reply, 503, "ServiceUnavailableException");
        Reply again = call("DistributeImage", body);
        ASSERT_THAT(again.text("/imageBuildVersionArn"), HasSubstr(fmt::format("/1.0.0/{}", n)));
        if (!failed) break;
    }
    EXPECT_GT(n, 10);
    EXPECT_LT(n, 90);
}

TEST_F(DistributeImageTest, AsksForFivePermissions) {
    auto asked = access("DistributeImage", distribute_body(world_.source_ami, configuration_, "t",
                                                           R"(,"tags":{"team":"web"})"));
    ASSERT_EQ(asked.size(), 5U);
    EXPECT_EQ(asked[0].action, "imagebuilder:DistributeImage");
    EXPECT_EQ(asked[0].resource, arn("image/web-golden/1.0.0/*"));
    EXPECT_EQ(asked[0].context.at("aws:RequestTag/team"), std::vector<std::string>{"web"});
    EXPECT_EQ(asked[1].action, "imagebuilder:GetDistributionConfiguration");
    EXPECT_EQ(asked[1].resource, configuration_);
    EXPECT_EQ(asked[2].action, "imagebuilder:GetImage");
    EXPECT_EQ(asked[3].action, "imagebuilder:TagResource");
    EXPECT_EQ(asked[4].action, "iam:PassRole");
    EXPECT_EQ(asked[4].resource, "arn:aws:iam::111111111111:role/distributor");
    EXPECT_EQ(asked[4].context.at("iam:PassedToService"),
              std::vector<std::string>{"imagebuilder.amazonaws.com"});
    // Without tags four; a source that does not exist is still answered.
    EXPECT_EQ(
        access("DistributeImage", distribute_body("ami-00000000", configuration_, "t")).size(), 4U);
}

TEST_F(DistributeImageTest, TheRoleMustTrustAndAllow) {
    auto authority = make_distribution_authority(*site_);
    distribution::RoleUse use{.actor = {.account_id = own_account,
                                        .role = "distributor",
                                        .region = "eu-west-1",
                                        .assumed_by = {}},
                              .actions = {{"ec2:CopyImage", "arn:aws:ec2:eu-west-1::image/*"}}};
    Status may = authority->check_role(use);
    EXPECT_TRUE(may) << may.error().message;
    add_role("untrusting", {}, "ec2.amazonaws.com");
    add_role("weak", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                     R"("Action":"ec2:Describe*","Resource":"*"}]})");
    add_role("fenced", R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                       R"("Action":"ec2:*","Resource":"*","Condition":{"StringEquals":)"
                       R"({"aws:RequestedRegion":"us-east-1"}}}]})");
    const std::pair<const char*, const char*> refused[] = {
        {"nobody", "does not exist"},
        {"untrusting", "may not assume"},
        {"weak", "not authorized to perform ec2:CopyImage"},
        {"fenced", "not authorized to perform ec2:CopyImage"}};
    for (const auto& [role, reason] : refused) {
        use.actor.role = role;
        Status no = authority->check_role(use);
        ASSERT_FALSE(no) << role;
        EXPECT_EQ(no.error().kind, ErrorKind::denied);
        EXPECT_THAT(no.error().message, HasSubstr(reason));
    }
    use.actor.role = "AWSServiceRoleForImageBuilder";
    EXPECT_TRUE(authority->check_role(use));
    use.actions = {{"ssm:PutParameter", "*"}};
    EXPECT_FALSE(authority->check_role(use));
}

}  // namespace
}  // namespace amicast::services::imagebuilder
