// Wording of expectations, patterns, and the sentence for a problem.
#include "wire/constraints.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "wire/pattern.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;

TEST(ExpectedOf, SaysWhatWouldBeRight) {
    EXPECT_EQ(expected_of(Kind::integer, {}), "a whole number");
    EXPECT_EQ(expected_of(Kind::integer, {.min = 1, .max = 25}), "a whole number from 1 to 25");
    EXPECT_EQ(expected_of(Kind::integer, {.min = 1}), "a whole number of at least 1");
    EXPECT_EQ(expected_of(Kind::real, {.max = -1}), "a number of at most -1");
    EXPECT_EQ(expected_of(Kind::text, {}), "text");
    EXPECT_EQ(expected_of(Kind::text, {.min = 1, .max = 36}), "text of 1 to 36 characters");
    EXPECT_EQ(expected_of(Kind::text, {.min = 0, .max = 1}), "text of at most 1 character");
    EXPECT_EQ(expected_of(Kind::text, {.min = 3}), "text of at least 3 characters");
    EXPECT_EQ(expected_of(Kind::text, {.min = 4, .max = 4}), "text of exactly 4 characters");
    EXPECT_EQ(expected_of(Kind::text, {.one_of = "a b-c d"}), "one of: a, b-c, d");
    EXPECT_EQ(expected_of(Kind::list, {.min = 1, .max = 50}), "a list of 1 to 50 entries");
    EXPECT_EQ(expected_of(Kind::map, {.max = 50}), "a map of at most 50 entries");
    EXPECT_EQ(expected_of(Kind::boolean, {}), "true or false");
}

TEST(CheckText, EnumsAreWholeWords) {
    Rules rules{.one_of = "gp2 gp3 io1"};
    for (std::string good : {"gp2", "gp3", "io1"})
        EXPECT_FALSE(check_text(good, rules)) << good;
    for (std::string bad : {"gp", "p2", "gp2 gp3", " gp2", "GP2", ""}) {
        auto problem = check_text(bad, rules);
        ASSERT_TRUE(problem) << bad;
        EXPECT_EQ(problem->what, What::not_allowed);
    }
}

TEST(CheckKey, SaysThatItIsAboutKeys) {
    auto problem = check_key("", {.min = 1, .max = 128});
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->expected, "keys that are each text of 1 to 128 characters");
}

TEST(Describe, OneSentence) {
    InputProblem problem{
        .what = What::range, .path = "maxResults", .value = "0", .expected = "more"};
    EXPECT_EQ(describe(problem), "Value '0' at 'maxResults' is not valid: expected more.");
    problem.what = What::missing;
    EXPECT_EQ(describe(problem),
              "The request must contain the parameter 'maxResults': expected more.");
    problem.what = What::malformed;
    EXPECT_EQ(describe(problem), "The request cannot be read: expected more.");
}

TEST(Shortened, NeverCutsACharacter) {
    std::string hundred;
    for (int i = 0; i < 100; ++i)
        hundred += "é";
    EXPECT_EQ(shortened(hundred), hundred);
    EXPECT_EQ(shortened(hundred + "é"), hundred);
    EXPECT_EQ(shortened(""), "");
}

TEST(Under, BuildsPaths) {
    InputProblem problem = make_problem(What::pattern, "v", "e");
    problem = under("distributions", under_index(2, under("region", problem)));
    EXPECT_EQ(problem.path, "distributions[2].region");
}

TEST(Pattern, AwsDialect) {
    std::string arn =
        "^arn:aws(?:-[a-z]+)*:imagebuilder:[a-z]{2,}(?:-[a-z]+)+-[0-9]+:(?:[0-9]{12}|aws):"
        "(?:image-recipe|container-recipe)/[a-z0-9-_]+/[0-9]+\\.[0-9]+\\.[0-9]+$";
    EXPECT_TRUE(matches(arn, "arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/a/1.0.0"));
    EXPECT_FALSE(matches(arn, "arn:aws:imagebuilder:us-east-1:12345678901:image-recipe/a/1.0.0"));
    EXPECT_TRUE(matches("^[\\u0020-\\u007E]+$", "plain text"));
    EXPECT_FALSE(matches("^[\\u0020-\\u007E]+$", "tab\t"));
    EXPECT_TRUE(matches("^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$", "Größe 1"));
    EXPECT_TRUE(matches("b", "abc"));  // a search, unless anchored
}

TEST(Pattern, EndMeansTheVeryEnd) {
    EXPECT_TRUE(matches("^[a-z]+$", "abc"));
    EXPECT_FALSE(matches("^[a-z]+$", "abc\n"));
}

TEST(Pattern, ClassesAreAsciiAsInTheModels) {
    EXPECT_TRUE(matches("^\\d{3}$", "123"));
    EXPECT_FALSE(matches("^\\d{3}$", "١٢٣"));  // Arabic digits are no account number
    EXPECT_FALSE(matches("^[\\w+=,.@-]+$", "Jürgen"));
}

TEST(Pattern, SurrogatePairsStandForCodePoints) {
    std::string pattern =
        "^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*$";
    EXPECT_TRUE(pattern_compiles(pattern));
    EXPECT_TRUE(matches(pattern, "grin 😀 ok"));
    EXPECT_FALSE(matches(pattern, std::string("nul \x01")));
    EXPECT_TRUE(matches("^[\\ud800\\udc00-\\udbff\\udfff]$", "😀"));
}

TEST(Pattern, RunawayMatchesEnd) {
    std::string text(200, 'a');
    EXPECT_FALSE(matches("^(a+)+$", text + "!"));
}

TEST(Pattern, LongTextsMatch) {
    EXPECT_TRUE(matches("^(?:[a-z]|[0-9])+$", std::string(2'000, 'q')));
}

TEST(Pattern, TellsWhatDoesNotCompile) {
    EXPECT_FALSE(pattern_compiles("[a-"));
    EXPECT_FALSE(pattern_compiles("(?<x"));
    EXPECT_TRUE(pattern_compiles(""));
}

TEST(Pattern, ThreadsShareTheCache) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) {
                std::string number = std::to_string(i % 20);
                EXPECT_TRUE(matches("^v" + number + "$", "v" + number));
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
}

}  // namespace
}  // namespace amicast::wire
