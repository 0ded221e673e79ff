// Texts of a policy that may hold wildcards and variables, and how they match.
//
// A pattern is kept as tokens, never as text with values put in: what a variable brings is literal,
// so a `*` inside a tag value is just an asterisk.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "iam/access.h"

namespace amicast::iam {

// Bytes below 0x100 stand for themselves; the two values above for `*` and `?`.
using Glob = std::u16string;
inline constexpr char16_t glob_any = 0x100;
inline constexpr char16_t glob_one = 0x101;

// `*` is any run of characters, `?` exactly one (UTF-8) character. Time is at most the product of
// both lengths.
bool glob_matches(std::u16string_view glob, std::string_view text);

// Compares two ARNs part by part: five colons separate, the sixth part is the rest. Wildcards stay
// inside their part. A glob that is `*` alone matches everything.
bool arn_glob_matches(std::u16string_view glob, std::string_view arn);

std::string ascii_lower(std::string_view text);

class Pattern {
  public:
    struct Options {
        bool wildcards = true;
        bool variables = false;  // `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`
        bool fold_case = false;  // literals to lower case; the caller folds what it compares
    };

    // `invalid` for a variable without an end, a name, or a well-formed default.
    static Result<Pattern> compile(std::string_view text, const Options& options);

    // The pattern with its variables filled in. Nothing when a variable has no single value in the
    // context and no default.
    std::optional<Glob> resolve(const ConditionContext& context) const;
    // The pattern when it has no variables; avoids the copy resolve() makes.
    const Glob* fixed() const { return tokens_.empty() ? &glob_ : nullptr; }
    // True when a variable stands before the fifth colon of an ARN.
    bool has_variable_before_arn_resource() const;

  private:
    struct Token {
        Glob literal;          // wildcards included; used when `variable` is empty
        std::string variable;  // the condition key
        std::optional<std::string> fallback;
    };
    Result<std::size_t> add_variable(std::string_view rest, const Options& options);
    void add_literal(char16_t unit);
    Glob literal_text(std::string_view text) const;

    Glob glob_;                  // all of it when there are no variables
    std::vector<Token> tokens_;  // empty when there are no variables
    bool fold_case_ = false;
};

}  // namespace amicast::iam
