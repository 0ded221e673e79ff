#include "logs/json_condition.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/limits.h"
#include "logs/json_condition_parser.h"

namespace amicast::logs {
namespace {

namespace json = boost::json;
using Comparison = JsonCondition::Comparison;
using Node = JsonCondition::Node;
using Test = JsonCondition::Test;

const json::value* step_to(const json::value& from, const JsonCondition::Step& step) {
    if (const auto* name = std::get_if<std::string>(&step))
        return from.is_object() ? from.get_object().if_contains(*name) : nullptr;
    return from.is_array() ? from.get_array().if_contains(std::get<std::size_t>(step)) : nullptr;
}

const json::value* select(const json::value& document, const Comparison& comparison) {
    const json::value* found = &document;
    for (const JsonCondition::Step& step : comparison.selector) {
        found = step_to(*found, step);
        if (found == nullptr) return nullptr;
    }
    return found;
}

std::optional<double> number_in(const json::value& value) {
    if (!value.is_number()) return std::nullopt;
    return value.to_number<double>();
}

// A number fits a number, and a text with a wildcard (4*) as it is written.
bool is_equal(const json::value& value, const Comparison& comparison) {
    if (value.is_string()) {
        const json::string& text = value.get_string();
        return fits_wildcard(comparison.text, {text.data(), text.size()});
    }
    auto number = number_in(value);
    if (!number || comparison.is_quoted) return false;
    if (comparison.number) return *number == *comparison.number;
    return fits_wildcard(comparison.text, json::serialize(value));
}

bool is_ordered(const json::value& value, const Comparison& comparison) {
    auto number = number_in(value);
    if (!number) return false;
    switch (comparison.test) {
        case Test::less:
            return *number < *comparison.number;
        case Test::greater:
            return *number > *comparison.number;
        case Test::at_most:
            return *number <= *comparison.number;
        default:
            return *number >= *comparison.number;
    }
}

bool holds_for(const json::value* value, const Comparison& comparison) {
    if (value == nullptr || comparison.test == Test::missing)
        return value == nullptr && comparison.test == Test::missing;
    switch (comparison.test) {
        case Test::equal:
            return is_equal(*value, comparison);
        case Test::unequal:
            return !is_equal(*value, comparison);
        case Test::is_true:
            return value->is_bool() && value->get_bool();
        case Test::is_false:
            return value->is_bool() && !value->get_bool();
        case Test::is_null:
            return value->is_null();
        default:
            return is_ordered(*value, comparison);
    }
}

bool holds_in(const json::value& document, const Node& node) {
    auto holds = [&](const Node& child) { return holds_in(document, child); };
    switch (node.kind) {
        case Node::Kind::all:
            return std::all_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::any:
            return std::any_of(node.children.begin(), node.children.end(), holds);
        case Node::Kind::comparison:
            break;
    }
    return holds_for(select(document, node.comparison), node.comparison);
}

}  // namespace

Result<JsonCondition> JsonCondition::parse(std::string_view text) {
    auto root = parse_json_condition(text);
    if (!root) return failure(root.error());
    JsonCondition condition;
    condition.root_ = std::move(*root);
    return condition;
}

bool JsonCondition::holds(std::string_view message) const {
    json::error_code error;
    json::parse_options options;
    options.max_depth = limits::json_depth_max;
    json::value document =
        json::parse({message.data(), message.size()}, error, json::storage_ptr(), options);
    return !error && holds_in(document, root_);
}

// Goes back to the last star only, so that it takes at most the product of both lengths.
bool fits_wildcard(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_text = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_text = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++star_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace amicast::logs
