// Walks a text from one {{variable}} to the next.
#include "distribution/name_template.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace amicast::distribution {
namespace {

constexpr std::string_view build_date = "imagebuilder:buildDate";
constexpr std::string_view build_version = "imagebuilder:buildVersion";

constexpr std::string_view parameter_prefix = "ssm:";

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

// Calls `literal` for each run of plain text and `variable` for what stands in double braces (and
// the braces' whole text); stops when the latter returns false.
void each_piece(std::string_view text, const std::function<void(std::string_view)>& literal,
                const std::function<bool(std::string_view, std::string_view)>& variable) {
    while (!text.empty()) {
        auto open = text.find("{{");
        auto close = open == std::string_view::npos ? open : text.find("}}", open);
        if (close == std::string_view::npos) break;
        literal(text.substr(0, open));
        auto whole = text.substr(open, close + 2 - open);
        if (!variable(trim(whole.substr(2, whole.size() - 4)), whole)) return;
        text.remove_prefix(close + 2);
    }
    literal(text);
}

std::string with_hyphens(std::string text) {
    std::replace(text.begin(), text.end(), ':', '-');
    return text;
}

// `at` of YYYY-MM-DDTHH:MM:SS.mmmZ: where each field of a format stands.
constexpr std::array<std::pair<std::string_view, std::size_t>, 7> fields = {
    {{"yyyy", 0}, {"MM", 5}, {"dd", 8}, {"HH", 11}, {"mm", 14}, {"SSS", 20}, {"ss", 17}}};

std::optional<std::string> format_date(Time time, std::string_view format) {
    std::string iso = to_iso8601(time);
    std::string out;
    while (!format.empty()) {
        const auto* field = std::find_if(fields.begin(), fields.end(), [&](const auto& candidate) {
            return format.starts_with(candidate.first);
        });
        if (field != fields.end()) {
            out += iso.substr(field->second, field->first.size());
            format.remove_prefix(field->first.size());
            continue;
        }
        char c = format.front();
        bool letter =
            (c >= 'a' && c <= 'z' && c != 't') || (c >= 'A' && c <= 'Z' && c != 'T' && c != 'Z');
        if (letter) return std::nullopt;
        out.push_back(c);
        format.remove_prefix(1);
    }
    return with_hyphens(std::move(out));
}

std::optional<std::string> value_of(std::string_view variable, const TemplateFacts& facts) {
    if (variable == build_version) return std::to_string(facts.build_version);
    if (variable == build_date) return with_hyphens(to_iso8601(facts.build_date));
    if (variable.starts_with(build_date) && variable.substr(build_date.size()).starts_with(":"))
        return format_date(facts.build_date, variable.substr(build_date.size() + 1));
    return std::nullopt;
}

bool any_variable(std::string_view text, const std::function<bool(std::string_view)>& wanted) {
    bool found = false;
    each_piece(
        text, [](std::string_view) {},
        [&](std::string_view variable, std::string_view) {
            found = found || wanted(variable);
            return !found;
        });
    return found;
}

}  // namespace

Result<std::string> expand_template(std::string_view text, const TemplateFacts& facts,
                                    UnknownVariable unknown) {
    std::string out;
    std::string_view refused;
    each_piece(
        text, [&](std::string_view literal) { out += literal; },
        [&](std::string_view variable, std::string_view whole) {
            auto value = value_of(variable, facts);
            if (!value && unknown == UnknownVariable::refuse) {
                refused = whole;
                return false;
            }
            out += value ? std::string_view(*value) : whole;
            return true;
        });
    if (!refused.empty()) {
        return failure(ErrorKind::invalid, fmt::format("The variable {} is not known: expected "
                                                       "{{{{imagebuilder:buildDate}}}} or "
                                                       "{{{{imagebuilder:buildVersion}}}}.",
                                                       refused));
    }
    return out;
}

Result<std::string> expand_parameters(
    std::string_view text, const std::function<Result<std::string>(std::string_view)>& read) {
    std::string out;
    Status sound;
    each_piece(
        text, [&](std::string_view literal) { out += literal; },
        [&](std::string_view variable, std::string_view whole) {
            if (!variable.starts_with(parameter_prefix)) {
                out += whole;
                return true;
            }
            auto value = read(trim(variable.substr(parameter_prefix.size())));
            if (value) {
                out += *value;
            } else {
                sound = failure(value.error());
            }
            return value.has_value();
        });
    if (!sound) return failure(sound.error());
    return out;
}

bool names_build_date(std::string_view text) {
    return any_variable(text, [](std::string_view variable) {
        return variable == build_date || variable.starts_with(std::string(build_date) + ":");
    });
}

bool names_parameter(std::string_view text) {
    return any_variable(
        text, [](std::string_view variable) { return variable.starts_with(parameter_prefix); });
}

}  // namespace amicast::distribution
