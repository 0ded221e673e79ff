#include "distribution/arn.h"

#include <gtest/gtest.h>

namespace amicast::distribution {
namespace {

const Place here{.partition = "aws", .region = "eu-west-1", .owner = "111111111111"};

TEST(ImageArnTest, ReadsABuildArn) {
    auto arn = parse_image_arn("arn:aws:imagebuilder:eu-west-1:111111111111:image/web-1/1.2.3/4");
    ASSERT_TRUE(arn);
    EXPECT_EQ(arn->place, here);
    EXPECT_EQ(arn->slug, "web-1");
    EXPECT_TRUE(arn->version.exact());
    EXPECT_EQ(arn->version.minor, 2);
    EXPECT_EQ(arn->build, 4);
    EXPECT_EQ(build_arn(here, "web-1", {1, 2, 3}, 4),
              "arn:aws:imagebuilder:eu-west-1:111111111111:image/web-1/1.2.3/4");
}

TEST(ImageArnTest, ReadsVersionsAndWildcards) {
    auto version = parse_image_arn("arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.2.3");
    ASSERT_TRUE(version);
    EXPECT_FALSE(version->build);
    auto wild = parse_image_arn("arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.x.x");
    ASSERT_TRUE(wild);
    EXPECT_FALSE(wild->version.exact());
    EXPECT_TRUE(wild->version.admits({1, 9, 9}));
    EXPECT_FALSE(wild->version.admits({2, 0, 0}));
    auto any = parse_image_arn("arn:aws:imagebuilder:eu-west-1:111111111111:image/web/x.x.x");
    ASSERT_TRUE(any);
    EXPECT_TRUE(any->version.admits({7, 0, 1}));
}

TEST(ImageArnTest, RefusesWhatIsNoImage) {
    for (const char* text : {
             "",
             "arn",
             "ami-12345678",
             "arn:aws:ec2:eu-west-1:111111111111:image/web/1.0.0/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:component/web/1.0.0/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/Web/1.0.0/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.x.0",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/x.1.x",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.x/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.0/1/2",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.0/",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.-1/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/01.0.0/1",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.00",
             "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.0/01",
             "arn:aws-cn:imagebuilder:eu-west-1:111111111111:image/web/1.0.0/1",
             "arn:aws:imagebuilder::111111111111:image/web/1.0.0/1",
         }) {
        auto arn = parse_image_arn(text);
        ASSERT_FALSE(arn) << text;
        EXPECT_EQ(arn.error().kind, ErrorKind::invalid);
    }
}

// The largest node the service admits, and one more.
TEST(ImageArnTest, BoundsVersionNodes) {
    std::string base = "arn:aws:imagebuilder:eu-west-1:111111111111:image/web/";
    EXPECT_TRUE(parse_image_arn(base + "1073741823.0.0"));
    EXPECT_FALSE(parse_image_arn(base + "1073741824.0.0"));
    EXPECT_FALSE(parse_image_arn(base + "99999999999999999999.0.0"));
}

TEST(ConfigurationArnTest, RoundTrips) {
    std::string text =
        "arn:aws:imagebuilder:eu-west-1:111111111111:distribution-configuration/web-tier";
    auto arn = parse_configuration_arn(text);
    ASSERT_TRUE(arn);
    EXPECT_EQ(arn->slug, "web-tier");
    EXPECT_EQ(to_string(*arn), text);
    EXPECT_FALSE(parse_configuration_arn(text + "/1"));
    EXPECT_FALSE(parse_configuration_arn(
        "arn:aws:imagebuilder:eu-west-1:111111111111:distribution-configuration/"));
    EXPECT_FALSE(
        parse_configuration_arn("arn:aws:imagebuilder:eu-west-1:111111111111:image/web/1.0.0/1"));
}

TEST(SlugTest, NamesThatDifferInCaseSpacesOrUnderscoresCollide) {
    EXPECT_EQ(slug_of("Web Tier_1"), "web-tier-1");
    EXPECT_EQ(slug_of("web-tier-1"), "web-tier-1");
}

TEST(ResourceNameTest, IsMadeOfAnAmiName) {
    EXPECT_EQ(resource_name_of("web golden", "ami-1"), "web golden");
    EXPECT_EQ(resource_name_of("web/golden (x86_64)", "ami-1"), "web-golden -x86_64");
    EXPECT_EQ(resource_name_of("a..//..b", "ami-1"), "a-b");
    EXPECT_EQ(resource_name_of("a--b", "ami-1"), "a--b");  // its own hyphens stay
    EXPECT_EQ(resource_name_of("  [web]  ", "ami-1"), "web");
    EXPECT_EQ(resource_name_of("(.)", "ami-0123456789abcdef0"), "ami-0123456789abcdef0");
    EXPECT_EQ(resource_name_of("ab", "ami-1"), "ami-1");
    EXPECT_EQ(resource_name_of("abc", "ami-1"), "abc");
    EXPECT_EQ(resource_name_of(std::string(128, 'a'), "ami-1").size(), 128U);
    EXPECT_EQ(resource_name_of(std::string(129, 'a'), "ami-1").size(), 128U);
}

}  // namespace
}  // namespace amicast::distribution
