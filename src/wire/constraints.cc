#include "wire/constraints.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/encoding.h"
#include "wire/pattern.h"

namespace amicast::wire {
namespace {

using What = InputProblem::What;

constexpr std::int64_t no_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t no_max = std::numeric_limits<std::int64_t>::max();

// "1 to 36 characters", "at most 50 entries", "at least 1 byte"; empty without bounds.
std::string size_phrase(const Rules& rules, std::string_view one, std::string_view many) {
    auto unit = [&](std::int64_t count) { return count == 1 ? one : many; };
    std::int64_t low = std::max<std::int64_t>(rules.min, 0);
    if (rules.max == no_max) {
        return low == 0 ? std::string() : fmt::format("at least {} {}", low, unit(low));
    }
    if (low == rules.max) return fmt::format("exactly {} {}", low, unit(low));
    if (low == 0) return fmt::format("at most {} {}", rules.max, unit(rules.max));
    return fmt::format("{} to {} {}", low, rules.max, unit(rules.max));
}

std::string with_size(std::string_view noun, const std::string& size) {
    return size.empty() ? std::string(noun) : fmt::format("{} of {}", noun, size);
}

std::string number_phrase(std::string_view noun, const Rules& rules) {
    if (rules.min == no_min && rules.max == no_max) return std::string(noun);
    if (rules.min == no_min) return fmt::format("{} of at most {}", noun, rules.max);
    if (rules.max == no_max) return fmt::format("{} of at least {}", noun, rules.min);
    return fmt::format("{} from {} to {}", noun, rules.min, rules.max);
}

bool contains_word(std::string_view words, std::string_view word) {
    if (word.empty() || word.find(' ') != std::string_view::npos) return false;
    for (std::size_t at = words.find(word); at != std::string_view::npos;
         at = words.find(word, at + 1)) {
        std::size_t end = at + word.size();
        bool starts = at == 0 || words[at - 1] == ' ';
        bool ends = end == words.size() || words[end] == ' ';
        if (starts && ends) return true;
    }
    return false;
}

std::string one_of_phrase(std::string_view words) {
    std::string out = "one of: ";
    for (char c : words) {
        if (c == ' ') out += ',';
        out += c;
    }
    return out;
}

bool outside(std::int64_t value, const Rules& rules) {
    return value < rules.min || value > rules.max;
}

bool length_outside(std::string_view text, const Rules& rules) {
    if (rules.min <= 0 && rules.max == no_max) return false;
    return outside(static_cast<std::int64_t>(utf8_length(text)), rules);
}

}  // namespace

Rules rules_of(const MemberOptions& options) {
    return {options.min, options.max, options.pattern, options.one_of};
}

Rules element_rules_of(const MemberOptions& options) {
    return {options.element_min, options.element_max, options.element_pattern,
            options.element_one_of};
}

Rules key_rules_of(const MemberOptions& options) {
    return {options.key_min, options.key_max, options.key_pattern, {}};
}

Problem check_text(std::string_view text, const Rules& rules) {
    if (length_outside(text, rules)) {
        return make_problem(What::length, text,
                            with_size("text", size_phrase(rules, "character", "characters")));
    }
    if (!rules.one_of.empty() && !contains_word(rules.one_of, text)) {
        return make_problem(What::not_allowed, text, one_of_phrase(rules.one_of));
    }
    if (!rules.pattern.empty() && !matches(rules.pattern, text)) {
        return make_problem(What::pattern, text,
                            fmt::format("text that matches {}", rules.pattern));
    }
    return {};
}

Problem check_integer(std::int64_t value, const Rules& rules) {
    if (!outside(value, rules)) return {};
    return make_problem(What::range, std::to_string(value), expected_of(Kind::integer, rules));
}

Problem check_real(double value, const Rules& rules) {
    bool low = rules.min != no_min && value < static_cast<double>(rules.min);
    bool high = rules.max != no_max && value > static_cast<double>(rules.max);
    if (!low && !high) return {};
    return make_problem(What::range, fmt::format("{}", value), expected_of(Kind::real, rules));
}

Problem check_bytes(std::size_t bytes, const Rules& rules) {
    if (!outside(static_cast<std::int64_t>(bytes), rules)) return {};
    return make_problem(What::length, fmt::format("{} bytes", bytes),
                        with_size("data", size_phrase(rules, "byte", "bytes")));
}

Problem check_count(Kind kind, std::size_t count, const Rules& rules) {
    if (!outside(static_cast<std::int64_t>(count), rules)) return {};
    return make_problem(What::length, fmt::format("{} entries", count), expected_of(kind, rules));
}

Problem check_key(std::string_view key, const Rules& rules) {
    Problem problem = check_text(key, rules);
    if (problem) problem->expected = "keys that are each " + problem->expected;
    return problem;
}

std::string expected_of(Kind kind, const Rules& rules) {
    switch (kind) {
        case Kind::boolean:
            return "true or false";
        case Kind::integer:
            return number_phrase("a whole number", rules);
        case Kind::real:
            return number_phrase("a number", rules);
        case Kind::text:
            if (!rules.one_of.empty()) return one_of_phrase(rules.one_of);
            return with_size("text", size_phrase(rules, "character", "characters"));
        case Kind::timestamp:
            return "a date and time such as 2030-01-02T03:04:05Z";
        case Kind::blob:
            return "base64 text";
        case Kind::payload:
            return with_size("a body", size_phrase(rules, "byte", "bytes"));
        case Kind::list:
            return with_size("a list", size_phrase(rules, "entry", "entries"));
        case Kind::map:
            return with_size("a map", size_phrase(rules, "entry", "entries"));
        case Kind::structure:
            return "a structure";
    }
    return "another value";
}

}  // namespace amicast::wire
