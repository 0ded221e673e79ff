#include "parameters/tags.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "images/statement.h"

namespace amicast::parameters {

Result<images::Tags> find_tags(catalog::Transaction& tx, std::string_view account_id,
                               std::string_view name) {
    images::Tags tags;
    Status read = tx.query(
        "SELECT key, value FROM parameter_tags WHERE account_id = $1 AND name = $2 "
        "ORDER BY position",
        {account_id, name},
        [&](const catalog::Row& row) { tags.emplace_back(row.string(0), row.string(1)); });
    if (!read) return failure(read.error());
    return tags;
}

Status set_tags(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                const images::Tags& tags) {
    for (const auto& [key, value] : tags) {
        Status set = images::run(
            tx,
            "INSERT INTO parameter_tags (account_id, name, key, value, position) VALUES ($1, $2, "
            "$3, $4, (SELECT COALESCE(MAX(position), 0) + 1 FROM parameter_tags "
            "WHERE account_id = $1 AND name = $2)) "
            "ON CONFLICT (account_id, name, key) DO UPDATE SET value = $4",
            {account_id, name, key, value});
        if (!set) return set;
    }
    std::size_t count = 0;
    Status counted = tx.query(
        "SELECT COUNT(*) FROM parameter_tags WHERE account_id = $1 AND name = $2",
        {account_id, name},
        [&](const catalog::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
    if (!counted || count <= limits::tags_per_resource_max) return counted;
    return failure(ErrorKind::limit,
                   fmt::format("The parameter '{}' would have {} tags; it may have at most {}.",
                               name, count, limits::tags_per_resource_max));
}

Status remove_tag(catalog::Transaction& tx, std::string_view account_id, std::string_view name,
                  std::string_view key) {
    return images::run(
        tx, "DELETE FROM parameter_tags WHERE account_id = $1 AND name = $2 AND key = $3",
        {account_id, name, key});
}

}  // namespace amicast::parameters
