// MaxResults, NextToken and walking a listing page by page.
//
// A token holds the key of the last row of the page before (never an offset, so rows that come and
// go do not shift pages) and a digest of the request it belongs to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/call.h"

namespace amicast::services::ec2 {

struct PageBounds {
    std::int64_t min = 5;
    std::int64_t max = 1000;
    bool clamp = true;  // a larger MaxResults counts as `max` instead of being refused
};

// Empty when the request gave none: everything in one answer.
Result<std::optional<std::size_t>> page_size(const std::optional<std::int64_t>& max_results,
                                             const PageBounds& bounds);

// What a token is bound to: operation, account, region and the parameters without paging ones.
std::string page_binding(const Call& call, std::string_view operation,
                         std::string_view parameters_json);

std::string encode_page_token(std::string_view binding, std::string_view last_key);
// The key, empty for the first page. InvalidNextToken for anything encode_page_token() did not make
// for this binding.
Result<std::string> decode_page_token(std::string_view binding,
                                      const std::optional<std::string>& token);

template <class Item>
struct Page {
    std::vector<Item> items;
    std::optional<std::string> last_key;  // set when more may follow
};

// Collects up to `limit` items (all without one), beginning behind the key `after`.
//   list(after, visit): calls visit(row) in key order until it returns false
//   keep(row): Result<std::optional<Item>>, empty to leave the row out
//   key(row): the row's key
// `keep` runs outside of the listing statement, so it may query on its own.
//   prepare(rows): Status, called with each few rows before any of them is kept or not, to look up
//   for all of them at once what `keep` needs
template <class Row, class Item, class List, class Keep, class Key, class Prepare>
Result<Page<Item>> collect_page(std::string after, std::optional<std::size_t> limit, List list,
                                Keep keep, Key key, Prepare prepare) {
    constexpr std::size_t rows_at_once_max = 256;  // a bound on memory
    // One more than a page, to know whether another follows; more when few rows are kept.
    std::size_t rows_at_once = std::min(limit.value_or(rows_at_once_max) + 1, rows_at_once_max);
    Page<Item> page;
    std::string last_kept;
    for (bool more = true; more;) {
        std::vector<Row> rows;
        Status listed = list(after, [&](const Row& row) {
            rows.push_back(row);
            return rows.size() < rows_at_once;
        });
        if (!listed) return failure(listed.error());
        more = rows.size() == rows_at_once;
        if (Status prepared = prepare(rows); !prepared) return failure(prepared.error());
        rows_at_once = std::min(2 * rows_at_once, rows_at_once_max);
        for (Row& row : rows) {
            std::string row_key = key(row);
            Result<std::optional<Item>> item = keep(row);
            if (!item) return failure(item.error());
            if (*item && limit && page.items.size() == *limit) {
                page.last_key = last_kept;
                return page;
            }
            if (*item) {
                page.items.push_back(std::move(**item));
                last_kept = row_key;
            }
            after = std::move(row_key);
        }
    }
    return page;
}

template <class Row, class Item, class List, class Keep, class Key>
Result<Page<Item>> collect_page(std::string after, std::optional<std::size_t> limit, List list,
                                Keep keep, Key key) {
    return collect_page<Row, Item>(std::move(after), limit, list, keep, key,
                                   [](const std::vector<Row>&) { return Status(); });
}

}  // namespace amicast::services::ec2
