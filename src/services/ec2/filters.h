// `Filter.N`: compiled once per request, then asked of each image, snapshot, tag or region.
//
// Values of one filter are alternatives, filters must all match, comparison is case-sensitive. `*`
// stands for any run of characters, `?` for exactly one, a backslash takes the next character
// literally. A list-valued attribute matches when any of its elements does.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "images/tags.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

// AWS's documented orders of magnitude; more is FilterLimitExceeded.
inline constexpr std::size_t filters_max = 50;
inline constexpr std::size_t filter_values_max = 200;
// The longest tag value, each character four bytes and escaped, and room.
inline constexpr std::size_t filter_value_bytes_max = 4096;

class Wildcard {
  public:
    explicit Wildcard(std::string_view pattern);

    bool matches(std::string_view text) const;
    // The only text it matches, when it holds no wildcard.
    const std::optional<std::string>& literal() const { return literal_; }

  private:
    struct Step {
        enum class Kind : unsigned char { byte, one, any } kind;
        char byte;
    };
    std::vector<Step> steps_;
    std::optional<std::string> literal_;
};

// The texts of one attribute, as filters see them: `true`/`false`, decimal numbers, none when
// absent.
using FilterTexts = std::vector<std::string>;

template <class Subject>
struct FilterField {
    std::string_view name;
    void (*texts)(const Subject& subject, FilterTexts& out);
};

// One filter after its name was recognised.
struct CompiledFilter {
    enum class What { field, tag, tag_key };
    What what = What::field;
    std::size_t field = 0;  // index into the fields
    std::string tag_key;    // of `tag:<key>`
    std::vector<Wildcard> values;

    bool accepts(std::string_view text) const;
    // The single text that passes, when there is only one value and it holds no wildcard.
    std::optional<std::string> only_literal() const;
    // All texts that pass, when none of the values holds a wildcard.
    std::optional<std::vector<std::string>> literals() const;
};

// InvalidParameterValue for unknown names, FilterLimitExceeded for too many.
Result<std::vector<CompiledFilter>> compile_filters(const std::vector<Filter>& filters,
                                                    std::span<const std::string_view> names,
                                                    bool with_tags);

template <class Subject>
class FilterSet {
  public:
    static Result<FilterSet> compile(const std::vector<Filter>& filters,
                                     std::span<const FilterField<Subject>> fields,
                                     bool with_tags = true) {
        std::vector<std::string_view> names;
        names.reserve(fields.size());
        for (const auto& field : fields)
            names.push_back(field.name);
        auto compiled = compile_filters(filters, names, with_tags);
        if (!compiled) return failure(compiled.error());
        FilterSet set;
        set.fields_ = fields;
        set.filters_ = std::move(*compiled);
        return set;
    }

    // All filters but those on tags.
    bool matches(const Subject& subject) const {
        FilterTexts texts;
        for (const CompiledFilter& filter : filters_) {
            if (filter.what != CompiledFilter::What::field) continue;
            texts.clear();
            fields_[filter.field].texts(subject, texts);
            if (!any_accepted(filter, texts)) return false;
        }
        return true;
    }

    // The filters on tags.
    bool matches_tags(const images::Tags& tags) const {
        for (const CompiledFilter& filter : filters_) {
            if (filter.what != CompiledFilter::What::field && !tag_accepted(filter, tags))
                return false;
        }
        return true;
    }

    // The first filter of that name, for narrowing a listing by an index.
    const CompiledFilter* find(std::string_view name) const {
        for (const CompiledFilter& filter : filters_) {
            if (filter.what == CompiledFilter::What::field && fields_[filter.field].name == name)
                return &filter;
        }
        return nullptr;
    }
    // A `tag:<key>` filter with one literal value, if there is any.
    std::optional<images::Tag> exact_tag() const {
        for (const CompiledFilter& filter : filters_) {
            if (filter.what != CompiledFilter::What::tag) continue;
            if (auto value = filter.only_literal()) return images::Tag(filter.tag_key, *value);
        }
        return std::nullopt;
    }

  private:
    static bool any_accepted(const CompiledFilter& filter, const FilterTexts& texts) {
        for (const std::string& text : texts)
            if (filter.accepts(text)) return true;
        return false;
    }
    static bool tag_accepted(const CompiledFilter& filter, const images::Tags& tags) {
        for (const auto& [key, value] : tags) {
            if (filter.what == CompiledFilter::What::tag_key && filter.accepts(key)) return true;
            if (filter.what == CompiledFilter::What::tag && key == filter.tag_key &&
                filter.accepts(value)) {
                return true;
            }
        }
        return false;
    }

    std::span<const FilterField<Subject>> fields_;
    std::vector<CompiledFilter> filters_;
};

// For the tables of fields.
inline void add_text(FilterTexts& out, const std::optional<std::string>& value) {
    if (value) out.push_back(*value);
}
inline void add_flag(FilterTexts& out, bool value) {
    out.emplace_back(value ? "true" : "false");
}

}  // namespace amicast::services::ec2
