#include "services/ec2/filters.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

// Length of the UTF-8 character that starts at `text[at]`; stray bytes count as one.
std::size_t character_bytes(std::string_view text, std::size_t at) {
    std::size_t length = 1;
    while (at + length < text.size() &&
           (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) {
        ++length;
    }
    return length;
}

Result<CompiledFilter> compile_filter(const Filter& filter, std::span<const std::string_view> names,
                                      bool with_tags) {
    std::string_view name = filter.name ? std::string_view(*filter.name) : "null";
    CompiledFilter compiled;
    auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end() && filter.name) {
        compiled.field = static_cast<std::size_t>(found - names.begin());
    } else if (with_tags && name == "tag-key") {
        compiled.what = CompiledFilter::What::tag_key;
    } else if (with_tags && name.starts_with("tag:") && name.size() > 4) {
        compiled.what = CompiledFilter::What::tag;
        compiled.tag_key = name.substr(4);
    } else {
        return failure(
            invalid_value(fmt::format("The filter '{}' is invalid", name.substr(0, 256))));
    }
    if (filter.values.empty()) {
        return failure(
            invalid_value(fmt::format("The filter '{}' needs at least one value", name)));
    }
    if (filter.values.size() > filter_values_max) {
        return failure(filter_limit_exceeded(
            fmt::format("The filter '{}' has {} values; at most {} are allowed", name,
                        filter.values.size(), filter_values_max)));
    }
    for (const std::string& value : filter.values) {
        if (value.size() > filter_value_bytes_max) {
            return failure(invalid_value(
                fmt::format("A value of the filter '{}' has {} bytes; at most {} are allowed", name,
                            value.size(), filter_value_bytes_max)));
        }
        compiled.values.emplace_back(value);
    }
    return compiled;
}

}  // namespace

Wildcard::Wildcard(std::string_view pattern) {
    std::string literal;
    bool is_literal = true;
    steps_.reserve(pattern.size());
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        char c = pattern[i];
        if (c == '\\' && i + 1 < pattern.size()) {
            c = pattern[++i];
        } else if (c == '*' || c == '?') {
            is_literal = false;
            bool repeated = c == '*' && !steps_.empty() && steps_.back().kind == Step::Kind::any;
            if (!repeated) steps_.push_back({c == '*' ? Step::Kind::any : Step::Kind::one, '\0'});
            continue;
        }
        steps_.push_back({Step::Kind::byte, c});
        literal += c;
    }
    if (is_literal) literal_ = std::move(literal);
}

// The usual greedy walk: on a mismatch only the last `*` takes one more character, so the cost is
// at most pattern times text.
bool Wildcard::matches(std::string_view text) const {
    if (literal_) return text == *literal_;
    std::size_t at = 0;
    std::size_t step = 0;
    std::optional<std::size_t> star;  // the step behind the last `*`
    std::size_t star_at = 0;          // where its run of characters ends so far
    while (at < text.size()) {
        if (step < steps_.size() && steps_[step].kind == Step::Kind::any) {
            star = ++step;
            star_at = at;
        } else if (step < steps_.size() && steps_[step].kind == Step::Kind::one) {
            at += character_bytes(text, at);
            ++step;
        } else if (step < steps_.size() && steps_[step].byte == text[at]) {
            ++at;
            ++step;
        } else if (star) {
            step = *star;
            star_at += character_bytes(text, star_at);
            at = star_at;
        } else {
            return false;
        }
    }
    while (step < steps_.size() && steps_[step].kind == Step::Kind::any)
        ++step;
    return step == steps_.size();
}

bool CompiledFilter::accepts(std::string_view text) const {
    return std::any_of(values.begin(), values.end(),
                       [&](const Wildcard& value) { return value.matches(text); });
}

std::optional<std::string> CompiledFilter::only_literal() const {
    if (values.size() != 1) return std::nullopt;
    return values.front().literal();
}

std::optional<std::vector<std::string>> CompiledFilter::literals() const {
    std::vector<std::string> texts;
    for (const Wildcard& value : values) {
        if (!value.literal()) return std::nullopt;
        texts.push_back(*value.literal());
    }
    return texts;
}

Result<std::vector<CompiledFilter>> compile_filters(const std::vector<Filter>& filters,
                                                    std::span<const std::string_view> names,
                                                    bool with_tags) {
    if (filters.size() > filters_max) {
        return failure(filter_limit_exceeded(fmt::format(
            "The request has {} filters; at most {} are allowed", filters.size(), filters_max)));
    }
    std::vector<CompiledFilter> compiled;
    for (const Filter& filter : filters) {
        Result<CompiledFilter> one = compile_filter(filter, names, with_tags);
        if (!one) return failure(one.error());
        compiled.push_back(std::move(*one));
    }
    return compiled;
}

}  // namespace amicast::services::ec2
