// Conditions on messages that are JSON objects or arrays:
//
//     { $.level = "error" && ($.code >= 500 || $.user.name = "a*") }
//
// Selectors are `$` with members (`.name`, of letters, digits, `_` and `-`) and elements (`[0]`).
// Operators: = != with a text or a number, < > <= >= with a number; IS TRUE, IS FALSE, IS NULL, NOT
// EXISTS. `*` in a text stands for any characters. A member that is not there fulfils NOT EXISTS
// alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace amicast::logs {

class JsonCondition {
  public:
    // `text` with its braces. `invalid` says what is not understood and where.
    static Result<JsonCondition> parse(std::string_view text);

    // False for what is not JSON.
    bool holds(std::string_view message) const;

    enum class Test {
        equal,
        unequal,
        less,
        greater,
        at_most,
        at_least,
        is_true,
        is_false,
        is_null,
        missing
    };
    using Step = std::variant<std::string, std::size_t>;  // a member or an element
    struct Comparison {
        std::vector<Step> selector;
        Test test = Test::equal;
        std::string text;              // may have wildcards
        bool is_quoted = false;        // a text only; without quotation marks a number, too
        std::optional<double> number;  // a bare value that is one
    };
    // A comparison, or children of which all or any must hold.
    struct Node {
        enum class Kind { comparison, all, any };
        Kind kind = Kind::comparison;
        Comparison comparison;
        std::vector<Node> children;
    };

  private:
    Node root_;
};

// True when `text` fits `pattern`, in which `*` stands for any characters.
bool fits_wildcard(std::string_view pattern, std::string_view text);

}  // namespace amicast::logs
