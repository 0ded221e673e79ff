// A rule of the life cycle: what is done, to images that are how old or how many, and what it
// spares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "images/tags.h"

namespace amicast::lifecycle {

// In order of severity.
enum class Action { make_available, deprecate, disable, erase };
std::string_view to_string(Action action);  // in the API's words: "AVAILABLE", "DEPRECATE" …

enum class Unit { days, weeks, months, years };
std::string_view to_string(Unit unit);  // "DAYS" …
std::optional<Unit> unit_named(std::string_view name);

// A span of the calendar: a month is not a number of days.
struct Age {
    std::int64_t value = 0;
    Unit unit = Unit::days;

    friend bool operator==(const Age&, const Age&) = default;
};
// The moment that is this old at `now`. The last day of a month stands for days it does not have.
Time moment_before(Time now, const Age& age);

// AMIs that a rule does not touch: those for which any of this holds.
struct AmiExclusions {
    bool is_public = false;
    std::vector<std::string> regions;
    std::vector<std::string> shared_accounts;  // shared with one of them
    images::Tags tags;                         // has one of them
    // Launched within this time. No instances are launched here, so nothing is spared by it.
    std::optional<Age> last_launched;

    friend bool operator==(const AmiExclusions&, const AmiExclusions&) = default;
};

struct Rule {
    Action action = Action::deprecate;
    bool amis = false;       // also of the image's AMIs; else only the image's own state changes
    bool snapshots = false;  // erase: the AMIs' snapshots, too
    // Which images: at least this old, or older than the newest so many. Both absent: the one that
    // was named.
    std::optional<Age> age;
    std::optional<std::int64_t> count;
    std::int64_t retain_at_least = 0;  // with age: the newest so many stay whatever their age
    images::Tags excluded_tags;        // images that have one of them are no part of it at all
    AmiExclusions exclusions;
    std::optional<Time> deprecate_at;  // deprecate: since when; absent: since it is done

    friend bool operator==(const Rule&, const Rule&) = default;
};

// The form in which rows keep rules.
std::string to_text(const std::vector<Rule>& rules);
Result<std::vector<Rule>> rules_from_text(std::string_view text);

}  // namespace amicast::lifecycle
