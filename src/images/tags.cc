#include "images/tags.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "images/statement.h"

namespace amicast::images {
namespace {

constexpr std::size_t page_tags = 512;

Status check_count(catalog::Transaction& tx, std::string_view account_id,
                   std::string_view resource_id, const Tags& tags) {
    std::set<std::string, std::less<>> keys;
    for (const Tag& tag : tags)
        keys.insert(tag.first);
    Status read = tx.query("SELECT key FROM tags WHERE resource_id = $1 AND account_id = $2",
                           {resource_id, account_id},
                           [&](const catalog::Row& row) { keys.insert(row.string(0)); });
    if (!read) return read;
    if (keys.size() <= limits::tags_per_resource_max) return {};
    return failure(ErrorKind::limit,
                   fmt::format("The resource '{}' would have {} tags; it may have at most {}.",
                               resource_id, keys.size(), limits::tags_per_resource_max));
}

}  // namespace

Result<Tags> find_tags(catalog::Transaction& tx, std::string_view account_id,
                       std::string_view resource_id) {
    Tags tags;
    Status read = tx.query(
        "SELECT key, value FROM tags WHERE resource_id = $1 AND account_id = $2 ORDER BY position",
        {resource_id, account_id},
        [&](const catalog::Row& row) { tags.emplace_back(row.string(0), row.string(1)); });
    if (!read) return failure(read.error());
    return tags;
}

Result<std::map<std::string, Tags, std::less<>>> find_tags_of(
    catalog::Transaction& tx, std::string_view account_id,
    std::span<const std::string> resource_ids) {
    std::map<std::string, Tags, std::less<>> found;
    while (!resource_ids.empty()) {
        auto some = resource_ids.first(std::min(resource_ids.size(), ids_in_query_max));
        resource_ids = resource_ids.subspan(some.size());
        Status read =
            query_ids(tx,
                      "SELECT resource_id, key, value FROM tags WHERE account_id = $1 AND "
                      "resource_id IN ({ids}) ORDER BY resource_id, position",
                      {account_id}, some, [&](const catalog::Row& row) {
                          found[row.string(0)].emplace_back(row.string(1), row.string(2));
                      });
        if (!read) return failure(read.error());
    }
    return found;
}

Status set_tags(catalog::Transaction& tx, std::string_view account_id, std::string_view resource_id,
                const Tags& tags) {
    if (tags.empty()) return {};
    if (Status counted = check_count(tx, account_id, resource_id, tags); !counted) return counted;
    for (const auto& [key, value] : tags) {
        Status set = run(tx,
                         "INSERT INTO tags (resource_id, account_id, key, value, position) "
                         "VALUES ($1, $2, $3, $4, (SELECT COALESCE(MAX(position), 0) + 1 FROM tags "
                         "WHERE resource_id = $1 AND account_id = $2)) "
                         "ON CONFLICT (resource_id, account_id, key) DO UPDATE SET value = $4",
                         {resource_id, account_id, key, value});
        if (!set) return set;
    }
    return {};
}

Status remove_tag(catalog::Transaction& tx, std::string_view account_id,
                  std::string_view resource_id, std::string_view key,
                  std::optional<std::string_view> value) {
    if (value) {
        return run(tx,
                   "DELETE FROM tags WHERE resource_id = $1 AND account_id = $2 AND key = $3 AND "
                   "value = $4",
                   {resource_id, account_id, key, *value});
    }
    return run(tx, "DELETE FROM tags WHERE resource_id = $1 AND account_id = $2 AND key = $3",
               {resource_id, account_id, key});
}

Status remove_all_tags(catalog::Transaction& tx, std::string_view account_id,
                       std::string_view resource_id) {
    return run(tx, "DELETE FROM tags WHERE resource_id = $1 AND account_id = $2",
               {resource_id, account_id});
}

Status each_tag(catalog::Transaction& tx, std::string_view account_id,
                const std::pair<std::string, std::string>& after,
                const std::function<bool(const TaggedResource&)>& visit) {
    std::pair<std::string, std::string> last = after;
    for (;;) {
        std::vector<TaggedResource> page;
        Status read = tx.query(
            "SELECT resource_id, key, value FROM tags "
            "WHERE account_id = $1 AND (resource_id, key) > ($2, $3) "
            "ORDER BY resource_id, key LIMIT $4",
            {account_id, last.first, last.second, page_tags}, [&](const catalog::Row& row) {
                page.push_back({row.string(0), row.string(1), row.string(2)});
            });
        if (!read) return read;
        for (const TaggedResource& tag : page) {
            if (!visit(tag)) return {};
        }
        if (page.size() < page_tags) return {};
        last = {page.back().resource_id, page.back().key};
    }
}

}  // namespace amicast::images
