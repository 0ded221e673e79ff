// How the two listings page: by block index, with a sealed token for the next one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/ebs/tokens.h"

namespace amicast::services::ebs {

// A page that was not asked for in a certain size; legal, and friendlier to large snapshots than
// the 100 that the real service is said to use.
inline constexpr std::int64_t page_blocks_default = 1'000;
inline constexpr std::int64_t page_blocks_min = 100;
inline constexpr std::int64_t page_blocks_max = 10'000;

// Smaller and larger wishes are moved into the range rather than refused, as the real service does.
inline std::size_t page_blocks(const std::optional<std::int64_t>& max_results) {
    return static_cast<std::size_t>(
        std::clamp(max_results.value_or(page_blocks_default), page_blocks_min, page_blocks_max));
}

// Where a page starts: a token counts more than a starting index.
inline Result<std::int64_t> page_start(const Tokens& tokens, std::string_view listing,
                                       const std::optional<std::string>& page_token,
                                       const std::optional<std::int64_t>& starting_index) {
    if (page_token) return tokens.open_page_token(*page_token, listing);
    return starting_index.value_or(0);
}

// Cuts what was listed to one page; the token when there is more. `items` holds one item more than
// a page when there is.
template <class Item>
std::optional<std::string> cut_page(std::vector<Item>& items, std::size_t count,
                                    const Tokens& tokens, std::string_view listing) {
    if (items.size() <= count) return std::nullopt;
    const std::int64_t next = items[count].index;
    items.resize(count);
    return tokens.make_page_token(listing, next);
}

}  // namespace amicast::services::ebs
