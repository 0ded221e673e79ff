// Distribution configurations: stored as sent, each rule on both sides, tokens, pages and tags.
#include <fmt/format.h>

#include "services/imagebuilder/test_site.h"

namespace amicast::services::imagebuilder {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class ConfigurationsTest : public ImageBuilderTest {
  protected:
    Reply create(const std::string& distributions, const std::string& name = "web tier") {
        return call("CreateDistributionConfiguration",
                    fmt::format(R"({{"name":"{}","distributions":{},"clientToken":"t{}"}})", name,
                                distributions, ++count_));
    }
    // One distribution to eu-west-1 with these members besides the region.
    Reply create_one(const std::string& members) {
        Reply reply = create(fmt::format(R"([{{"region":"eu-west-1",{}}}])", members),
                             fmt::format("config-{}", ++count_));
        return reply;
    }
    Reply create_ami(const std::string& members) {
        return create_one(fmt::format(R"("amiDistributionConfiguration":{{{}}})", members));
    }
    Reply get(const std::string& arn) {
        return call("GetDistributionConfiguration", "", "distributionConfigurationArn=" + arn);
    }

    int count_ = 0;
};

constexpr const char* plain = R"([{"region":"eu-west-1","amiDistributionConfiguration":{}}])";

TEST_F(ConfigurationsTest, EverythingComesBackExactly) {
    const std::string all = R"([
      {"region":"us-east-1","amiDistributionConfiguration":{}},
      {"region":"eu-west-1",
       "amiDistributionConfiguration":{
         "name":"web {{ imagebuilder:buildDate }}","description":"golden",
         "targetAccountIds":["111111111111","222222222222"],"amiTags":{"team":"web","empty":""},
         "kmsKeyId":"alias/key",
         "launchPermission":{"userIds":["333333333333"],"userGroups":["all"],
           "organizationArns":["arn:aws:organizations::111111111111:organization/o-abcdefghij"],
           "organizationalUnitArns":
             ["arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-abcd-12345678"]}},
       "licenseConfigurationArns":["arn:aws:license-manager:eu-west-1:111111111111:license-configuration:lic-0123456789abcdef0123456789abcdef"],
       "launchTemplateConfigurations":[{"launchTemplateId":"lt-0123456789abcdef0",
         "accountId":"222222222222","setDefaultVersion":false}],
       "s3ExportConfiguration":{"roleName":"vmie","diskImageFormat":"RAW","s3Bucket":"b",
         "s3Prefix":"p/"},
       "fastLaunchConfigurations":[{"enabled":true,"snapshotConfiguration":
         {"targetResourceCount":5},"maxParallelLaunches":6,"launchTemplate":
         {"launchTemplateId":"lt-0123456789abcdef0","launchTemplateVersion":"1"},
         "accountId":"111111111111"}],
       "ssmParameterConfigurations":[{"amiAccountId":"222222222222","parameterName":"/golden/ami",
         "dataType":"aws:ec2:image"}]},
      {"region":"ap-northeast-1","amiDistributionConfiguration":{"launchPermission":{},
        "amiTags":{}},"ssmParameterConfigurations":[]}])";
    Reply created = create(all);
    ASSERT_EQ(created.status, 200) << created.message();
    EXPECT_EQ(created.text("/requestId"), "request-1");
    std::string arn = created.text("/distributionConfigurationArn");
    EXPECT_EQ(arn,
              "arn:aws:imagebuilder:us-east-1:111111111111:distribution-configuration/"
              "web-tier");
    Reply shown = get(arn);
    ASSERT_EQ(shown.status, 200);
    const json::object& object = shown.body.at("distributionConfiguration").as_object();
    EXPECT_EQ(object.at("distributions"), json::parse(all));
    EXPECT_EQ(object.at("name"), "web tier");
    EXPECT_EQ(object.at("arn"), arn.c_str());
    EXPECT_EQ(object.at("dateCreated"), "2026-10-01T09:12:44.310Z");
    EXPECT_EQ(object.at("tags"), json::object());
    EXPECT_FALSE(object.contains("description"));
    EXPECT_FALSE(object.contains("dateUpdated"));
    EXPECT_FALSE(object.contains("timeoutMinutes"));
}

TEST_F(ConfigurationsTest, NamesCollideBySlug) {
    EXPECT_EQ(create(plain, "Web Tier").status, 200);
    for (const char* same : {"web tier", "WEB_TIER", "web-tier"})
        expect_error(create(plain, same), 400, "ResourceAlreadyExistsException", "web-tier");
    EXPECT_EQ(create(plain, "web-tier-2").status, 200);
}

TEST_F(ConfigurationsTest, ChecksNames) {
    EXPECT_EQ(create(plain, "abc").status, 200);
    EXPECT_EQ(create(plain, std::string(128, 'a')).status, 200);
    for (const std::string& bad : {std::string("ab"), std::string(129, 'a'), std::string(" abc"),
                                   std::string("abc "), std::string("a.b.c"), std::string()})
        expect_error(create(plain, bad), 400, "InvalidRequestException", "'name'");
}

TEST_F(ConfigurationsTest, ChecksRegionsAndOutputs) {
    expect_error(create("[]"), 400, "InvalidParameterValueException", "'distributions'");
    expect_error(create(R"([{"region":"mars-1","amiDistributionConfiguration":{}}])"), 400,
                 "InvalidParameterValueException", "'distributions[0].region'");
    expect_error(create(R"([{"region":"eu-west-1","amiDistributionConfiguration":{}},)"
                        R"({"region":"eu-west-1","amiDistributionConfiguration":{}}])"),
                 400, "InvalidParameterValueException", "'distributions[1].region'");
    expect_error(create(R"([{"region":"eu-west-1"}])"), 400, "InvalidParameterValueException",
                 "has no output");
    std::string container = R"("containerDistributionConfiguration":)"
                            R"({"targetRepository":{"service":"ECR","repositoryName":"r"}})";
    EXPECT_EQ(create_one(container).status, 200);
    expect_error(create_one(container + R"(,"amiDistributionConfiguration":{})"), 400,
                 "InvalidParameterCombinationException", "'distributions[0]'");
    expect_error(create_one(container + R"(,"s3ExportConfiguration":{"roleName":"r",)"
                                        R"("diskImageFormat":"RAW","s3Bucket":"b"})"),
                 400, "InvalidParameterCombinationException", "s3ExportConfiguration");
    expect_error(create(R"([{"amiDistributionConfiguration":{}}])"), 400, "InvalidRequestException",
                 "distributions[0].region");
}

TEST_F(ConfigurationsTest, AmiNamesNeedABuildDate) {
    auto name = [&](const std::string& text) {
        return create_ami(fmt::format(R"("name":"{}")", text));
    };
    std::string path = "'distributions[0].amiDistributionConfiguration.name'";
    EXPECT_EQ(name("web {{imagebuilder:buildDate}}").status, 200);
    EXPECT_EQ(name("web {{ imagebuilder:buildDate }}").status, 200);
    expect_error(name("web"), 400, "InvalidParameterValueException", path);
    expect_error(name("web {{imagebuilder:buildVersion}}"), 400, "InvalidParameterValueException",
                 "buildDate");
    expect_error(name("{{imagebuilder:other}}{{imagebuilder:buildDate}}"), 400,
                 "InvalidParameterValueException", "is not known");
    std::string date = "{{imagebuilder:buildDate}}";
    EXPECT_EQ(name(std::string(127 - date.size(), 'a') + date).status, 200);
    expect_error(name(std::string(128 - date.size(), 'a') + date), 400, "InvalidRequestException",
                 "127");
    expect_error(name("a/" + date), 400, "InvalidRequestException", path);
}

TEST_F(ConfigurationsTest, ChecksAmiSettings) {
    expect_error(create_ami(R"("amiTags":{"CreatedBy":"me"})"), 400,
                 "InvalidParameterValueException", "reserved");
    expect_error(create_ami(R"("amiTags":{"a b":"x"})"), 400, "InvalidRequestException", "amiTags");
    expect_error(create_ami(R"("amiTags":{"a":"x\u0001"})"), 400, "InvalidParameterValueException",
                 "amiTags[a]");
    expect_error(create_ami(R"("description":"\u000b")"), 400, "InvalidParameterValueException",
                 "description");
    expect_error(create_ami(R"("targetAccountIds":[])"), 400, "InvalidRequestException",
                 "targetAccountIds");
    expect_error(create_ami(R"("targetAccountIds":["1"])"), 400, "InvalidRequestException",
                 "targetAccountIds[0]");
    expect_error(create_ami(R"("description":"")"), 400, "InvalidRequestException", "description");
    expect_error(create_ami(R"("launchPermission":{"userGroups":["some"]})"), 400,
                 "InvalidParameterValueException", "userGroups[0]");
    expect_error(create_ami(R"("launchPermission":{"organizationArns":["o-x"]})"), 400,
                 "InvalidRequestException", "organizationArns[0]");
    auto accounts = [&](int count) {
        std::string list;
        for (int i = 0; i < count; ++i)
            list += fmt::format("{}\"{}\"", i ? "," : "", 100000000000 + i);
        return create_ami(fmt::format(R"("targetAccountIds":[{}])", list));
    };
    EXPECT_EQ(accounts(1536).status, 200);
    expect_error(accounts(1537), 400, "InvalidRequestException", "1 to 1536");
}

TEST_F(ConfigurationsTest, ChecksTheOtherSettings) {
    std::string ami = R"("amiDistributionConfiguration":{"targetAccountIds":["222222222222"]},)";
    auto parameter = [&](const std::string& account) {
        return create_one(ami + fmt::format(R"("ssmParameterConfigurations":[)"
                                            R"({{"parameterName":"/p","amiAccountId":"{}"}}])",
                                            account));
    };
    EXPECT_EQ(parameter("222222222222").status, 200);
    EXPECT_EQ(parameter(own_account).status, 200);
    expect_error(parameter("333333333333"), 400, "InvalidParameterValueException",
                 "ssmParameterConfigurations[0].amiAccountId");
    expect_error(create_one(ami + R"("launchTemplateConfigurations":)"
                                  R"([{"launchTemplateId":"lt-0123456789abcdef"}])"),
                 400, "InvalidRequestException", "launchTemplateId");
    expect_error(create_one(ami + R"("fastLaunchConfigurations":[{"enabled":true,)"
                                  R"("launchTemplate":{"launchTemplateId":"lt-0123456789abcdef0",)"
                                  R"("launchTemplateName":"x"}}])"),
                 400, "InvalidParameterCombinationException", "fastLaunchConfigurations[0]");
    expect_error(create_one(ami + R"("fastLaunchConfigurations":[{"enabled":true,)"
                                  R"("launchTemplate":{"launchTemplateVersion":"1"}}])"),
                 400, "InvalidParameterValueException", "fastLaunchConfigurations[0]");
    expect_error(create_one(ami + R"("s3ExportConfiguration":{"roleName":"r",)"
                                  R"("diskImageFormat":"QCOW2","s3Bucket":"b"})"),
                 400, "InvalidRequestException", "diskImageFormat");
}

TEST_F(ConfigurationsTest, CreatingIsIdempotentByToken) {
    std::string body =
        fmt::format(R"({{"name":"web","distributions":{},"clientToken":"t"}})", plain);
    Reply first = call("CreateDistributionConfiguration", body);
    Reply again = call("CreateDistributionConfiguration", body);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.text("/distributionConfigurationArn"),
              first.text("/distributionConfigurationArn"));
    expect_error(
        call("CreateDistributionConfiguration",
             fmt::format(R"({{"name":"web2","distributions":{},"clientToken":"t"}})", plain)),
        400, "IdempotentParameterMismatchException");
}

TEST_F(ConfigurationsTest, ADryRunChecksAndStoresNothing) {
    std::string body = R"({{"name":"web","distributions":{},"clientToken":"t","dryRun":true}})";
    expect_error(call("CreateDistributionConfiguration", fmt::format(fmt::runtime(body), plain)),
                 412, "DryRunOperationException");
    expect_error(call("CreateDistributionConfiguration", fmt::format(fmt::runtime(body), "[]")),
                 400, "InvalidParameterValueException");
    EXPECT_EQ(create(plain, "web").status, 200);
}

TEST_F(ConfigurationsTest, UpdateReplacesEverythingButNameAndTags) {
    Reply created = call("CreateDistributionConfiguration",
                         fmt::format(R"({{"name":"web","description":"old","distributions":{},)"
                                     R"("clientToken":"t","tags":{{"a":"b"}}}})",
                                     plain));
    std::string arn = created.text("/distributionConfigurationArn");
    world_.clock.advance(std::chrono::seconds(1));
    auto update = [&](const std::string& distributions, const std::string& token) {
        return call("UpdateDistributionConfiguration",
                    fmt::format(R"({{"distributionConfigurationArn":"{}","distributions":{},)"
                                R"("clientToken":"{}"}})",
                                arn, distributions, token));
    };
    EXPECT_EQ(update(R"([{"region":"us-east-1","amiDistributionConfiguration":{}}])", "u").status,
              200);
    Reply shown = get(arn);
    std::string root = "/distributionConfiguration";
    EXPECT_FALSE(shown.has(root + "/description"));
    EXPECT_EQ(shown.text(root + "/distributions/0/region"), "us-east-1");
    EXPECT_EQ(shown.text(root + "/dateUpdated"), "2026-10-01T09:12:45.310Z");
    EXPECT_EQ(shown.text(root + "/dateCreated"), "2026-10-01T09:12:44.310Z");
    EXPECT_EQ(shown.text(root + "/tags"), R"({"a":"b"})");
    expect_error(update("[]", "u2"), 400, "InvalidParameterValueException");
    expect_error(update(plain, "u"), 400, "IdempotentParameterMismatchException");
    arn += "x";
    expect_error(update(plain, "u3"), 404, "ResourceNotFoundException");
}

TEST_F(ConfigurationsTest, DeletesOnce) {
    std::string arn = create(plain).text("/distributionConfigurationArn");
    std::string query = "distributionConfigurationArn=" + arn;
    Reply deleted = call("DeleteDistributionConfiguration", "", query);
    EXPECT_EQ(deleted.status, 200);
    EXPECT_EQ(deleted.text("/distributionConfigurationArn"), arn);
    expect_error(call("DeleteDistributionConfiguration", "", query), 404,
                 "ResourceNotFoundException");
    expect_error(get(arn), 404, "ResourceNotFoundException", arn);
}

TEST_F(ConfigurationsTest, AreSeenByTheirAccountAndRegionOnly) {
    std::string arn = create(plain).text("/distributionConfigurationArn");
    std::string query = "distributionConfigurationArn=" + arn;
    expect_error(call_in("eu-west-1", own_account, "GetDistributionConfiguration", "", query), 400,
                 "InvalidRequestException", "us-east-1");
    expect_error(call_in(home_region, "222222222222", "GetDistributionConfiguration", "", query),
                 403, "ForbiddenException");
    expect_error(get("nonsense"), 400, "InvalidRequestException");
    expect_error(call("GetDistributionConfiguration", "", ""), 400, "InvalidRequestException",
                 "distributionConfigurationArn");
}

TEST_F(ConfigurationsTest, ListsByPages) {
    for (const char* name : {"delta", "alpha", "charlie", "bravo"})
        create(plain, name);
    Reply first = call("ListDistributionConfigurations", R"({"maxResults":3})");
    ASSERT_EQ(first.status, 200);
    const auto& page = first.body.at("distributionConfigurationSummaryList").as_array();
    ASSERT_EQ(page.size(), 3U);
    EXPECT_EQ(page[0].at("name"), "alpha");
    EXPECT_EQ(page[0].at("regions"), json::array({"eu-west-1"}));
    std::string token = first.text("/nextToken");
    create(plain, "aardvark");  // does not shift the next page
    Reply second =
        call("ListDistributionConfigurations", fmt::format(R"({{"nextToken":"{}"}})", token));
    EXPECT_EQ(second.text("/distributionConfigurationSummaryList/0/name"), "delta");
    EXPECT_FALSE(second.has("/nextToken"));
    // Bound to the filters and to the operation; not to the page size.
    expect_error(call("ListDistributionConfigurations",
                      fmt::format(R"({{"nextToken":"{}","filters":[{{"name":"name",)"
                                  R"("values":["delta"]}}]}})",
                                  token)),
                 400, "InvalidPaginationTokenException");
    expect_error(call("ListImages", fmt::format(R"({{"nextToken":"{}"}})", token)), 400,
                 "InvalidPaginationTokenException");
    expect_error(call_in(home_region, "222222222222", "ListDistributionConfigurations",
                         fmt::format(R"({{"nextToken":"{}"}})", token)),
                 400, "InvalidPaginationTokenException");
    for (const std::string& bad : {std::string("x"), std::string(), token + "z", token + "a"})
        expect_error(
            call("ListDistributionConfigurations", fmt::format(R"({{"nextToken":"{}"}})", bad)),
            400, "InvalidPaginationTokenException");
}

TEST_F(ConfigurationsTest, ListsFilterByNameAndBoundThePage) {
    create(plain, "alpha");
    create(plain, "bravo");
    auto names = [&](const std::string& filters) {
        Reply reply =
            call("ListDistributionConfigurations", fmt::format(R"({{"filters":{}}})", filters));
        EXPECT_EQ(reply.status, 200) << reply.message();
        return reply.body.at("distributionConfigurationSummaryList").as_array().size();
    };
    EXPECT_EQ(names(R"([{"name":"name","values":["bravo","none"]}])"), 1U);
    EXPECT_EQ(names(R"([{"name":"name","values":["none"]}])"), 0U);
    expect_error(
        call("ListDistributionConfigurations", R"({"filters":[{"name":"color","values":["x"]}]})"),
        400, "InvalidRequestException", "filters[0].name");
    expect_error(call("ListDistributionConfigurations", R"({"filters":[{"name":"name"}]})"), 400,
                 "InvalidRequestException", "filters[0].values");
    for (const char* bad : {"0", "26", "-1", "1.5", "\"1\""})
        expect_error(
            call("ListDistributionConfigurations", fmt::format(R"({{"maxResults":{}}})", bad)), 400,
            "InvalidRequestException", "maxResults");
    EXPECT_EQ(call("ListDistributionConfigurations", R"({"maxResults":25})").status, 200);
    EXPECT_EQ(call("ListDistributionConfigurations", "").status, 200);
}

TEST_F(ConfigurationsTest, TagsComeAndGo) {
    std::string arn = create(plain).text("/distributionConfigurationArn");
    EXPECT_EQ(call("ListTagsForResource", "", arn).text("/tags"), "{}");
    Reply tagged = call("TagResource", R"({"tags":{"a":"1","b":"2"}})", arn);
    EXPECT_EQ(tagged.status, 200);
    EXPECT_TRUE(tagged.body.empty());
    call("TagResource", R"({"tags":{"a":"3"}})", arn);
    EXPECT_EQ(call("ListTagsForResource", "", arn).text("/tags"), R"({"a":"3","b":"2"})");
    EXPECT_EQ(call("UntagResource", "", arn + "?tagKeys=a&tagKeys=none").status, 200);
    EXPECT_EQ(call("ListTagsForResource", "", arn).text("/tags"), R"({"b":"2"})");
    EXPECT_EQ(get(arn).text("/distributionConfiguration/tags"), R"({"b":"2"})");
}

TEST_F(ConfigurationsTest, TagErrorsAreTheTagOperationsOwn) {
    std::string arn = create(plain).text("/distributionConfigurationArn");
    expect_error(call("TagResource", R"({"tags":{"aws:a":"1"}})", arn), 400,
                 "InvalidParameterException", "tags");
    expect_error(call("TagResource", "{}", arn), 400, "InvalidParameterException", "tags");
    expect_error(call("TagResource", R"({"tags":{"a":"1"}})", arn + "x"), 404,
                 "ResourceNotFoundException");
    expect_error(call("TagResource", R"({"tags":{"a":"1"}})", "nonsense"), 400,
                 "InvalidParameterException", "resourceArn");
    expect_error(call("UntagResource", "", arn), 400, "InvalidParameterException", "tagKeys");
    expect_error(call_in(home_region, "222222222222", "ListTagsForResource", "", arn), 404,
                 "ResourceNotFoundException");
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += fmt::format("{}\"k{}\":\"v\"", i ? "," : "", i);
    EXPECT_EQ(call("TagResource", fmt::format(R"({{"tags":{{{}}}}})", many), arn).status, 200);
    expect_error(call("TagResource", R"({"tags":{"one":"more"}})", arn), 400,
                 "InvalidParameterException", "at most 50");
    EXPECT_EQ(call("TagResource", R"({"tags":{"k1":"new"}})", arn).status, 200);
}

}  // namespace
}  // namespace amicast::services::imagebuilder
