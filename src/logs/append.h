// Writing events, for the service and for jobs alike: in the caller's transaction, a row for each
// call.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "logs/event.h"
#include "logs/stream.h"

namespace amicast::logs {

// Events of one row lie within so much time: what is looked for from a time on begins at most this
// much before it.
inline constexpr Milliseconds batch_span_max = 15 * 60 * 1000;

struct StreamName {
    std::string account_id;
    std::string group;   // is_group_name()
    std::string stream;  // 1 to 512 characters without `:` and `*`
};

// Appends to a stream that is made, with its group, when it is not there: what a job writes about
// itself. Events may come in any order. `invalid` for a message of more than event_bytes_max;
// empty ones are left out.
Status append(catalog::Transaction& tx, const StreamName& name, std::vector<NewEvent> events,
              Time now);

// The same for a stream that was found, and events in order of time without empty messages.
Status append_events(catalog::Transaction& tx, const Stream& stream,
                     std::span<const NewEvent> events, Time now);

// What PutLogEvents takes of a batch: the events in the middle. The fields are as in its
// rejectedLogEventsInfo.
struct Acceptance {
    std::span<const NewEvent> events;
    std::optional<std::int64_t> too_new_start;  // the first event more than 2 hours ahead
    std::optional<std::int64_t> too_old_end;    // behind the last event more than 14 days old
    std::optional<std::int64_t> expired_end;    // behind the last event older than the retention
};
// `invalid` for a batch that is too large, not in order of time, or longer than a day.
Result<Acceptance> accept(std::span<const NewEvent> events,
                          std::optional<std::int64_t> retention_days, Time now);

}  // namespace amicast::logs
