// Recursive descent: any := all (|| all)*, all := one (&& one)*, one := ( any ) | comparison.
#include "logs/json_condition_parser.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace amicast::logs {
namespace {

using Node = JsonCondition::Node;
using Comparison = JsonCondition::Comparison;
using Test = JsonCondition::Test;
using Step = JsonCondition::Step;

// A pattern has at most 1024 characters; this bounds the recursion.
constexpr int nesting_max = 32;

constexpr std::array<std::pair<std::string_view, Test>, 6> operators{{{"!=", Test::unequal},
                                                                      {"<=", Test::at_most},
                                                                      {">=", Test::at_least},
                                                                      {"=", Test::equal},
                                                                      {"<", Test::less},
                                                                      {">", Test::greater}}};
constexpr std::array<std::pair<std::string_view, Test>, 3> states{
    {{"TRUE", Test::is_true}, {"FALSE", Test::is_false}, {"NULL", Test::is_null}}};

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}

// What ends a value without quotation marks.
bool ends_value(char c) {
    return is_space(c) || c == ')' || c == '}' || c == '&' || c == '|' || c == '"' || c == '(';
}

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Node> whole() {
        if (!take("{")) return expected("{");
        auto node = any(0);
        if (!node) return node;
        if (!take("}")) return expected("&&, || or }");
        skip_spaces();
        if (at_ < text_.size()) return expected("nothing behind }");
        return node;
    }

  private:
    tl::unexpected<Error> expected(std::string_view what) {
        skip_spaces();
        return failure(ErrorKind::invalid,
                       fmt::format("Invalid character(s) in term '{}': expected {} at offset {} of "
                                   "the filter pattern.",
                                   text_.substr(at_, 20), what, at_));
    }

    void skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
    }
    bool take(std::string_view token) {
        skip_spaces();
        if (!text_.substr(at_).starts_with(token)) return false;
        at_ += token.size();
        return true;
    }
    template <class Predicate>
    std::string_view take_while(Predicate predicate) {
        const std::size_t from = at_;
        while (at_ < text_.size() && predicate(text_[at_]))
            ++at_;
        return text_.substr(from, at_ - from);
    }

    Result<Node> any(int depth) { return joined(depth, "||", Node::Kind::any); }

    // Children of one kind with a token between them; one child alone stands for itself.
    Result<Node> joined(int depth, std::string_view token, Node::Kind kind) {
        Node node{.kind = kind, .comparison = {}, .children = {}};
        do {
            auto child =
                kind == Node::Kind::any ? joined(depth, "&&", Node::Kind::all) : one(depth);
            if (!child) return child;
            node.children.push_back(std::move(*child));
        } while (take(token));
        if (node.children.size() > 1) return node;
        Node only = std::move(node.children.front());
        return only;
    }

    Result<Node> one(int depth) {
        if (!take("(")) return comparison();
        if (depth >= nesting_max) return expected("fewer parentheses within one another");
        auto node = any(depth + 1);
        if (node && !take(")")) return expected("&&, || or )");
        return node;
    }

    Result<Node> comparison() {
        Node node;
        auto steps = selector();
        if (!steps) return failure(steps.error());
        node.comparison.selector = std::move(*steps);
        if (Status read = test(node.comparison); !read) return failure(read.error());
        return node;
    }

    Result<std::vector<Step>> selector() {
        if (!take("$")) return expected("a selector such as $.name");
        std::vector<Step> steps;
        while (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == '[')) {
            const bool is_member = text_[at_++] == '.';
            auto step = is_member ? member() : element();
            if (!step) return failure(step.error());
            steps.push_back(std::move(*step));
        }
        if (steps.empty()) return expected("a member or an element behind $");
        return steps;
    }

    Result<Step> member() {
        std::string name(take_while(is_name_character));
        if (name.empty()) return expected("the name of a member");
        return Step(std::move(name));
    }

    Result<Step> element() {
        std::string_view digits = take_while(is_digit);
        std::size_t index = 0;
        auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (problem != std::errc() || !take("]")) return expected("the number of an element and ]");
        return Step(index);
    }

    Status test(Comparison& comparison) {
        if (take("IS")) return state(comparison);
        if (take("NOT")) {
            comparison.test = Test::missing;
            return take("EXISTS") ? Status() : Status(expected("EXISTS"));
        }
        for (const auto& [token, test] : operators) {
            if (!take(token)) continue;
            comparison.test = test;
            return value(comparison);
        }
        return expected("=, !=, <, >, <=, >=, IS or NOT EXISTS");
    }

    Status state(Comparison& comparison) {
        for (const auto& [token, test] : states) {
            if (!take(token)) continue;
            comparison.test = test;
            return {};
        }
        return expected("TRUE, FALSE or NULL");
    }

    Status value(Comparison& comparison) {
        const bool for_numbers = comparison.test != Test::equal && comparison.test != Test::unequal;
        skip_spaces();
        if (at_ < text_.size() && text_[at_] == '"' && !for_numbers) return quoted(comparison);
        comparison.text = take_while([](char c) { return !ends_value(c); });
        comparison.number = number_of(comparison.text);
        if (for_numbers && !comparison.number) return expected("a number");
        if (comparison.text.empty()) return expected("a value");
        return {};
    }

    Status quoted(Comparison& comparison) {
        ++at_;
        comparison.is_quoted = true;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            comparison.text += text_[at_++];
        }
        return take("\"") ? Status() : Status(expected("a closing quotation mark"));
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<Node> parse_json_condition(std::string_view text) {
    return Parser(text).whole();
}

}  // namespace amicast::logs
