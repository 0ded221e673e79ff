// The outbox of a region: events in the order they happened, and how far each sink has come.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::events {

struct Event {
    std::int64_t sequence = 0;  // given when it is recorded
    std::string account_id;
    std::string source;       // "aws.imagebuilder"
    std::string detail_type;  // "EC2 Image Builder Image State Change"
    std::string resource;     // ARN of what it is about
    std::string detail;       // JSON object as text
    Time time{};
};

// Part of the transaction of the change: it is told exactly when the change was made.
Status record(catalog::Transaction& tx, const Event& event);

// At most `limit` events behind a number, in order.
Result<std::vector<Event>> read_after(catalog::Transaction& tx, std::int64_t sequence,
                                      std::size_t limit);

// Where a new sink begins: at what is still kept, or with what happens from now on.
enum class Beginning { oldest_kept, now };

// The number of the last event that was delivered to the sink; makes its cursor when it has none.
Result<std::int64_t> open_cursor(catalog::Transaction& tx, std::string_view sink, Beginning from);
Status move_cursor(catalog::Transaction& tx, std::string_view sink, std::int64_t sequence);
// Forgets the cursors of sinks that are not among these any more: nothing waits for them.
Status keep_cursors(catalog::Transaction& tx, std::span<const std::string> sinks);

// Forgets events older than that which every sink has had. What a sink has not had stays, however
// old. Number of events.
Result<std::int64_t> prune(catalog::Transaction& tx, Time before);

}  // namespace amicast::events
