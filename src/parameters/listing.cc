#include "parameters/listing.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "parameters/parameter_rows.h"

namespace amicast::parameters {
namespace {

// Values have up to 8 KiB, so this is a bound on memory too.
constexpr std::size_t rows_at_once = 64;

// Greater than every character of a name: `x` with it behind is greater than all that begins
// with x.
constexpr char beyond_names = '\x7f';

Result<std::vector<ParameterVersion>> read_page(catalog::Transaction& tx,
                                                const Selection& selection,
                                                const std::string& after) {
    static const std::string sql = fmt::format(
        "SELECT {} FROM parameters p JOIN parameter_versions v ON v.account_id = p.account_id AND "
        "v.name = p.name AND v.version = p.version WHERE p.account_id = $1 AND p.name > $2 AND "
        "p.name < $3 ORDER BY p.name LIMIT $4",
        version_columns);
    std::vector<ParameterVersion> page;
    Status read =
        tx.query(sql, {selection.account_id, after, selection.prefix + beyond_names, rows_at_once},
                 [&](const catalog::Row& row) { page.push_back(read_version(row)); });
    if (!read) return failure(read.error());
    return page;
}

// "/a/b/" of "/a/b/c" behind the prefix "/a/"; empty when the name is on the level of the prefix.
std::string_view subtree_of(std::string_view name, const Selection& selection) {
    if (!selection.one_level) return {};
    const std::size_t slash = name.find('/', selection.prefix.size());
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash + 1);
}

}  // namespace

Status each_parameter(catalog::Transaction& tx, const Selection& selection,
                      const OnParameter& visit) {
    // A name that is the prefix itself is greater than this.
    std::string before_prefix = selection.prefix;
    if (!before_prefix.empty()) before_prefix.back() = static_cast<char>(before_prefix.back() - 1);
    before_prefix += beyond_names;
    std::string after =
        selection.prefix.empty() ? selection.after : std::max(selection.after, before_prefix);
    for (;;) {
        auto page = read_page(tx, selection, after);
        if (!page) return failure(page.error());
        const bool last = page->size() < rows_at_once;
        bool skipped = false;
        for (const ParameterVersion& parameter : *page) {
            std::string_view subtree = subtree_of(parameter.name, selection);
            if (!subtree.empty()) {
                after = std::string(subtree) + beyond_names;
                skipped = true;
                break;
            }
            after = parameter.name;
            auto more = visit(parameter);
            if (!more) return failure(more.error());
            if (!*more) return {};
        }
        if (last && !skipped) return {};
    }
}

std::string prefix_of_path(std::string_view path) {
    return path.ends_with('/') ? std::string(path) : fmt::format("{}/", path);
}

}  // namespace amicast::parameters
