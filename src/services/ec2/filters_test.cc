#include "services/ec2/filters.h"

#include <gtest/gtest.h>

namespace amicast::services::ec2 {
namespace {

struct Thing {
    std::vector<std::string> colours;
    bool round = false;
};

constexpr FilterField<Thing> fields[] = {
    {"colour",
     [](const Thing& thing, FilterTexts& out) {
         out.insert(out.end(), thing.colours.begin(), thing.colours.end());
     }},
    {"round", [](const Thing& thing, FilterTexts& out) { add_flag(out, thing.round); }},
};

Result<FilterSet<Thing>> compile(const std::vector<Filter>& filters, bool with_tags = true) {
    return FilterSet<Thing>::compile(filters, fields, with_tags);
}

Filter filter(std::string name, std::vector<std::string> values) {
    return {.name = std::move(name), .values = std::move(values)};
}

TEST(WildcardTest, LiteralsMatchThemselvesOnly) {
    EXPECT_TRUE(Wildcard("abc").matches("abc"));
    EXPECT_FALSE(Wildcard("abc").matches("ABC"));
    EXPECT_FALSE(Wildcard("abc").matches("abcd"));
    EXPECT_FALSE(Wildcard("abc").matches("ab"));
    EXPECT_TRUE(Wildcard("").matches(""));
    EXPECT_FALSE(Wildcard("").matches("a"));
    EXPECT_EQ(Wildcard("abc").literal(), "abc");
}

TEST(WildcardTest, StarIsAnyRunAndQuestionMarkOneCharacter) {
    EXPECT_TRUE(Wildcard("*").matches(""));
    EXPECT_TRUE(Wildcard("a*c").matches("ac"));
    EXPECT_TRUE(Wildcard("a*c").matches("abcbc"));
    EXPECT_FALSE(Wildcard("a*c").matches("acb"));
    EXPECT_TRUE(Wildcard("*a*b*").matches("xxaxxbxx"));
    EXPECT_FALSE(Wildcard("*a*b*").matches("xxbxxaxx"));
    EXPECT_TRUE(Wildcard("a?c").matches("abc"));
    EXPECT_FALSE(Wildcard("a?c").matches("ac"));
    EXPECT_TRUE(Wildcard("2026-02-01T*").matches("2026-02-01T10:00:00.000Z"));
    EXPECT_FALSE(Wildcard("a*c").literal());
}

TEST(WildcardTest, BackslashTakesTheNextCharacterLiterally) {
    EXPECT_TRUE(Wildcard("a\\*c").matches("a*c"));
    EXPECT_FALSE(Wildcard("a\\*c").matches("abc"));
    EXPECT_TRUE(Wildcard("a\\?").matches("a?"));
    EXPECT_TRUE(Wildcard("a\\\\").matches("a\\"));
    EXPECT_TRUE(Wildcard("a\\").matches("a\\"));
    EXPECT_EQ(Wildcard("a\\*c").literal(), "a*c");
}

TEST(WildcardTest, QuestionMarkTakesAWholeCodePoint) {
    EXPECT_TRUE(Wildcard("?").matches("é"));
    EXPECT_TRUE(Wildcard("a?b").matches("a€b"));
    EXPECT_TRUE(Wildcard("*?b").matches("ü€b"));
    EXPECT_FALSE(Wildcard("??").matches("é"));
}

TEST(WildcardTest, ManyStarsStayCheap) {
    std::string pattern;
    for (int i = 0; i < 1000; ++i)
        pattern += "a*";
    EXPECT_FALSE(Wildcard(pattern + "b").matches(std::string(1000, 'a')));
}

TEST(FilterSetTest, ValuesAreAlternativesAndFiltersAllMatch) {
    auto set = compile({filter("colour", {"red", "bl*"}), filter("round", {"true"})});
    ASSERT_TRUE(set);
    EXPECT_TRUE(set->matches({.colours = {"red"}, .round = true}));
    EXPECT_TRUE(set->matches({.colours = {"green", "blue"}, .round = true}));
    EXPECT_FALSE(set->matches({.colours = {"green"}, .round = true}));
    EXPECT_FALSE(set->matches({.colours = {"red"}, .round = false}));
    EXPECT_FALSE(set->matches({.colours = {}, .round = true}));
}

TEST(FilterSetTest, TheSameNameTwiceMustMatchTwice) {
    auto set = compile({filter("colour", {"red"}), filter("colour", {"blue"})});
    ASSERT_TRUE(set);
    EXPECT_TRUE(set->matches({.colours = {"blue", "red"}}));
    EXPECT_FALSE(set->matches({.colours = {"red"}}));
}

TEST(FilterSetTest, Tags) {
    auto set = compile({filter("tag:stage", {"pro*", ""}), filter("tag-key", {"owner"})});
    ASSERT_TRUE(set);
    EXPECT_TRUE(set->matches_tags({{"stage", "prod"}, {"owner", "x"}}));
    EXPECT_TRUE(set->matches_tags({{"stage", ""}, {"owner", ""}}));
    EXPECT_FALSE(set->matches_tags({{"stage", "prod"}}));
    EXPECT_FALSE(set->matches_tags({{"stage", "test"}, {"owner", "x"}}));
    EXPECT_FALSE(set->matches_tags({{"Stage", "prod"}, {"owner", "x"}}));
    EXPECT_TRUE(set->matches({}));  // says nothing about the rest
}

TEST(FilterSetTest, TellsWhatAnIndexCanUse) {
    auto set = compile(
        {filter("colour", {"red", "blue"}), filter("tag:a", {"x*"}), filter("tag:b", {"y"})});
    ASSERT_TRUE(set);
    ASSERT_NE(set->find("colour"), nullptr);
    EXPECT_EQ(set->find("colour")->literals(), (std::vector<std::string>{"red", "blue"}));
    EXPECT_FALSE(set->find("colour")->only_literal());
    EXPECT_EQ(set->find("round"), nullptr);
    EXPECT_EQ(set->exact_tag(), images::Tag("b", "y"));
}

TEST(FilterSetTest, UnknownNamesAreRefused) {
    for (const Filter& wrong : {filter("shape", {"x"}), filter("", {"x"}), filter("tag:", {"x"}),
                                filter("Colour", {"x"})}) {
        auto set = compile({wrong});
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().code, "InvalidParameterValue");
        EXPECT_EQ(set.error().message, "The filter '" + *wrong.name + "' is invalid");
    }
    auto nameless = compile({Filter{.values = {"x"}}});
    ASSERT_FALSE(nameless);
    EXPECT_EQ(nameless.error().message, "The filter 'null' is invalid");
    EXPECT_FALSE(compile({filter("tag:a", {"x"})}, false));
}

TEST(FilterSetTest, BoundsOnBothSides) {
    std::vector<std::string> values(filter_values_max, "x");
    EXPECT_TRUE(compile({filter("colour", values)}));
    values.emplace_back("x");
    auto many_values = compile({filter("colour", values)});
    ASSERT_FALSE(many_values);
    EXPECT_EQ(many_values.error().code, "FilterLimitExceeded");

    std::vector<Filter> filters(filters_max, filter("colour", {"x"}));
    EXPECT_TRUE(compile(filters));
    filters.push_back(filter("colour", {"x"}));
    auto many = compile(filters);
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code, "FilterLimitExceeded");

    EXPECT_TRUE(compile({filter("colour", {std::string(filter_value_bytes_max, 'x')})}));
    auto longer = compile({filter("colour", {std::string(filter_value_bytes_max + 1, 'x')})});
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().code, "InvalidParameterValue");

    auto empty = compile({filter("colour", {})});
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().code, "InvalidParameterValue");
}

}  // namespace
}  // namespace amicast::services::ec2
