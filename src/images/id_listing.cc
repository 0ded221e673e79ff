#include "images/id_listing.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "images/statement.h"

namespace amicast::images {
namespace {

// Large enough that the queries cost little beside the rows, small enough to stop early.
constexpr std::size_t page_ids = 256;

// `$5` to `$6` keeps to one kind of resource in an index that serves both.
constexpr std::string_view granted_sql =
    "SELECT resource_id FROM permissions WHERE kind = $3 AND value = $4 AND resource_id > $1 AND "
    "resource_id >= $5 AND resource_id < $6 ORDER BY resource_id LIMIT $2";

constexpr std::string_view tagged_sql =
    "SELECT resource_id FROM tags WHERE account_id = $3 AND key = $4 AND value = $5 AND "
    "resource_id > $1 AND resource_id >= $6 AND resource_id < $7 "
    "ORDER BY resource_id LIMIT $2";

// The first text that no longer starts with `prefix`.
std::string prefix_end(std::string_view prefix) {
    std::string end(prefix);
    end.back() = static_cast<char>(end.back() + 1);
    return end;
}

struct Page {
    std::vector<std::string> ids;  // in order
    bool is_last = true;
};

Result<std::vector<std::string>> source_page(catalog::Transaction& tx, const IdSource& source,
                                             std::string_view after) {
    std::vector<catalog::Parameter> parameters{after, page_ids};
    for (const std::string& argument : source.arguments)
        parameters.emplace_back(argument);
    std::vector<std::string> ids;
    Status read = tx.query(source.sql, catalog::Transaction::Parameters(parameters),
                           [&](const catalog::Row& row) { ids.push_back(row.string(0)); });
    if (!read) return failure(read.error());
    return ids;
}

// The union of one page of each source, cut where a source that has more ends: beyond that, ids
// may be missing.
Result<Page> next_page(catalog::Transaction& tx, const std::vector<IdSource>& sources,
                       std::string_view after) {
    Page page;
    std::optional<std::string> bound;
    for (const IdSource& source : sources) {
        auto ids = source_page(tx, source, after);
        if (!ids) return failure(ids.error());
        if (ids->size() == page_ids && (!bound || ids->back() < *bound)) bound = ids->back();
        page.ids.insert(page.ids.end(), std::make_move_iterator(ids->begin()),
                        std::make_move_iterator(ids->end()));
    }
    if (sources.size() > 1) {
        std::sort(page.ids.begin(), page.ids.end());
        page.ids.erase(std::unique(page.ids.begin(), page.ids.end()), page.ids.end());
    }
    if (bound) {
        page.is_last = false;
        page.ids.erase(std::upper_bound(page.ids.begin(), page.ids.end(), *bound), page.ids.end());
    }
    return page;
}

IdSource granted(std::string_view prefix, std::string_view kind, std::string_view value) {
    return {granted_sql,
            {std::string(kind), std::string(value), std::string(prefix), prefix_end(prefix)}};
}

}  // namespace

Status each_id(catalog::Transaction& tx, const std::vector<IdSource>& sources,
               std::string_view after_id, const OnId& visit) {
    std::string after(after_id);
    for (;;) {
        auto page = next_page(tx, sources, after);
        if (!page) return failure(page.error());
        for (const std::string& id : page->ids) {
            auto more = visit(id);
            if (!more) return failure(more.error());
            if (!*more) return {};
        }
        if (page->is_last) return {};
        after = page->ids.back();
    }
}

Status each_named_id(std::vector<std::string> ids, std::string_view after_id, const OnId& visit) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (auto id = std::upper_bound(ids.begin(), ids.end(), after_id); id != ids.end(); ++id) {
        auto more = visit(*id);
        if (!more) return failure(more.error());
        if (!*more) return {};
    }
    return {};
}

IdSource granted_to_account(std::string_view prefix, std::string_view account_id) {
    return granted(prefix, "user", account_id);
}

IdSource granted_to_all(std::string_view prefix) {
    return granted(prefix, "group", "all");
}

IdSource granted_to_organization(std::string_view prefix, std::string_view arn) {
    return granted(prefix, "organization", arn);
}

IdSource granted_to_unit(std::string_view prefix, std::string_view arn) {
    return granted(prefix, "organizational_unit", arn);
}

IdSource tagged_by_account(std::string_view prefix, std::string_view account_id,
                           std::string_view key, std::string_view value) {
    return {tagged_sql,
            {std::string(account_id), std::string(key), std::string(value), std::string(prefix),
             prefix_end(prefix)}};
}

Result<bool> is_tagged(catalog::Transaction& tx, std::string_view id, std::string_view account_id,
                       std::string_view key, std::string_view value) {
    return exists(tx,
                  "SELECT 1 FROM tags WHERE resource_id = $1 AND account_id = $2 AND key = $3 AND "
                  "value = $4",
                  {id, account_id, key, value});
}

}  // namespace amicast::images
