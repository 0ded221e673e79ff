#include "parameters/name.h"

#include <gtest/gtest.h>

namespace amicast::parameters {
namespace {

using Rule = NameProblem::Rule;

constexpr const char* region = "us-east-1";
constexpr const char* account = "111111111111";

std::optional<Rule> problem_with(const std::string& name) {
    auto problem = check_new_name(name, region, account);
    if (!problem) return std::nullopt;
    return problem->rule;
}

TEST(ParameterName, WhatANewOneMayLookLike) {
    for (const char* name : {"a", "golden-ami", "/a", "/a/b", "A.b_c-9", "/a.b/c_d/e-f", "xaws",
                             "/team/aws", "/team/ssm/x"}) {
        EXPECT_EQ(problem_with(name), std::nullopt) << name;
    }
    for (const char* name : {"", "a b", "a/b", "/", "/a/", "//a", "/a//b", "a:1", "é", "a\x7f",
                             "arn:aws:ssm:us-east-1:111111111111:parameter/a"}) {
        EXPECT_EQ(problem_with(name), Rule::form) << name;
    }
}

TEST(ParameterName, ReservedWords) {
    for (const char* name : {"aws", "awsome", "AWS_x", "ssm", "SsM-x", "/aws", "/ssm", "/ssm/a/b"})
        EXPECT_EQ(problem_with(name), Rule::reserved_word) << name;
    for (const char* name : {"/aws/service", "/AWS/x/y", "/aws_test/x"})
        EXPECT_EQ(problem_with(name), Rule::reserved_path) << name;
}

TEST(ParameterName, FifteenLevelsButNotSixteen) {
    std::string name;
    for (int i = 0; i < 15; ++i)
        name += "/l";
    EXPECT_EQ(problem_with(name), std::nullopt);
    EXPECT_EQ(problem_with(name + "/l"), Rule::levels);
}

TEST(ParameterName, TheWholeArnHasAnEnd) {
    const std::string front = parameter_arn(region, account, "");
    const std::string longest(arn_length_max - front.size(), 'n');
    EXPECT_EQ(problem_with(longest), std::nullopt);
    EXPECT_EQ(problem_with(longest + "n"), Rule::form);
    EXPECT_EQ(problem_with("/" + longest), std::nullopt) << "one slash is part of the ARN";
}

TEST(ParameterName, TrimsSpaces) {
    EXPECT_EQ(trimmed("  /a/b "), "/a/b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed("   "), "");
}

TEST(ParameterName, References) {
    auto plain = parse_reference(" /a/b ", region, account);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->name, "/a/b");
    EXPECT_EQ(plain->selector, "");
    EXPECT_FALSE(plain->slash_unknown);
    auto version = parse_reference("a:12", region, account);
    ASSERT_TRUE(version);
    EXPECT_EQ(version->name, "a");
    EXPECT_EQ(version->selector, "12");
    EXPECT_EQ(version_of_selector("12"), 12);
    EXPECT_EQ(version_of_selector("12a"), std::nullopt);
    EXPECT_EQ(version_of_selector("99999999999999999999"), std::nullopt);
    for (const char* bad : {"", "a:1:2", "a:", ":1", "  "})
        EXPECT_FALSE(parse_reference(bad, region, account)) << bad;
}

TEST(ParameterName, ReferencesByArn) {
    const std::string front = "arn:aws:ssm:us-east-1:111111111111:parameter/";
    auto flat = parse_reference(front + "a", region, account);
    ASSERT_TRUE(flat);
    EXPECT_EQ(flat->name, "a");
    EXPECT_TRUE(flat->slash_unknown);
    auto deep = parse_reference(front + "a/b:label", region, account);
    ASSERT_TRUE(deep);
    EXPECT_EQ(deep->name, "/a/b");
    EXPECT_EQ(deep->selector, "label");
    EXPECT_FALSE(deep->slash_unknown);
    EXPECT_FALSE(parse_reference(front + "a", "eu-west-1", account));
    EXPECT_FALSE(parse_reference(front + "a", region, "222222222222"));
    EXPECT_FALSE(
        parse_reference("arn:aws:ec2:us-east-1:111111111111:parameter/a", region, account));
    EXPECT_FALSE(parse_reference("arn:aws:ssm:us-east-1:111111111111:document/a", region, account));
    EXPECT_FALSE(parse_reference(front, region, account));
}

TEST(ParameterName, Arns) {
    EXPECT_EQ(parameter_arn(region, account, "a"),
              "arn:aws:ssm:us-east-1:111111111111:parameter/a");
    EXPECT_EQ(parameter_arn(region, account, "/a/b"),
              "arn:aws:ssm:us-east-1:111111111111:parameter/a/b");
}

}  // namespace
}  // namespace amicast::parameters
