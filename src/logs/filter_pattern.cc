#include "logs/filter_pattern.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/trimmed.h"
#include "logs/json_condition.h"

namespace amicast::logs {
namespace {

constexpr std::string_view blank = " \t\r\n";

bool is_space(char c) {
    return blank.find(c) != std::string_view::npos;
}

// Letters beyond ASCII count as letters.
bool is_term_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

tl::unexpected<Error> invalid(std::string message) {
    return failure(ErrorKind::invalid, std::move(message));
}

// Takes a phrase in quotation marks off the front; `\"` and `\\` stand for themselves.
std::optional<std::string> take_phrase(std::string_view& text) {
    text.remove_prefix(1);
    std::string phrase;
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return phrase;
        if (c == '\\' && !text.empty() && (text.front() == '"' || text.front() == '\\')) {
            c = text.front();
            text.remove_prefix(1);
        }
        phrase += c;
    }
    return std::nullopt;
}

Result<std::string> take_term(std::string_view& text) {
    if (!text.empty() && text.front() == '"') {
        auto phrase = take_phrase(text);
        if (!phrase) return invalid("Invalid filter pattern: a quotation mark is not closed.");
        return std::move(*phrase);
    }
    const auto end = std::find_if(text.begin(), text.end(), is_space);
    std::string term(text.begin(), end);
    text.remove_prefix(term.size());
    if (!term.empty() && std::all_of(term.begin(), term.end(), is_term_character)) return term;
    return invalid(fmt::format(
        "Invalid character(s) in term '{}': expected letters, digits and _; put anything else in "
        "quotation marks.",
        term));
}

bool contains(std::string_view message, const std::string& term) {
    return message.find(term) != std::string_view::npos;
}

}  // namespace

Result<FilterPattern> FilterPattern::parse(std::string_view text) {
    FilterPattern pattern;
    text = trimmed(text, blank);
    if (text.starts_with('{')) {
        auto condition = JsonCondition::parse(text);
        if (!condition) return failure(condition.error());
        pattern.json_ = std::make_shared<const JsonCondition>(std::move(*condition));
        return pattern;
    }
    if (text.starts_with('[')) {
        return invalid(
            "Invalid filter pattern: space-delimited patterns in brackets are not served here. "
            "Expected terms, phrases or a JSON condition in braces.");
    }
    while (!text.empty()) {
        std::vector<std::string>* terms = &pattern.all_;
        if (text.front() == '?') terms = &pattern.any_;
        if (text.front() == '-') terms = &pattern.none_;
        if (terms != &pattern.all_) text.remove_prefix(1);
        auto term = take_term(text);
        if (!term) return failure(term.error());
        terms->push_back(std::move(*term));
        text = trimmed(text, blank);
    }
    return pattern;
}

bool FilterPattern::matches(std::string_view message) const {
    if (json_) return json_->holds(message);
    auto in_message = [&](const std::string& term) { return contains(message, term); };
    if (std::any_of(none_.begin(), none_.end(), in_message)) return false;
    if (all_.empty() && !any_.empty()) return std::any_of(any_.begin(), any_.end(), in_message);
    return std::all_of(all_.begin(), all_.end(), in_message);
}

}  // namespace amicast::logs
