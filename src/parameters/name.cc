#include "parameters/name.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/trimmed.h"

namespace amicast::parameters {
namespace {

using Rule = NameProblem::Rule;

constexpr std::string_view path_rule =
    "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can "
    "be formed as a mix of letters, numbers and the following 3 symbols .-_";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/';
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

NameProblem form(std::string message) {
    return {Rule::form, std::move(message)};
}

// `aws` and `ssm` at the front are the service's own, in any case and also as the start of a longer
// word; what lies below /aws is refused as a matter of permission.
std::optional<NameProblem> check_reserved(std::string_view name) {
    const std::string word = lower(name.starts_with('/') ? name.substr(1) : name);
    const bool is_path = std::count(name.begin(), name.end(), '/') > 1;
    if (word.starts_with("aws") && is_path) {
        return NameProblem{Rule::reserved_path,
                           fmt::format("No access to reserved parameter name: {}.", name)};
    }
    if (word.starts_with("ssm") && is_path) {
        return NameProblem{
            Rule::reserved_word,
            fmt::format(R"(Parameter name: can't be prefixed with "ssm" (case-insensitive). {})",
                        path_rule)};
    }
    if (word.starts_with("aws") || word.starts_with("ssm")) {
        return NameProblem{
            Rule::reserved_word,
            R"(Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).)"};
    }
    return std::nullopt;
}

std::optional<NameProblem> check_form(std::string_view name) {
    if (name.empty()) return form("Parameter name: expected at least one character.");
    if (!std::all_of(name.begin(), name.end(), is_name_character)) {
        return form(fmt::format("Parameter name '{}' is not valid. {}", name, path_rule));
    }
    if (name.find('/') != std::string_view::npos && name.front() != '/') {
        return form(
            fmt::format("Parameter name '{}' must be a fully qualified name: one with a "
                        "slash in it begins with a slash.",
                        name));
    }
    if (name.back() == '/' || name.find("//") != std::string_view::npos) {
        return form(
            fmt::format("Parameter name '{}' must not end with a slash or have an empty "
                        "level between two slashes.",
                        name));
    }
    return std::nullopt;
}

std::optional<NameProblem> check_size(std::string_view name, std::string_view region,
                                      std::string_view account_id) {
    const auto levels = static_cast<std::size_t>(std::count(name.begin(), name.end(), '/'));
    if (levels > hierarchy_levels_max) {
        return NameProblem{
            Rule::levels,
            fmt::format("Parameter name '{}' has a hierarchy of {} levels: a hierarchy can have a "
                        "maximum of {} levels.",
                        name, levels, hierarchy_levels_max)};
    }
    const std::size_t arn_length = parameter_arn(region, account_id, name).size();
    if (arn_length > arn_length_max) {
        return form(
            fmt::format("Parameter name: its ARN would have {} characters: expected at "
                        "most {}.",
                        arn_length, arn_length_max));
    }
    return std::nullopt;
}

// Takes what stands before the next colon off the front.
std::string_view take_part(std::string_view& text) {
    const std::size_t end = text.find(':');
    std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

// The name in "arn:aws:ssm:<region>:<account>:parameter/<name>" with what follows it.
std::optional<std::string_view> name_in_arn(std::string_view arn, std::string_view region,
                                            std::string_view account_id) {
    constexpr std::string_view resource = "parameter/";
    const bool ours = take_part(arn) == "arn" && take_part(arn) == "aws" &&
                      take_part(arn) == "ssm" && take_part(arn) == region &&
                      take_part(arn) == account_id;
    if (!ours || !arn.starts_with(resource)) return std::nullopt;
    return arn.substr(resource.size());
}

}  // namespace

std::string_view trimmed(std::string_view name) {
    return amicast::trimmed(name, " ");
}

std::string parameter_arn(std::string_view region, std::string_view account_id,
                          std::string_view name) {
    return fmt::format("arn:aws:ssm:{}:{}:parameter{}{}", region, account_id,
                       name.starts_with('/') ? "" : "/", name);
}

std::optional<NameProblem> check_new_name(std::string_view name, std::string_view region,
                                          std::string_view account_id) {
    if (auto problem = check_form(name)) return problem;
    if (auto problem = check_reserved(name)) return problem;
    return check_size(name, region, account_id);
}

std::optional<Reference> parse_reference(std::string_view text, std::string_view region,
                                         std::string_view account_id) {
    text = trimmed(text);
    Reference reference;
    bool by_arn = text.starts_with("arn:");
    if (by_arn) {
        auto name = name_in_arn(text, region, account_id);
        if (!name) return std::nullopt;
        text = *name;
    }
    const auto colons = std::count(text.begin(), text.end(), ':');
    reference.name = take_part(text);
    reference.selector = take_part(text);
    if (colons > 1 || reference.name.empty()) return std::nullopt;
    if (colons == 1 && reference.selector.empty()) return std::nullopt;
    if (by_arn) {
        reference.slash_unknown = reference.name.find('/') == std::string::npos;
        if (!reference.slash_unknown) reference.name.insert(0, 1, '/');
    }
    return reference;
}

std::optional<std::int64_t> version_of_selector(std::string_view selector) {
    std::int64_t version = 0;
    auto [end, problem] =
        std::from_chars(selector.data(), selector.data() + selector.size(), version);
    if (problem != std::errc() || end != selector.data() + selector.size()) return std::nullopt;
    return version;
}

}  // namespace amicast::parameters
