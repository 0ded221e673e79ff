// Which images a policy means: ages of the calendar, counts, what is retained and what excluded.
#include "lifecycle/choose.h"

#include <gtest/gtest.h>

namespace amicast::lifecycle {
namespace {

using distribution::ImageBuild;
using distribution::ImageStatus;

constexpr Duration day = std::chrono::hours(24);

Time at(std::string_view text) {
    return *from_iso8601(text);
}

const Time now = at("2026-10-31T12:00:00Z");

// Newest first: one image a day, from today back.
std::vector<ImageBuild> one_a_day(int count) {
    std::vector<ImageBuild> images;
    for (int i = 0; i < count; ++i) {
        ImageBuild image;
        image.build = count - i;
        image.status = ImageStatus::available;
        image.created = now - i * day;
        images.push_back(image);
    }
    return images;
}

Rule by_age(Action action, std::int64_t days, std::int64_t retain = 0) {
    Rule rule;
    rule.action = action;
    rule.age = Age{.value = days, .unit = Unit::days};
    rule.retain_at_least = retain;
    return rule;
}

Rule by_count(Action action, std::int64_t count) {
    Rule rule;
    rule.action = action;
    rule.count = count;
    return rule;
}

std::vector<std::size_t> chosen(const std::vector<Rule>& rules,
                                const std::vector<ImageBuild>& images) {
    std::vector<std::size_t> indices;
    for (const Choice& choice : choose(rules, images, now))
        indices.push_back(choice.image);
    return indices;
}

using Indices = std::vector<std::size_t>;

TEST(MomentBefore, CountsDaysOfTheCalendar) {
    EXPECT_EQ(moment_before(now, {1, Unit::days}), at("2026-10-30T12:00:00Z"));
    EXPECT_EQ(moment_before(now, {2, Unit::weeks}), at("2026-10-17T12:00:00Z"));
    EXPECT_EQ(moment_before(now, {12, Unit::months}), at("2025-10-31T12:00:00Z"));
    EXPECT_EQ(moment_before(now, {1, Unit::months}), at("2026-09-30T12:00:00Z"));
    EXPECT_EQ(moment_before(now, {8, Unit::months}), at("2026-02-28T12:00:00Z"));
    EXPECT_EQ(moment_before(at("2028-02-29T00:00:00Z"), {1, Unit::years}),
              at("2027-02-28T00:00:00Z"));
}

TEST(Choose, TakesWhatIsAsOldAsTheRuleOldestFirst) {
    auto images = one_a_day(5);
    EXPECT_EQ(chosen({by_age(Action::erase, 3)}, images), (Indices{4, 3}));
    EXPECT_EQ(chosen({by_age(Action::erase, 5)}, images), Indices());
    images[3].created += std::chrono::microseconds(1);
    EXPECT_EQ(chosen({by_age(Action::erase, 3)}, images), Indices{4});
}

TEST(Choose, RetainsTheNewestWhateverTheirAge) {
    auto images = one_a_day(5);
    EXPECT_EQ(chosen({by_age(Action::erase, 1, 4)}, images), Indices{4});
    EXPECT_EQ(chosen({by_age(Action::erase, 1, 5)}, images), Indices());
}

TEST(Choose, KeepsTheCount) {
    auto images = one_a_day(5);
    EXPECT_EQ(chosen({by_count(Action::erase, 3)}, images), (Indices{4, 3}));
    EXPECT_EQ(chosen({by_count(Action::erase, 5)}, images), Indices());
}

TEST(Choose, CountsOnlyImagesOfUse) {
    auto images = one_a_day(5);
    images[0].status = ImageStatus::failed;
    images[1].status = ImageStatus::distributing;
    images[2].status = ImageStatus::disabled;
    EXPECT_EQ(chosen({by_count(Action::erase, 2)}, images), Indices{4});
}

TEST(Choose, ExcludedImagesAreNoPartOfIt) {
    auto images = one_a_day(4);
    images[0].tags = {{"keep", "yes"}};
    images[3].tags = {{"keep", "yes"}, {"team", "web"}};
    Rule rule = by_count(Action::erase, 1);
    rule.excluded_tags = {{"keep", "yes"}, {"other", "x"}};
    EXPECT_EQ(chosen({rule}, images), Indices{2});
    rule.excluded_tags = {{"keep", "no"}};
    EXPECT_EQ(chosen({rule}, images), (Indices{3, 2, 1}));
}

TEST(Choose, TakesTheMostSevereOfSeveralRules) {
    auto images = one_a_day(5);
    auto choices =
        choose({by_age(Action::deprecate, 1), by_age(Action::erase, 4), by_age(Action::disable, 3)},
               images, now);
    ASSERT_EQ(choices.size(), 4U);
    EXPECT_EQ(choices[0].rule, 1U);  // oldest
    EXPECT_EQ(choices[1].rule, 2U);
    EXPECT_EQ(choices[2].rule, 0U);
    EXPECT_EQ(choices[3].rule, 0U);
}

TEST(Choose, DoesNothingTwice) {
    auto images = one_a_day(3);
    for (auto& image : images)
        image.status = ImageStatus::deprecated;
    EXPECT_EQ(chosen({by_age(Action::deprecate, 1)}, images), Indices());
    EXPECT_EQ(chosen({by_age(Action::disable, 1)}, images), (Indices{2, 1}));
    for (auto& image : images)
        image.status = ImageStatus::disabled;
    EXPECT_EQ(chosen({by_age(Action::disable, 1)}, images), Indices());
    EXPECT_EQ(chosen({by_age(Action::erase, 1)}, images), (Indices{2, 1}));
}

TEST(Rules, ComeBackFromTheirTextAsTheyWere) {
    Rule rule = by_age(Action::erase, 3, 2);
    rule.amis = rule.snapshots = true;
    rule.excluded_tags = {{"a", "b"}};
    rule.exclusions = {.is_public = true,
                       .regions = {"us-east-1"},
                       .shared_accounts = {"111122223333"},
                       .tags = {{"c", "d"}},
                       .last_launched = Age{.value = 2, .unit = Unit::weeks}};
    Rule other = by_count(Action::deprecate, 7);
    other.deprecate_at = now;
    auto back = rules_from_text(to_text({rule, other}));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, (std::vector<Rule>{rule, other}));
    EXPECT_EQ(rules_from_text("[{}]").error().kind, ErrorKind::corrupt);
    EXPECT_EQ(rules_from_text("no").error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace amicast::lifecycle
