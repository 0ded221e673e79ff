#include "distribution/name_template.h"

#include <gtest/gtest.h>

namespace amicast::distribution {
namespace {

const TemplateFacts facts{.build_date = *from_iso8601("2026-10-01T09:12:44.310Z"),
                          .build_version = 6};

std::string expanded(std::string_view text) {
    auto out = expand_template(text, facts, UnknownVariable::refuse);
    return out ? *out : "error: " + out.error().message;
}

TEST(NameTemplateTest, ExpandsBuildDateWithAndWithoutSpaces) {
    EXPECT_EQ(expanded("web {{imagebuilder:buildDate}}"), "web 2026-10-01T09-12-44.310Z");
    EXPECT_EQ(expanded("{{ imagebuilder:buildDate }}-web"), "2026-10-01T09-12-44.310Z-web");
    EXPECT_EQ(expanded("v{{imagebuilder:buildVersion}}"), "v6");
    EXPECT_EQ(expanded("a{{imagebuilder:buildVersion}}b{{imagebuilder:buildVersion}}c"), "a6b6c");
    EXPECT_EQ(expanded("plain"), "plain");
    EXPECT_EQ(expanded(""), "");
}

TEST(NameTemplateTest, FormatsDates) {
    EXPECT_EQ(expanded("{{imagebuilder:buildDate:yyyyMMdd}}"), "20261001");
    EXPECT_EQ(expanded("{{imagebuilder:buildDate:yyyy-MM-dd HH:mm:ss.SSS}}"),
              "2026-10-01 09-12-44.310");
    EXPECT_TRUE(expanded("{{imagebuilder:buildDate:EEEE}}").starts_with("error"));
}

TEST(NameTemplateTest, LeavesBracesThatAreNoVariable) {
    EXPECT_EQ(expanded("{a}"), "{a}");
    EXPECT_EQ(expanded("{{a"), "{{a");
    EXPECT_EQ(expanded("a}}"), "a}}");
}

TEST(NameTemplateTest, RefusesOrKeepsUnknownVariables) {
    auto refused = expand_template("x {{imagebuilder:foo}}", facts, UnknownVariable::refuse);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("{{imagebuilder:foo}}"), std::string::npos);
    auto kept =
        expand_template("x {{foo}} {{imagebuilder:buildVersion}}", facts, UnknownVariable::keep);
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, "x {{foo}} 6");
}

TEST(NameTemplateTest, KnowsWhatItNames) {
    EXPECT_TRUE(names_build_date("a {{ imagebuilder:buildDate }}"));
    EXPECT_TRUE(names_build_date("a {{imagebuilder:buildDate:yyyy}}"));
    EXPECT_FALSE(names_build_date("a {{imagebuilder:buildVersion}}"));
    EXPECT_FALSE(names_build_date("imagebuilder:buildDate"));
    EXPECT_TRUE(names_parameter("{{ssm:/a/b}}"));
    EXPECT_FALSE(names_parameter("ssm:/a/b"));
}

}  // namespace
}  // namespace amicast::distribution
