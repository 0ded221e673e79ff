#include "distribution/plan.h"

#include <gtest/gtest.h>

namespace amicast::distribution {
namespace {

using Kind = images::Grantee::Kind;

TEST(OrderTextTest, RoundTripsEverything) {
    AmiOrder order{.name_template = "web {{imagebuilder:buildDate}}",
                   .description = "it's \"quoted\"",
                   .kms_key_id = "alias/x",
                   .tags = {{"b", "2"}, {"a", ""}},
                   .launch_permissions = {{Kind::user, "222222222222"},
                                          {Kind::group, "all"},
                                          {Kind::organization, "arn:o"},
                                          {Kind::organizational_unit, "arn:ou"}},
                   .license_arns = {"arn:l"},
                   .launch_templates = {{"lt-1", "222222222222", true}, {"lt-2", "", false}},
                   .parameters = {{"/golden", "", "text"}},
                   .fast_launches = {{"222222222222", 6, 5}},
                   .export_order = ExportOrder{"vmimport", "VMDK", "disks", "golden/"}};
    auto back = order_from_text(to_text(order));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, order);
    auto empty = order_from_text(to_text(AmiOrder{}));
    ASSERT_TRUE(empty);
    EXPECT_EQ(*empty, AmiOrder{});
}

TEST(OrderTextTest, CallsDamageCorrupt) {
    for (const char* text :
         {"", "[]", "{}", R"({"tags":[],"permissions":[["nobody","x"]]})",
          R"({"tags":[["a"]],"permissions":[]})", R"({"tags":[["a",1]],"permissions":[]})"}) {
        auto order = order_from_text(text);
        ASSERT_FALSE(order) << text;
        EXPECT_EQ(order.error().kind, ErrorKind::corrupt);
    }
    EXPECT_FALSE(tags_from_text("{}"));
    EXPECT_FALSE(tags_from_text("[1]"));
}

TEST(OrderForTest, SettingsGoToTheAccountTheyName) {
    RegionOrder region{.region = "eu-west-1",
                       .account_ids = {},
                       .ami = {.tags = {{"a", "b"}},
                               .license_arns = {"arn:l"},
                               .launch_templates = {{"lt-own", "", false}, {"lt-2", "2", false}},
                               .parameters = {{"/own", "", "text"}, {"/two", "2", "text"}},
                               .fast_launches = {{"9", 6, 5}},
                               .export_order = ExportOrder{"r", "RAW", "b", ""}}};
    AmiOrder own = order_for(region, {"2", "1"}, 1, "1");
    EXPECT_EQ(own.launch_templates, (std::vector<LaunchTemplateOrder>{{"lt-own", "", false}}));
    EXPECT_EQ(own.parameters, (std::vector<ParameterOrder>{{"/own", "", "text"}}));
    EXPECT_TRUE(own.fast_launches.empty());
    EXPECT_TRUE(own.export_order);
    AmiOrder other = order_for(region, {"2", "1"}, 0, "1");
    EXPECT_EQ(other.launch_templates, (std::vector<LaunchTemplateOrder>{{"lt-2", "2", false}}));
    EXPECT_EQ(other.parameters, (std::vector<ParameterOrder>{{"/two", "2", "text"}}));
    EXPECT_EQ(other.fast_launches.size(), 1U);  // nobody's own, so the first one's
    EXPECT_FALSE(other.export_order);
    EXPECT_TRUE(other.license_arns.empty());
    EXPECT_EQ(other.tags, region.ami.tags);
    // Where the image's account gets no AMI, the first account's serves for it.
    AmiOrder first = order_for(region, {"2"}, 0, "1");
    EXPECT_EQ(first.launch_templates.size(), 2U);
    EXPECT_EQ(first.parameters.size(), 2U);
    EXPECT_TRUE(first.export_order);
}

TEST(TagsTextTest, KeepsTheirOrder) {
    images::Tags tags = {{"z", "1"}, {"a", "2"}};
    auto back = tags_from_text(to_text(tags));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, tags);
}

}  // namespace
}  // namespace amicast::distribution
