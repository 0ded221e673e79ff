// Log streams: sequences of events within a group.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "logs/group.h"

namespace amicast::logs {

// Milliseconds since 1970, as events carry them.
using Milliseconds = std::int64_t;
Milliseconds to_milliseconds(Time time);

struct Stream {
    std::int64_t id = 0;
    std::int64_t group_id = 0;
    std::string name;
    Time created{};
    Milliseconds last_event = 0;      // the latest time of an event there was; 0: there was none
    Milliseconds last_ingestion = 0;  // likewise
    std::int64_t stored_bytes = 0;
};

// `conflict` when the name is taken.
Result<Stream> create_stream(catalog::Transaction& tx, const Group& group, std::string_view name,
                             Time now);
Result<std::optional<Stream>> find_stream(catalog::Transaction& tx, const Group& group,
                                          std::string_view name);
// Gone with its events; their rows are cleared away by sweep().
Status erase_stream(catalog::Transaction& tx, const Stream& stream);
// The time of the earliest event that is kept.
Result<std::optional<Milliseconds>> first_event(catalog::Transaction& tx, const Stream& stream);

struct StreamListing {
    bool by_last_event = false;  // else by name
    bool descending = false;
    std::string prefix;                                           // by name only
    std::optional<std::pair<Milliseconds, std::string>> after{};  // last event and name of a stream
    std::size_t limit = 50;
};
Result<std::vector<Stream>> list_streams(catalog::Transaction& tx, const Group& group,
                                         const StreamListing& listing);

}  // namespace amicast::logs
