// ParameterFilters: what narrows DescribeParameters and GetParametersByPath.
//
// Filters must all hold; the values of one are alternatives. What an index can do (names, paths) is
// done by the walk, the rest is looked at row by row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "parameters/listing.h"
#include "services/ssm/shapes.h"

namespace amicast::services::ssm {

struct Filter {
    enum class Key { name, path, type, key_id, tier, data_type, label, tag };
    enum class Option { equals, begins_with, contains, one_level, recursive };
    Key key = Key::name;
    Option option = Option::equals;
    std::string tag;                  // Key::tag: which
    std::vector<std::string> values;  // Key::tag: none means that the tag is there
};
using Filters = std::vector<Filter>;

// InvalidFilterKey, InvalidFilterOption, InvalidFilterValue: what each operation does not take, a
// key given twice, and values that nothing could have.
Result<Filters> describe_filters(const std::vector<ParameterStringFilter>& filters);
Result<Filters> path_filters(const std::vector<ParameterStringFilter>& filters);

// A page of a walk.
struct FilteredPage {
    struct Item {
        parameters::ParameterVersion version;
        std::string selector;  // the label that led to it
    };
    std::vector<Item> items;
    std::optional<std::string> next;  // the name to go on behind, when more may follow
};
// At most `max` that pass. Stops early, with a place to go on, when few of many pass: a request has
// a bounded cost, as the real service says of its own.
Result<FilteredPage> collect(catalog::Transaction& tx, parameters::Selection selection,
                             const Filters& filters, std::size_t max);

}  // namespace amicast::services::ssm
