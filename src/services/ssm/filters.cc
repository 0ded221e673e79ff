#include "services/ssm/filters.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "parameters/labels.h"
#include "parameters/tags.h"
#include "services/ssm/errors.h"

namespace amicast::services::ssm {
namespace {

using Key = Filter::Key;
using Option = Filter::Option;
using parameters::ParameterVersion;

constexpr std::string_view tag_prefix = "tag:";
// How many parameters one request looks at.
constexpr std::size_t looks_max = 2000;

using OptionRow = std::pair<std::string_view, Option>;

// The default stands first.
constexpr std::array<OptionRow, 2> text_options{
    {{"Equals", Option::equals}, {"BeginsWith", Option::begins_with}}};
constexpr std::array<OptionRow, 3> name_options{{{"Equals", Option::equals},
                                                 {"BeginsWith", Option::begins_with},
                                                 {"Contains", Option::contains}}};
constexpr std::array<OptionRow, 2> path_options{
    {{"OneLevel", Option::one_level}, {"Recursive", Option::recursive}}};
constexpr std::array<OptionRow, 1> label_options{{{"Equals", Option::equals}}};

// A key with the options it takes.
struct KeyRule {
    std::string_view name;
    Key key;
    std::span<const OptionRow> options;
};

constexpr std::array<KeyRule, 7> describe_keys{{{"Name", Key::name, name_options},
                                                {"Path", Key::path, path_options},
                                                {"Type", Key::type, text_options},
                                                {"KeyId", Key::key_id, text_options},
                                                {"Tier", Key::tier, text_options},
                                                {"DataType", Key::data_type, text_options},
                                                {"tag:", Key::tag, text_options}}};
constexpr std::array<KeyRule, 4> path_keys{{{"Type", Key::type, text_options},
                                            {"KeyId", Key::key_id, text_options},
                                            {"DataType", Key::data_type, text_options},
                                            {"Label", Key::label, label_options}}};

template <class Range>
std::string joined_names(const Range& rows) {
    std::vector<std::string_view> names;
    names.reserve(rows.size());
    for (const auto& row : rows)
        names.push_back(row.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

Result<Option> read_option(const ParameterStringFilter& given, const KeyRule& rule) {
    if (!given.option) return rule.options.front().second;
    std::vector<std::string_view> names;
    for (const auto& [name, option] : rule.options) {
        if (name == *given.option) return option;
        names.push_back(name);
    }
    return failure(invalid_filter_option(
        fmt::format("The following filter option is not valid: {}. Valid options include: [{}].",
                    *given.option, fmt::join(names, ", "))));
}

bool is_possible(Key key, const std::string& value) {
    switch (key) {
        case Key::type:
            return parameters::type_from_string(value).has_value();
        case Key::tier:
            return value == "Standard" || value == "Advanced" || value == "Intelligent-Tiering";
        case Key::path:
            return value.starts_with('/');
        default:
            return true;
    }
}

std::string_view expected_of(Key key) {
    switch (key) {
        case Key::type:
            return "String, StringList or SecureString";
        case Key::tier:
            return "Standard, Advanced or Intelligent-Tiering";
        default:
            return "a path that begins with a slash";
    }
}

Status check_values(const Filter& filter, std::string_view key) {
    if (filter.values.empty() && filter.key != Key::tag) {
        return failure(invalid_filter_value(
            fmt::format("The following filter values are missing: null for filter key {}.", key)));
    }
    if (filter.option != Option::equals && filter.key != Key::path) return {};
    for (const std::string& value : filter.values) {
        if (is_possible(filter.key, value)) continue;
        return failure(invalid_filter_value(
            fmt::format("The following filter value is not valid: {}. Expected {}.", value,
                        expected_of(filter.key))));
    }
    return {};
}

template <class Rules>
const KeyRule* find_rule(const Rules& rules, std::string_view key) {
    for (const KeyRule& rule : rules) {
        if (rule.key == Key::tag ? key.starts_with(tag_prefix) : key == rule.name) return &rule;
    }
    return nullptr;
}

template <class Rules>
Result<Filters> read_filters(const std::vector<ParameterStringFilter>& given, const Rules& rules) {
    Filters filters;
    std::set<std::string_view> keys;
    for (const ParameterStringFilter& each : given) {
        const KeyRule* rule = find_rule(rules, each.key);
        if (rule == nullptr) {
            return failure(invalid_filter_key(fmt::format(
                "The following filter key is not valid: {}. Valid filter keys include: [{}].",
                each.key, joined_names(rules))));
        }
        if (!keys.insert(each.key).second) {
            return failure(invalid_filter_key(
                fmt::format("The following filter is duplicated in the request: {}. A request can "
                            "contain only one instance of a specific filter.",
                            each.key)));
        }
        auto option = read_option(each, *rule);
        if (!option) return failure(option.error());
        Filter filter{.key = rule->key, .option = *option};
        if (rule->key == Key::tag) filter.tag = each.key.substr(tag_prefix.size());
        filter.values = each.values.value_or(std::vector<std::string>());
        if (Status checked = check_values(filter, each.key); !checked)
            return failure(checked.error());
        filters.push_back(std::move(filter));
    }
    return filters;
}

bool is_below(std::string_view name, std::string_view path, bool recursive) {
    const std::string prefix = parameters::prefix_of_path(path);
    if (!name.starts_with(prefix)) return false;
    return recursive || name.find('/', prefix.size()) == std::string_view::npos;
}

bool holds(const Filter& filter, std::string_view text) {
    return std::any_of(filter.values.begin(), filter.values.end(), [&](const std::string& value) {
        switch (filter.option) {
            case Option::equals:
                return text == value;
            case Option::begins_with:
                return text.starts_with(value);
            case Option::contains:
                return text.find(value) != std::string_view::npos;
            case Option::one_level:
            case Option::recursive:
                return is_below(text, value, filter.option == Option::recursive);
        }
        return false;
    });
}

Result<bool> has_tag(catalog::Transaction& tx, const Filter& filter,
                     const ParameterVersion& parameter) {
    auto tags = parameters::find_tags(tx, parameter.account_id, parameter.name);
    if (!tags) return failure(tags.error());
    return std::any_of(tags->begin(), tags->end(), [&](const images::Tag& tag) {
        return tag.first == filter.tag && (filter.values.empty() || holds(filter, tag.second));
    });
}

// Puts the labelled version in place of the current one.
Result<bool> takes_labelled(catalog::Transaction& tx, const Filter& filter,
                            FilteredPage::Item& item) {
    for (const std::string& label : filter.values) {
        auto found =
            parameters::look_up(tx, item.version.account_id, {item.version.name, label, false});
        if (!found) return failure(found.error());
        if (!found->version || !parameters::is_label(label)) continue;
        item.version = std::move(*found->version);
        item.selector = label;
        return true;
    }
    return false;
}

Result<bool> passes(catalog::Transaction& tx, const Filter& filter, FilteredPage::Item& item) {
    const ParameterVersion& parameter = item.version;
    switch (filter.key) {
        case Key::name:
        case Key::path:
            return holds(filter, parameter.name);
        case Key::type:
            return holds(filter, parameters::to_string(parameter.type));
        case Key::key_id:
            return parameter.type == parameters::Type::secure_string &&
                   holds(filter, parameter.key_id);
        case Key::tier:
            return holds(filter, parameters::to_string(parameter.tier));
        case Key::data_type:
            return holds(filter, parameter.data_type);
        case Key::label:
            return takes_labelled(tx, filter, item);
        case Key::tag:
            return has_tag(tx, filter, parameter);
    }
    return false;
}

Result<bool> passes_all(catalog::Transaction& tx, const Filters& filters,
                        FilteredPage::Item& item) {
    for (const Filter& filter : filters) {
        auto passed = passes(tx, filter, item);
        if (!passed || !*passed) return passed;
    }
    return true;
}

// What of the filters the walk itself can keep to.
void narrow(parameters::Selection& selection, const Filters& filters) {
    for (const Filter& filter : filters) {
        if (filter.values.size() != 1 || !selection.prefix.empty()) continue;
        if (filter.key == Key::name && filter.option == Option::begins_with)
            selection.prefix = filter.values.front();
        if (filter.key != Key::path) continue;
        selection.prefix = parameters::prefix_of_path(filter.values.front());
        selection.one_level = filter.option == Option::one_level;
    }
}

const Filter* exact_names(const Filters& filters) {
    auto found = std::find_if(filters.begin(), filters.end(), [](const Filter& filter) {
        return filter.key == Key::name && filter.option == Option::equals;
    });
    return found == filters.end() ? nullptr : &*found;
}

// The named parameters in order, without a walk.
Status each_named(catalog::Transaction& tx, const parameters::Selection& selection,
                  std::vector<std::string> names, const parameters::OnParameter& visit) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) {
        if (name <= selection.after) continue;
        auto found = parameters::find_current(tx, selection.account_id, name);
        if (!found) return failure(found.error());
        if (!*found) continue;
        auto more = visit(**found);
        if (!more) return failure(more.error());
        if (!*more) return {};
    }
    return {};
}

}  // namespace

Result<Filters> describe_filters(const std::vector<ParameterStringFilter>& filters) {
    return read_filters(filters, describe_keys);
}

Result<Filters> path_filters(const std::vector<ParameterStringFilter>& filters) {
    return read_filters(filters, path_keys);
}

Result<FilteredPage> collect(catalog::Transaction& tx, parameters::Selection selection,
                             const Filters& filters, std::size_t max) {
    FilteredPage page;
    std::size_t looks = 0;
    std::string last = selection.after;
    auto visit = [&](const ParameterVersion& parameter) -> Result<bool> {
        FilteredPage::Item item{parameter, {}};
        auto passed = passes_all(tx, filters, item);
        if (!passed) return passed;
        if (page.items.size() == max && *passed) {
            page.next = last;
            return false;
        }
        if (*passed) page.items.push_back(std::move(item));
        last = parameter.name;
        if (++looks < looks_max) return true;
        page.next = last;
        return false;
    };
    narrow(selection, filters);
    const Filter* names = exact_names(filters);
    Status walked = names != nullptr ? each_named(tx, selection, names->values, visit)
                                     : parameters::each_parameter(tx, selection, visit);
    if (!walked) return failure(walked.error());
    return page;
}

}  // namespace amicast::services::ssm
