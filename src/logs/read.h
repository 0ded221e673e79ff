// Reading events of a group in order of their places, page by page, in both directions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "logs/event.h"

namespace amicast::logs {

// Of one page; an event that is larger comes alone.
inline constexpr std::size_t page_bytes_max = 1U << 20;
inline constexpr std::size_t page_events_max = 10'000;
// What a search reads at most before it gives back what it has, perhaps nothing, and where to go
// on.
inline constexpr std::size_t search_bytes_max = 32U << 20;

struct ReadOrder {
    std::int64_t group_id = 0;
    std::vector<Stream> streams;        // which to read; none: all of the group
    std::string stream_prefix;          // only those whose name begins with it
    Place from{};                       // the first place that counts
    Place until{.time = time_max + 1};  // the first that does not count any more
    bool newest_first = false;          // begin at the end
    std::size_t limit = page_events_max;
    std::function<bool(std::string_view)> keep;  // of messages; none: all
    std::size_t search_bytes = search_bytes_max;
};

struct ReadPage {
    std::vector<Event> events;  // always the earliest first
    // More may follow: the `from` of the next page, or the `until` when reading newest first.
    std::optional<Place> resume;
};

// Memory is bounded by a page and one batch, however many batches overlap in time. `corrupt` when a
// stored batch is damaged.
Result<ReadPage> read_events(catalog::Transaction& tx, const ReadOrder& order);

}  // namespace amicast::logs
