// Names of parameters: what a new one must look like, ARNs, and what a request may name one by.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace amicast::parameters {

// The length of the whole ARN, as the reference of PutParameter counts it.
inline constexpr std::size_t arn_length_max = 1011;
inline constexpr std::size_t hierarchy_levels_max = 15;

// Without the spaces at both ends, which the service takes off.
std::string_view trimmed(std::string_view name);

// "arn:aws:ssm:<region>:<account>:parameter/a/b" for "/a/b" as for "a/b".
std::string parameter_arn(std::string_view region, std::string_view account_id,
                          std::string_view name);

// What is wrong with the name of a new parameter.
struct NameProblem {
    enum class Rule { form, reserved_word, reserved_path, levels };
    Rule rule = Rule::form;
    std::string message;
};
std::optional<NameProblem> check_new_name(std::string_view name, std::string_view region,
                                          std::string_view account_id);

// What "name", "name:3", "name:label" and an ARN in place of the name ask for.
struct Reference {
    std::string name;
    std::string selector;  // a version number or a label; empty: the current version
    // In an ARN, "/a" and "a" look the same: when there is no "a", "/a" is meant.
    bool slash_unknown = false;
};
// Empty for what can name no parameter of this account and region: two selectors, another account's
// ARN. Parameters shared between accounts do not exist here.
std::optional<Reference> parse_reference(std::string_view text, std::string_view region,
                                         std::string_view account_id);

// The version number a selector is; empty when it is a label.
std::optional<std::int64_t> version_of_selector(std::string_view selector);

}  // namespace amicast::parameters
