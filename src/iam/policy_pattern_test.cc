// Wildcards, ARN parts and variables: each rule from both sides.
#include "iam/policy_pattern.h"

#include <gtest/gtest.h>

namespace amicast::iam {
namespace {

Glob glob_of(std::string_view text) {
    return *Pattern::compile(text, {})->fixed();
}

struct GlobCase {
    std::string_view pattern;
    std::string_view text;
    bool matches;
};

TEST(Glob, FollowsTheTable) {
    const GlobCase cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything/at:all", true},
        {"a*", "a", true},
        {"a*", "ba", false},
        {"*a", "cba", true},
        {"a*c", "abbbc", true},
        {"a*c", "abbbd", false},
        {"a*b*c", "aXbYbZc", true},
        {"a**c", "ac", true},
        {"?", "", false},
        {"?", "a", true},
        {"?", "ab", false},
        {"?", "\xC3\xA4", true},  // one character of two bytes
        {"a?c",
         "a\xE2\x82\xAC"
         "c",
         true},  // of three
        {"??", "\xC3\xA4", false},
        {"*?", "\xC3\xA4", true},
        {"A", "a", false},
        {"*.b", "a.b.b", true},
    };
    for (const GlobCase& one : cases) {
        EXPECT_EQ(glob_matches(glob_of(one.pattern), one.text), one.matches)
            << one.pattern << " against " << one.text;
    }
}

TEST(Glob, TakesNoExponentialTime) {
    std::string pattern;
    for (int i = 0; i < 200; ++i)
        pattern += "a*";
    EXPECT_FALSE(glob_matches(glob_of(pattern + "b"), std::string(2000, 'a')));
}

TEST(ArnGlob, KeepsWildcardsInsideTheirPart) {
    const GlobCase cases[] = {
        {"*", "*", true},
        {"*", "arn:aws:s3:::b/k", true},
        {"arn:aws:ec2:*::image/*", "arn:aws:ec2:eu-west-1::image/ami-1", true},
        {"arn:aws:ec2:*::image/*", "arn:aws:ec2:eu-west-1:1:image/ami-1", false},
        {"arn:aws:ec2:*:image/*", "arn:aws:ec2:eu-west-1::image/ami-1", false},
        {"arn:aws:logs:*:*:log-group:a:*", "arn:aws:logs:r:1:log-group:a:stream:b", true},
        {"arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b/c", true},
        {"arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false},
        {"arn:aws:ec2:*::image/ami-1", "arn:aws:ec2:us-east-1::image/*", false},
        {"arn:aws:ec2:*:*:*", "*", false},
        {"arn:aws:ec2:*:*:*", "", false},
    };
    for (const GlobCase& one : cases) {
        EXPECT_EQ(arn_glob_matches(glob_of(one.pattern), one.text), one.matches)
            << one.pattern << " against " << one.text;
    }
}

class VariableTest : public testing::Test {
  protected:
    // "matches", "differs", or "unresolved".
    std::string outcome(std::string_view pattern_text, std::string_view text) const {
        auto pattern = Pattern::compile(pattern_text, {.wildcards = true, .variables = true});
        if (!pattern) return "refused";
        auto glob = pattern->resolve(context_);
        if (!glob) return "unresolved";
        return glob_matches(*glob, text) ? "matches" : "differs";
    }

    ConditionContext context_{{"aws:username", {"alice"}},
                              {"aws:PrincipalTag/team", {"a*b"}},
                              {"aws:TagKeys", {"one", "two"}},
                              {"empty", {}}};
};

TEST_F(VariableTest, BringsItsValueLiterally) {
    EXPECT_EQ(outcome("home/${aws:username}/*", "home/alice/file"), "matches");
    EXPECT_EQ(outcome("home/${AWS:UserName}/*", "home/alice/file"), "matches");
    EXPECT_EQ(outcome("home/${aws:username}/*", "home/bob/file"), "differs");
    EXPECT_EQ(outcome("${aws:PrincipalTag/team}", "a*b"), "matches");
    // The asterisk in the tag's value is no wildcard.
    EXPECT_EQ(outcome("${aws:PrincipalTag/team}", "aXb"), "differs");
}

TEST_F(VariableTest, TakesItsDefaultOnlyWhenAbsent) {
    EXPECT_EQ(outcome("${missing, 'nobody'}", "nobody"), "matches");
    EXPECT_EQ(outcome("${missing, '*'}", "anything"), "differs");
    EXPECT_EQ(outcome("${aws:username, 'nobody'}", "alice"), "matches");
    EXPECT_EQ(outcome("${missing, ''}", ""), "matches");
}

TEST_F(VariableTest, IsUnresolvedWithoutExactlyOneValue) {
    EXPECT_EQ(outcome("${missing}", "x"), "unresolved");
    EXPECT_EQ(outcome("${empty}", ""), "unresolved");
    EXPECT_EQ(outcome("${aws:TagKeys}", "one"), "unresolved");
    EXPECT_EQ(outcome("${aws:TagKeys, 'd'}", "d"), "matches");
}

TEST_F(VariableTest, WritesSpecialCharacters) {
    EXPECT_EQ(outcome("a${*}c", "a*c"), "matches");
    EXPECT_EQ(outcome("a${*}c", "abc"), "differs");
    EXPECT_EQ(outcome("a${?}", "a?"), "matches");
    EXPECT_EQ(outcome("${$}{x}", "${x}"), "matches");
}

TEST_F(VariableTest, RefusesBrokenOnes) {
    for (std::string_view broken : {"${", "a${b", "${}", "${, 'x'}", "${a, x}", "${a, 'x}"})
        EXPECT_EQ(outcome(broken, "x"), "refused") << broken;
}

TEST_F(VariableTest, IsPlainTextInOldVersions) {
    auto pattern = Pattern::compile("${aws:username}", {.wildcards = true, .variables = false});
    ASSERT_TRUE(pattern);
    ASSERT_NE(pattern->fixed(), nullptr);
    EXPECT_TRUE(glob_matches(*pattern->fixed(), "${aws:username}"));
}

TEST_F(VariableTest, KnowsWhereInAnArnItStands) {
    auto early = Pattern::compile("arn:aws:s3:${aws:username}::b", {.variables = true});
    auto late = Pattern::compile("arn:aws:s3:::b/${aws:username}", {.variables = true});
    EXPECT_TRUE(early->has_variable_before_arn_resource());
    EXPECT_FALSE(late->has_variable_before_arn_resource());
}

}  // namespace
}  // namespace amicast::iam
