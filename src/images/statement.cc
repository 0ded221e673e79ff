#include "images/statement.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/check.h"

namespace amicast::images {

std::string placeholders(std::size_t first, std::size_t last) {
    std::string text;
    for (std::size_t i = first; i <= last; ++i) {
        if (i > first) text += ", ";
        text += '$' + std::to_string(i);
    }
    return text;
}

Status run(catalog::Transaction& tx, std::string_view sql,
           catalog::Transaction::Parameters parameters) {
    auto ran = tx.execute(sql, parameters);
    if (!ran) return failure(ran.error());
    return {};
}

Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters) {
    return run(tx, sql, catalog::Transaction::Parameters(parameters.begin(), parameters.size()));
}

Result<bool> exists(catalog::Transaction& tx, std::string_view sql,
                    std::initializer_list<catalog::Parameter> parameters) {
    bool found = false;
    Status ran = tx.query(sql, parameters, [&](const catalog::Row&) { found = true; });
    if (!ran) return failure(ran.error());
    return found;
}

// The list is filled up to a power of two by repeating its last id, so that few different
// statements are prepared.
Status query_ids(catalog::Transaction& tx, std::string_view sql,
                 std::initializer_list<catalog::Parameter> fixed, std::span<const std::string> ids,
                 const catalog::Transaction::RowFunction& each) {
    if (ids.empty()) return {};
    check(ids.size() <= ids_in_query_max, "a list of ids is cut before it is asked for");
    std::vector<catalog::Parameter> parameters(fixed);
    std::size_t first = parameters.size() + 1;
    std::size_t count = std::bit_ceil(ids.size());
    for (std::size_t i = 0; i < count; ++i)
        parameters.emplace_back(ids[std::min(i, ids.size() - 1)]);
    constexpr std::string_view mark = "{ids}";
    std::string text(sql);
    text.replace(text.find(mark), mark.size(), placeholders(first, first + count - 1));
    return tx.query(text, catalog::Transaction::Parameters(parameters), each);
}

}  // namespace amicast::images
