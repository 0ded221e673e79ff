#include "iam/policy_pattern.h"

#include <algorithm>
#include <utility>

#include "base/trimmed.h"

namespace amicast::iam {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char16_t unit_of(char c) {
    return static_cast<unsigned char>(c);
}

// Bytes of the UTF-8 character that starts at `text[at]`; 1 for a byte that starts none.
std::size_t character_bytes(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    if (unit_of(text[at]) < 0xC0) return 1;
    while (end < text.size() && end < at + 4 && (unit_of(text[end]) & 0xC0) == 0x80)
        ++end;
    return end - at;
}

// Cuts the next part of an ARN off `rest`; parts 1 to 5 end at a colon.
template <class View, class Unit>
View take_part(View& rest, Unit colon) {
    std::size_t end = rest.find(colon);
    View part = rest.substr(0, end);
    rest = end == View::npos ? View() : rest.substr(end + 1);
    return part;
}

}  // namespace

std::string ascii_lower(std::string_view text) {
    std::string folded(text);
    std::transform(folded.begin(), folded.end(), folded.begin(), lower);
    return folded;
}

bool glob_matches(std::u16string_view glob, std::string_view text) {
    std::size_t g = 0;
    std::size_t t = 0;
    std::size_t star = std::u16string_view::npos;  // where the last `*` was, and the text it
    std::size_t star_text = 0;                     // has swallowed so far
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == glob_any) {
            star = g++;
            star_text = t;
        } else if (g < glob.size() && glob[g] == glob_one) {
            t += character_bytes(text, t);
            ++g;
        } else if (g < glob.size() && glob[g] == unit_of(text[t])) {
            ++t;
            ++g;
        } else if (star != std::u16string_view::npos) {
            g = star + 1;
            star_text += character_bytes(text, star_text);
            t = star_text;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == glob_any)
        ++g;
    return g == glob.size();
}

bool arn_glob_matches(std::u16string_view glob, std::string_view arn) {
    if (glob.size() == 1 && glob.front() == glob_any) return true;
    if (std::count(glob.begin(), glob.end(), u':') < 5) return false;
    if (std::count(arn.begin(), arn.end(), ':') < 5) return false;
    for (int part = 0; part < 5; ++part) {
        if (!glob_matches(take_part(glob, u':'), take_part(arn, ':'))) return false;
    }
    return glob_matches(glob, arn);
}

Result<Pattern> Pattern::compile(std::string_view text, const Options& options) {
    Pattern pattern;
    pattern.fold_case_ = options.fold_case;
    while (!text.empty()) {
        char c = text.front();
        if (options.variables && text.starts_with("${")) {
            Result<std::size_t> used = pattern.add_variable(text, options);
            if (!used) return failure(used.error());
            text.remove_prefix(*used);
            continue;
        }
        if (options.wildcards && (c == '*' || c == '?')) {
            pattern.add_literal(c == '*' ? glob_any : glob_one);
        } else {
            pattern.add_literal(unit_of(options.fold_case ? lower(c) : c));
        }
        text.remove_prefix(1);
    }
    return pattern;
}

void Pattern::add_literal(char16_t unit) {
    if (tokens_.empty()) {
        glob_.push_back(unit);
        return;
    }
    if (!tokens_.back().variable.empty()) tokens_.emplace_back();
    tokens_.back().literal.push_back(unit);
}

// Reads the variable at the start of `rest`; the number of characters it takes.
Result<std::size_t> Pattern::add_variable(std::string_view rest, const Options& options) {
    std::size_t end = rest.find('}');
    if (end == std::string_view::npos)
        return failure(ErrorKind::invalid, "a policy variable must end with '}'");
    std::string_view inside = trimmed(rest.substr(2, end - 2), " ");
    // The three characters that can only be written as variables.
    if (inside == "*" || inside == "?" || inside == "$") {
        add_literal(unit_of(inside.front()));
        return end + 1;
    }
    std::size_t comma = inside.find(',');
    std::string_view name = trimmed(inside.substr(0, comma), " ");
    Token token{.literal = {}, .variable = std::string(name), .fallback = std::nullopt};
    if (comma != std::string_view::npos) {
        std::string_view quoted = trimmed(inside.substr(comma + 1), " ");
        if (quoted.size() < 2 || quoted.front() != '\'' || quoted.back() != '\'') {
            return failure(ErrorKind::invalid,
                           "the default value of a policy variable must stand in single quotes");
        }
        std::string_view fallback = quoted.substr(1, quoted.size() - 2);
        token.fallback = options.fold_case ? ascii_lower(fallback) : std::string(fallback);
    }
    if (name.empty()) return failure(ErrorKind::invalid, "a policy variable must have a name");
    if (tokens_.empty() && !glob_.empty())
        tokens_.push_back({.literal = std::move(glob_), .variable = {}, .fallback = {}});
    glob_.clear();
    tokens_.push_back(std::move(token));
    return end + 1;
}

Glob Pattern::literal_text(std::string_view text) const {
    Glob glob;
    glob.reserve(text.size());
    for (char c : text)
        glob.push_back(unit_of(fold_case_ ? lower(c) : c));
    return glob;
}

std::optional<Glob> Pattern::resolve(const ConditionContext& context) const {
    if (tokens_.empty()) return glob_;
    Glob resolved;
    for (const Token& token : tokens_) {
        if (token.variable.empty()) {
            resolved += token.literal;
            continue;
        }
        auto found = context.find(token.variable);
        // Only keys with one value can stand in a pattern: which of several would be meant?
        if (found != context.end() && found->second.size() == 1) {
            resolved += literal_text(found->second.front());
        } else if (token.fallback) {
            resolved += literal_text(*token.fallback);
        } else {
            return std::nullopt;
        }
    }
    return resolved;
}

bool Pattern::has_variable_before_arn_resource() const {
    std::ptrdiff_t colons = 0;
    for (const Token& token : tokens_) {
        if (!token.variable.empty()) return colons < 5;
        colons += std::count(token.literal.begin(), token.literal.end(), u':');
    }
    return false;
}

}  // namespace amicast::iam
