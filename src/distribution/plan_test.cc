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
                   .unserved = {{"s3ExportConfiguration", "EXPORT_AMI"}}};
    auto back = order_from_text(to_text(order));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, order);
    auto empty = order_from_text(to_text(AmiOrder{}));
    ASSERT_TRUE(empty);
    EXPECT_EQ(*empty, AmiOrder{});
}

TEST(OrderTextTest, CallsDamageCorrupt) {
    for (const char* text :
         {"", "[]", "{}", R"({"tags":[],"permissions":[["nobody","x"]],"unserved":[]})",
          R"({"tags":[["a"]],"permissions":[],"unserved":[]})",
          R"({"tags":[["a",1]],"permissions":[],"unserved":[]})"}) {
        auto order = order_from_text(text);
        ASSERT_FALSE(order) << text;
        EXPECT_EQ(order.error().kind, ErrorKind::corrupt);
    }
    EXPECT_FALSE(tags_from_text("{}"));
    EXPECT_FALSE(tags_from_text("[1]"));
}

TEST(TagsTextTest, KeepsTheirOrder) {
    images::Tags tags = {{"z", "1"}, {"a", "2"}};
    auto back = tags_from_text(to_text(tags));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, tags);
}

}  // namespace
}  // namespace amicast::distribution
