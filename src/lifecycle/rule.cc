// Rules as JSON text in rows, and dates of the calendar.
#include "lifecycle/rule.h"

#include <array>

#include <boost/json.hpp>

#include "distribution/plan.h"

namespace amicast::lifecycle {
namespace {

namespace json = boost::json;
using distribution::tags_from_text;

constexpr std::array all_actions = {Action::make_available, Action::deprecate, Action::disable,
                                    Action::erase};
constexpr std::array all_units = {Unit::days, Unit::weeks, Unit::months, Unit::years};

std::optional<Action> action_named(std::string_view name) {
    for (Action action : all_actions)
        if (to_string(action) == name) return action;
    return std::nullopt;
}

json::array to_json(const Age& age) {
    return {age.value, json::string(to_string(age.unit))};
}

json::array to_json(const std::vector<std::string>& texts) {
    json::array list;
    for (const std::string& text : texts)
        list.push_back(json::string(text));
    return list;
}

json::object to_json(const Rule& rule) {
    json::object object;
    object["action"] = json::string(to_string(rule.action));
    object["amis"] = rule.amis;
    object["snapshots"] = rule.snapshots;
    if (rule.age) object["age"] = to_json(*rule.age);
    if (rule.count) object["count"] = *rule.count;
    object["retainAtLeast"] = rule.retain_at_least;
    object["excludedTags"] = json::string(distribution::to_text(rule.excluded_tags));
    if (rule.deprecate_at) object["deprecateAt"] = to_microseconds(*rule.deprecate_at);
    object["isPublic"] = rule.exclusions.is_public;
    object["regions"] = to_json(rule.exclusions.regions);
    object["sharedAccounts"] = to_json(rule.exclusions.shared_accounts);
    object["amiTags"] = json::string(distribution::to_text(rule.exclusions.tags));
    if (rule.exclusions.last_launched)
        object["lastLaunched"] = to_json(*rule.exclusions.last_launched);
    return object;
}

// Reads what to_json() wrote; boost's value_to throws on anything else, which the caller catches as
// corruption.
Age read_age(const json::value& value) {
    auto unit = unit_named(value.at(1).as_string());
    return {.value = value.at(0).as_int64(), .unit = unit.value_or(Unit::days)};
}

std::vector<std::string> read_texts(const json::value& value) {
    std::vector<std::string> texts;
    for (const json::value& each : value.as_array())
        texts.emplace_back(each.as_string());
    return texts;
}

Result<Rule> read_rule(const json::object& object) {
    auto action = action_named(object.at("action").as_string());
    auto excluded = tags_from_text(object.at("excludedTags").as_string());
    auto tags = tags_from_text(object.at("amiTags").as_string());
    if (!action) return failure(ErrorKind::corrupt, "A stored lifecycle rule cannot be read.");
    if (!excluded) return failure(excluded.error());
    if (!tags) return failure(tags.error());
    Rule rule;
    rule.action = *action;
    rule.amis = object.at("amis").as_bool();
    rule.snapshots = object.at("snapshots").as_bool();
    if (const json::value* age = object.if_contains("age")) rule.age = read_age(*age);
    if (const json::value* count = object.if_contains("count")) rule.count = count->as_int64();
    rule.retain_at_least = object.at("retainAtLeast").as_int64();
    rule.excluded_tags = std::move(*excluded);
    if (const json::value* at = object.if_contains("deprecateAt"))
        rule.deprecate_at = from_microseconds(at->as_int64());
    rule.exclusions.is_public = object.at("isPublic").as_bool();
    rule.exclusions.regions = read_texts(object.at("regions"));
    rule.exclusions.shared_accounts = read_texts(object.at("sharedAccounts"));
    rule.exclusions.tags = std::move(*tags);
    if (const json::value* launched = object.if_contains("lastLaunched"))
        rule.exclusions.last_launched = read_age(*launched);
    return rule;
}

}  // namespace

std::string_view to_string(Action action) {
    switch (action) {
        case Action::make_available:
            return "AVAILABLE";
        case Action::deprecate:
            return "DEPRECATE";
        case Action::disable:
            return "DISABLE";
        case Action::erase:
            return "DELETE";
    }
    return "DELETE";
}

std::string_view to_string(Unit unit) {
    switch (unit) {
        case Unit::days:
            return "DAYS";
        case Unit::weeks:
            return "WEEKS";
        case Unit::months:
            return "MONTHS";
        case Unit::years:
            return "YEARS";
    }
    return "DAYS";
}

std::optional<Unit> unit_named(std::string_view name) {
    for (Unit unit : all_units)
        if (to_string(unit) == name) return unit;
    return std::nullopt;
}

Time moment_before(Time now, const Age& age) {
    using namespace std::chrono;
    if (age.unit == Unit::days) return now - days(age.value);
    if (age.unit == Unit::weeks) return now - weeks(age.value);
    auto day = floor<days>(now);
    auto count = months(age.unit == Unit::years ? 12 * age.value : age.value);
    year_month_day date = year_month_day(day) - count;
    if (!date.ok()) date = date.year() / date.month() / last;
    return sys_days(date) + (now - day);
}

std::string to_text(const std::vector<Rule>& rules) {
    json::array list;
    for (const Rule& rule : rules)
        list.push_back(to_json(rule));
    return json::serialize(list);
}

Result<std::vector<Rule>> rules_from_text(std::string_view text) {
    try {
        std::vector<Rule> rules;
        const json::value list = json::parse(text);  // outlives the loop over it
        for (const json::value& each : list.as_array()) {
            auto rule = read_rule(each.as_object());
            if (!rule) return failure(rule.error());
            rules.push_back(std::move(*rule));
        }
        return rules;
    } catch (const std::exception& problem) {
        return failure(ErrorKind::corrupt, "Stored lifecycle rules cannot be read.",
                       problem.what());
    }
}

}  // namespace amicast::lifecycle
