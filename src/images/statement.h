// Small pieces of SQL text and of running it that the tables of this room share.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

// "$first, … $last".
std::string placeholders(std::size_t first, std::size_t last);

// Runs a statement for its effect.
Status run(catalog::Transaction& tx, std::string_view sql,
           std::initializer_list<catalog::Parameter> parameters);
Status run(catalog::Transaction& tx, std::string_view sql,
           catalog::Transaction::Parameters parameters);
// Whether the query has a row.
Result<bool> exists(catalog::Transaction& tx, std::string_view sql,
                    std::initializer_list<catalog::Parameter> parameters);

// Runs `sql`, in which `{ids}` stands for the parameters of a list, as in `WHERE id IN ({ids})`;
// the list comes behind the `fixed` ones. At most ids_in_query_max ids; none is no query.
inline constexpr std::size_t ids_in_query_max = 256;
Status query_ids(catalog::Transaction& tx, std::string_view sql,
                 std::initializer_list<catalog::Parameter> fixed, std::span<const std::string> ids,
                 const catalog::Transaction::RowFunction& each);

}  // namespace amicast::images
