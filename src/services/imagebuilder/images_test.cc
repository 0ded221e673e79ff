// What a distribution's user does with the images: look, list, tag, cancel, retry, delete.
#include <fmt/format.h>

#include "services/imagebuilder/test_site.h"

namespace amicast::services::imagebuilder {
namespace {

using testing::HasSubstr;

constexpr Duration a_while = std::chrono::seconds(2);

class ImagesTest : public ImageBuilderTest {
  protected:
    ImagesTest() : configuration_(add_configuration_for("all", {"eu-west-1"})) {}

    // One that has ended, of an AMI with that name.
    std::string ended(const std::string& ami_name) {
        std::string arn = start(ami_name);
        world_.run_for(a_while);
        return arn;
    }
    std::string start(const std::string& ami_name) {
        std::string ami = world_.add_ami(home_region, ami_name);
        return distribute(ami, configuration_, fmt::format("start-{}", ++count_));
    }
    Reply get(const std::string& arn) {
        return call("GetImage", "", "imageBuildVersionArn=" + arn);
    }
    Reply act(const std::string& operation, const std::string& arn, const std::string& token) {
        return call(operation, fmt::format(R"({{"imageBuildVersionArn":"{}","clientToken":"{}"}})",
                                           arn, token));
    }
    std::vector<std::string> listed(const std::string& operation, const std::string& body,
                                    const std::string& member) {
        Reply reply = call(operation, body);
        EXPECT_EQ(reply.status, 200) << reply.message();
        std::vector<std::string> arns;
        if (reply.status != 200) return arns;
        for (const auto& item : reply.body.at(member).as_array())
            arns.emplace_back(item.at("arn").as_string());
        return arns;
    }
    std::vector<std::string> builds(const std::string& body) {
        return listed("ListImageBuildVersions", body, "imageSummaryList");
    }
    std::vector<std::string> versions(const std::string& body) {
        return listed("ListImages", body, "imageVersionList");
    }

    std::string image(std::string_view rest) {
        return fmt::format("arn:aws:imagebuilder:us-east-1:111111111111:image/{}", rest);
    }

    std::string configuration_;
    int count_ = 0;
};

TEST_F(ImagesTest, VersionsAndWildcardsShowTheNewestAvailableBuild) {
    ended("web");
    ended("web");
    world_.copies.held = true;
    start("web");
    for (const char* form : {"web/1.0.0", "web/1.0.x", "web/1.x.x", "web/x.x.x"})
        EXPECT_EQ(get(image(form)).text("/image/arn"), image("web/1.0.0/2"));
    EXPECT_EQ(get(image("web/1.0.0/3")).text("/image/state/status"), "PENDING");
    expect_error(get(image("web/2.x.x")), 404, "ResourceNotFoundException");
    expect_error(get(image("web/1.0.0/4")), 404, "ResourceNotFoundException", "web/1.0.0/4");
    expect_error(get(image("web/1.x.0")), 400, "InvalidRequestException");
    expect_error(get("web"), 400, "InvalidRequestException", "imageBuildVersionArn");
    expect_error(call_in(home_region, "222222222222", "GetImage", "",
                         "imageBuildVersionArn=" + image("web/1.0.0/1")),
                 403, "ForbiddenException");
}

TEST_F(ImagesTest, ListsBuildsNewestFirst) {
    ended("web");
    ended("api");
    ended("web");
    EXPECT_EQ(builds("{}"), (std::vector<std::string>{image("web/1.0.0/2"), image("api/1.0.0/1"),
                                                      image("web/1.0.0/1")}));
    EXPECT_EQ(builds(fmt::format(R"({{"imageVersionArn":"{}"}})", image("web/1.0.0"))),
              (std::vector<std::string>{image("web/1.0.0/2"), image("web/1.0.0/1")}));
    EXPECT_TRUE(builds(fmt::format(R"({{"imageVersionArn":"{}"}})", image("web/2.0.0"))).empty());
    EXPECT_EQ(builds(R"({"filters":[{"name":"name","values":["api"]}]})").size(), 1U);
    EXPECT_EQ(builds(R"({"filters":[{"name":"name","values":["api","web"]},)"
                     R"({"name":"platform","values":["Windows"]}]})")
                  .size(),
              0U);
    Reply one = call("ListImageBuildVersions", R"({"maxResults":1})");
    EXPECT_EQ(one.text("/imageSummaryList/0/state/status"), "AVAILABLE");
    EXPECT_EQ(one.text("/imageSummaryList/0/owner"), own_account);
    EXPECT_EQ(one.text("/imageSummaryList/0/version"), "1.0.0/2");
    EXPECT_EQ(one.text("/imageSummaryList/0/outputResources/amis/0/region"), "eu-west-1");
    std::string next = one.text("/nextToken");
    EXPECT_EQ(builds(fmt::format(R"({{"maxResults":1,"nextToken":"{}"}})", next)),
              (std::vector<std::string>{image("api/1.0.0/1")}));
    expect_error(call("ListImageBuildVersions",
                      fmt::format(R"({{"imageVersionArn":"{}"}})", image("web/1.0.0/1"))),
                 400, "InvalidRequestException", "imageVersionArn");
}

TEST_F(ImagesTest, ListsVersionsOnce) {
    ended("web");
    ended("api");
    ended("web");
    EXPECT_EQ(versions("{}"), (std::vector<std::string>{image("api/1.0.0"), image("web/1.0.0")}));
    EXPECT_EQ(versions(R"({"byName":true})").size(), 2U);
    EXPECT_EQ(versions(R"({"owner":"Self"})").size(), 2U);
    for (const char* owner : {"Shared", "Amazon", "ThirdParty", "AWSMarketplace"})
        EXPECT_TRUE(versions(fmt::format(R"({{"owner":"{}"}})", owner)).empty());
    EXPECT_EQ(versions(R"({"filters":[{"name":"type","values":["AMI"]},)"
                       R"({"name":"version","values":["1.0.0"]}]})")
                  .size(),
              2U);
    EXPECT_EQ(versions(R"({"filters":[{"name":"type","values":["DOCKER"]}]})").size(), 0U);
    expect_error(call("ListImages", R"({"owner":"Nobody"})"), 400, "InvalidRequestException",
                 "owner");
    expect_error(call("ListImages", R"({"filters":[{"name":"size","values":["1"]}]})"), 400,
                 "InvalidRequestException", "filters[0].name");
    Reply one = call("ListImages", R"({"maxResults":1})");
    EXPECT_EQ(one.text("/imageVersionList/0/version"), "1.0.0");
    EXPECT_EQ(one.text("/imageVersionList/0/owner"), own_account);
    EXPECT_EQ(
        versions(fmt::format(R"({{"maxResults":1,"nextToken":"{}"}})", one.text("/nextToken"))),
        (std::vector<std::string>{image("web/1.0.0")}));
}

TEST_F(ImagesTest, DeletesTheRecordAndNothingElse) {
    world_.copies.held = true;
    std::string arn = start("web");
    std::string query = "imageBuildVersionArn=" + arn;
    expect_error(call("DeleteImage", "", query), 400, "ResourceDependencyException", "PENDING");
    world_.copies.held = false;
    world_.run_for(a_while);
    Reply deleted = call("DeleteImage", "", query);
    EXPECT_EQ(deleted.status, 200);
    EXPECT_EQ(deleted.text("/imageBuildVersionArn"), arn);
    expect_error(get(arn), 404, "ResourceNotFoundException");
    expect_error(call("DeleteImage", "", query), 404, "ResourceNotFoundException");
    EXPECT_EQ(world_.amis("eu-west-1").size(), 1U);
    expect_error(call("DeleteImage", "", "imageBuildVersionArn=" + image("web/1.0.0")), 400,
                 "InvalidRequestException");
}

TEST_F(ImagesTest, TagsBelongToTheBuildAndNotToItsAmis) {
    std::string arn = ended("web");
    EXPECT_EQ(call("TagResource", R"({"tags":{"a":"1"}})", arn).status, 200);
    EXPECT_EQ(get(arn).text("/image/tags"), R"({"a":"1"})");
    auto tags = world_.tags("eu-west-1", world_.amis("eu-west-1").at(0).id);
    EXPECT_EQ(tags.size(), 2U);
    expect_error(call("ListTagsForResource", "", image("web/1.0.0")), 404,
                 "ResourceNotFoundException");
    expect_error(call("ListTagsForResource", "",
                      "arn:aws:imagebuilder:us-east-1:111111111111:component/c/1.0.0/1"),
                 404, "ResourceNotFoundException");
}

TEST_F(ImagesTest, CancelsAndRetries) {
    world_.copies.held = true;
    std::string arn = start("web");
    world_.run_for(a_while);
    expect_error(act("RetryImage", arn, "r0"), 400, "ResourceInUseException");
    Reply cancelled = act("CancelImageCreation", arn, "c");
    EXPECT_EQ(cancelled.status, 200);
    EXPECT_EQ(cancelled.text("/requestId"), "request-1");
    EXPECT_EQ(cancelled.text("/imageBuildVersionArn"), arn);
    world_.copies.held = false;
    world_.run_for(a_while);
    EXPECT_EQ(get(arn).text("/image/state/status"), "CANCELLED");
    EXPECT_EQ(get(arn).text("/image/outputResources/amis/0/state/status"), "CANCELLED");
    EXPECT_EQ(act("CancelImageCreation", arn, "c").status, 200);  // a replay
    expect_error(act("CancelImageCreation", arn, "c2"), 400, "InvalidRequestException",
                 "CANCELLED");

    Reply retried = act("RetryImage", arn, "r");
    EXPECT_EQ(retried.status, 200);
    EXPECT_FALSE(retried.has("/requestId"));
    world_.run_for(a_while);
    EXPECT_EQ(get(arn).text("/image/state/status"), "AVAILABLE");
    EXPECT_EQ(act("RetryImage", arn, "r").status, 200);  // a replay does nothing
    EXPECT_EQ(get(arn).text("/image/state/status"), "AVAILABLE");
    expect_error(act("RetryImage", arn, "r2"), 400, "InvalidRequestException", "AVAILABLE");
    expect_error(act("RetryImage", image("none/1.0.0/1"), "r3"), 404, "ResourceNotFoundException");
    expect_error(act("CancelImageCreation", arn, "r"), 400, "InvalidRequestException");
}

TEST_F(ImagesTest, AnUpdateDoesNotTouchWhatRuns) {
    std::string arn = start("web");
    EXPECT_EQ(call("UpdateDistributionConfiguration",
                   fmt::format(R"({{"distributionConfigurationArn":"{}","clientToken":"u",)"
                               R"("distributions":[{{"region":"ap-northeast-1",)"
                               R"("amiDistributionConfiguration":{{}}}}]}})",
                               configuration_))
                  .status,
              200);
    world_.run_for(a_while);
    Reply shown = get(arn);
    EXPECT_EQ(shown.text("/image/distributionConfiguration/distributions/0/region"), "eu-west-1");
    EXPECT_EQ(shown.text("/image/outputResources/amis/0/region"), "eu-west-1");
}

}  // namespace
}  // namespace amicast::services::imagebuilder
