#include "logs/filter_pattern.h"

#include <gtest/gtest.h>

#include "logs/json_condition.h"

namespace amicast::logs {
namespace {

bool matches(const std::string& pattern, const std::string& message) {
    auto parsed = FilterPattern::parse(pattern);
    EXPECT_TRUE(parsed) << pattern << ": " << parsed.error().message;
    return parsed && parsed->matches(message);
}

void expect_invalid(const std::string& pattern, const std::string& part = "") {
    auto parsed = FilterPattern::parse(pattern);
    ASSERT_FALSE(parsed) << pattern;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
    EXPECT_NE(parsed.error().message.find(part), std::string::npos) << parsed.error().message;
}

TEST(FilterPattern, Terms) {
    EXPECT_TRUE(matches("", "anything"));
    EXPECT_TRUE(matches("  ", "anything"));
    EXPECT_TRUE(matches("ERROR", "[ERROR] at once"));
    EXPECT_FALSE(matches("ERROR", "[error] at once"));
    EXPECT_TRUE(matches("Exception", "java.lang.NullPointerException"));
    EXPECT_TRUE(matches("once ERROR", "[ERROR] at once"));
    EXPECT_FALSE(matches("once ERROR never", "[ERROR] at once"));
    EXPECT_TRUE(matches("größe", "die größe"));
}

TEST(FilterPattern, Phrases) {
    EXPECT_TRUE(matches(R"("at once")", "[ERROR] at once"));
    EXPECT_FALSE(matches(R"("once at")", "[ERROR] at once"));
    EXPECT_TRUE(matches(R"("[ERROR]" once)", "[ERROR] at once"));
    EXPECT_TRUE(matches(R"("say \"a\\b\"")", R"(they say "a\b" here)"));
    EXPECT_TRUE(matches(R"("C:\temp")", R"(in C:\temp)"));
}

TEST(FilterPattern, ExclusionsAndAlternatives) {
    EXPECT_TRUE(matches("ERROR -404", "ERROR 500"));
    EXPECT_FALSE(matches("ERROR -404", "ERROR 404"));
    EXPECT_FALSE(matches(R"(-"not found")", "was not found"));
    EXPECT_TRUE(matches("-x", "y"));
    EXPECT_TRUE(matches("?ERROR ?WARN", "WARN this"));
    EXPECT_TRUE(matches(R"(?ERROR ?"this one")", "and this one"));
    EXPECT_FALSE(matches("?ERROR ?WARN", "INFO this"));
    EXPECT_TRUE(matches("INFO ?ERROR ?WARN", "INFO this")) << "alternatives do not count";
    EXPECT_FALSE(matches("?ERROR ?WARN -this", "WARN this"));
}

TEST(FilterPattern, WhatIsNotUnderstood) {
    expect_invalid("foo.bar", "'foo.bar'");
    expect_invalid("a /api", "quotation");
    expect_invalid("?", "Invalid character");
    expect_invalid("- x");
    expect_invalid(R"("open)", "not closed");
    expect_invalid("[ip, user]", "brackets");
    expect_invalid("%regex%");
}

TEST(JsonCondition, Comparisons) {
    const std::string message =
        R"({"level":"error","code":503,"ratio":-0.5,"ok":false,"yes":true,"none":null,)"
        R"("user":{"name":"root","ids":[7,{"x":"y"}]},"detail-type":"EC2 change"})";
    for (const char* good : {R"({ $.level = "error" })",
                             R"({$.level="error"})",
                             "{ $.level = error }",
                             R"({ $.level = "err*" })",
                             R"({ $.level != "info" })",
                             "{ $.code = 503 }",
                             "{ $.code = 5* }",
                             "{ $.code != 404 }",
                             "{ $.code > 500 }",
                             "{ $.code >= 503 }",
                             "{ $.code < 504 }",
                             "{ $.code <= 503 }",
                             "{ $.ratio = -0.5 }",
                             "{ $.ratio < 0 }",
                             "{ $.ok IS FALSE }",
                             "{ $.yes IS TRUE }",
                             "{ $.none IS NULL }",
                             "{ $.missing NOT EXISTS }",
                             R"({ $.user.name = "root" })",
                             "{ $.user.ids[0] = 7 }",
                             R"({ $.user.ids[1].x = "y" })",
                             R"({ $.detail-type = "EC2 change" })",
                             R"({ $.level = "error" && $.code = 503 })",
                             R"({ $.level = "x" || $.code = 503 })",
                             R"({ ($.level = "x" || $.code = 503) && $.ok IS FALSE })",
                             R"({ $.level = "x" && $.code = 1 || $.ok IS FALSE })"})
        EXPECT_TRUE(matches(good, message)) << good;
    for (const char* bad :
         {R"({ $.level = "ERROR" })", R"({ $.level != "error" })", R"({ $.missing = "x" })",
          R"({ $.missing != "x" })", "{ $.level NOT EXISTS }", "{ $.level > 1 }", "{ $.code = 50 }",
          R"({ $.code = "503" })", "{ $.ok IS TRUE }", "{ $.ok IS NULL }", "{ $.user = x }",
          "{ $.user.ids[2] = 7 }", "{ $.level[0] = e }", R"({ $.level = "error" && $.code = 1 })",
          R"({ $.level = "x" && ($.code = 1 || $.ok IS FALSE) })"})
        EXPECT_FALSE(matches(bad, message)) << bad;
    EXPECT_FALSE(matches("{ $.a = 1 }", "not json"));
    EXPECT_FALSE(matches("{ $.a NOT EXISTS }", "not json"));
    EXPECT_TRUE(matches("{ $[1] = 2 }", "[1, 2]"));
}

TEST(JsonCondition, WhatIsNotUnderstood) {
    for (const char* bad : {"{",
                            "{}",
                            "{ $ = 1 }",
                            "{ $. = 1 }",
                            "{ $.a }",
                            "{ $.a = }",
                            "{ $.a == 1 } x",
                            "{ $.a = 1",
                            "{ $.a = 1 } x",
                            "{ $.a > x }",
                            R"({ $.a > "1" })",
                            R"({ $."a" = 1 })",
                            "{ $.a IS MAYBE }",
                            "{ $.a NOT THERE }",
                            "{ ($.a = 1 }",
                            "{ $.a = 1 && }",
                            "{ $.a[x] = 1 }",
                            "{ $.a[99999999999999999999] = 1 }",
                            R"({ $.a = "open })",
                            "{ a = 1 }"})
        expect_invalid(bad, "offset");
}

TEST(JsonCondition, NestingHasAnEnd) {
    const auto nested = [](int depth) {
        return "{" + std::string(static_cast<std::size_t>(depth), '(') + "$.a = 1" +
               std::string(static_cast<std::size_t>(depth), ')') + "}";
    };
    EXPECT_TRUE(matches(nested(32), R"({"a":1})"));
    expect_invalid(nested(33), "parentheses");
}

TEST(JsonCondition, Wildcards) {
    EXPECT_TRUE(fits_wildcard("", ""));
    EXPECT_TRUE(fits_wildcard("*", ""));
    EXPECT_TRUE(fits_wildcard("a*c", "abbbc"));
    EXPECT_TRUE(fits_wildcard("*b*", "abc"));
    EXPECT_TRUE(fits_wildcard("a*a*a", "aXaXaXa"));
    EXPECT_FALSE(fits_wildcard("a*c", "abcd"));
    EXPECT_FALSE(fits_wildcard("", "a"));
    EXPECT_FALSE(fits_wildcard("a", ""));
    EXPECT_FALSE(fits_wildcard(std::string(500, '*') + "b", std::string(10'000, 'a')));
}

}  // namespace
}  // namespace amicast::logs
