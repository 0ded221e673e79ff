#include "logs/append.h"

#include <algorithm>

#include <fmt/format.h>

#include "images/statement.h"
#include "logs/batch.h"

namespace amicast::logs {
namespace {

constexpr Milliseconds day = 24LL * 60 * 60 * 1000;
constexpr Milliseconds future_max = 2LL * 60 * 60 * 1000;
constexpr Milliseconds age_max = 14 * day;

std::size_t size_of(const NewEvent& event) {
    return event.message.size() + event_overhead_bytes;
}

std::size_t size_of(std::span<const NewEvent> events) {
    std::size_t bytes = 0;
    for (const NewEvent& event : events)
        bytes += size_of(event);
    return bytes;
}

// How many events from the front make one row.
std::size_t row_length(std::span<const NewEvent> events) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    for (const NewEvent& event : events) {
        bytes += size_of(event);
        const bool fits =
            bytes <= batch_bytes_max && event.time - events.front().time <= batch_span_max;
        if (!fits && count > 0) break;
        ++count;
    }
    return count;
}

std::vector<std::span<const NewEvent>> rows_of(std::span<const NewEvent> events) {
    std::vector<std::span<const NewEvent>> rows;
    while (!events.empty()) {
        const std::size_t count = row_length(events);
        rows.push_back(events.first(count));
        events = events.subspan(count);
    }
    return rows;
}

// Numbers for so many batches; the last of them. Notes on the stream what it will have.
Result<std::int64_t> reserve_batches(catalog::Transaction& tx, const Stream& stream,
                                     std::span<const NewEvent> events, std::size_t rows, Time now) {
    std::int64_t last = 0;
    Status updated = tx.query(
        "UPDATE log_streams SET last_batch = last_batch + $2, "
        "last_event = CASE WHEN last_event > $3 THEN last_event ELSE $3 END, "
        "last_ingestion = $4, stored_bytes = stored_bytes + $5 WHERE id = $1 "
        "RETURNING last_batch",
        {stream.id, rows, events.back().time, to_milliseconds(now), size_of(events)},
        [&](const catalog::Row& row) { last = row.integer(0); });
    if (!updated) return failure(updated.error());
    if (last == 0) return failure(ErrorKind::not_found, "The specified log stream does not exist.");
    return last;
}

Result<Group> find_or_create_group(catalog::Transaction& tx, const StreamName& name, Time now) {
    auto group = find_group(tx, name.account_id, name.group);
    if (!group) return failure(group.error());
    if (*group) return std::move(**group);
    Group wanted;
    wanted.account_id = name.account_id;
    wanted.name = name.group;
    return create_group(tx, std::move(wanted), {}, now);
}

Result<Stream> find_or_create_stream(catalog::Transaction& tx, const StreamName& name, Time now) {
    auto group = find_or_create_group(tx, name, now);
    if (!group) return failure(group.error());
    auto stream = find_stream(tx, *group, name.stream);
    if (!stream) return failure(stream.error());
    if (*stream) return std::move(**stream);
    return create_stream(tx, *group, name.stream, now);
}

Status check_batch(std::span<const NewEvent> events) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (size_of(events[i]) > event_bytes_max) {
            return failure(ErrorKind::invalid,
                           fmt::format("Log event too large: {} bytes exceeds limit of {}",
                                       size_of(events[i]), event_bytes_max));
        }
        if (i > 0 && events[i].time < events[i - 1].time) {
            return failure(ErrorKind::invalid,
                           "Log events in a single PutLogEvents request must be in chronological "
                           "order.");
        }
    }
    const std::size_t bytes = size_of(events);
    if (bytes <= batch_bytes_max) return {};
    return failure(ErrorKind::invalid, fmt::format("Upload too large: {} bytes exceeds limit of {}",
                                                   bytes, batch_bytes_max));
}

// How many events from the front are before a time.
std::size_t count_before(std::span<const NewEvent> events, Milliseconds time) {
    auto first = std::partition_point(events.begin(), events.end(),
                                      [&](const NewEvent& event) { return event.time < time; });
    return static_cast<std::size_t>(first - events.begin());
}

}  // namespace

Status append(catalog::Transaction& tx, const StreamName& name, std::vector<NewEvent> events,
              Time now) {
    std::erase_if(events, [](const NewEvent& event) { return event.message.empty(); });
    if (events.empty()) return {};
    for (const NewEvent& event : events) {
        if (event.message.size() > event_bytes_max)
            return failure(ErrorKind::invalid, "A log event is larger than 1 MiB.");
    }
    std::stable_sort(events.begin(), events.end(), [](const NewEvent& left, const NewEvent& right) {
        return left.time < right.time;
    });
    auto stream = find_or_create_stream(tx, name, now);
    if (!stream) return failure(stream.error());
    return append_events(tx, *stream, events, now);
}

Status append_events(catalog::Transaction& tx, const Stream& stream,
                     std::span<const NewEvent> events, Time now) {
    const auto rows = rows_of(events);
    if (rows.empty()) return {};
    auto last = reserve_batches(tx, stream, events, rows.size(), now);
    if (!last) return failure(last.error());
    std::int64_t batch = *last - static_cast<std::int64_t>(rows.size());
    for (std::span<const NewEvent> row : rows) {
        const Milliseconds first = row.front().time;
        const Bytes content = encode_batch(first, row);
        Status inserted = images::run(
            tx,
            "INSERT INTO log_batches (stream_id, first_event, batch, last_event, group_id, "
            "ingested, bytes, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            {stream.id, first, ++batch, row.back().time, stream.group_id, to_milliseconds(now),
             size_of(row), content});
        if (!inserted) return inserted;
    }
    return {};
}

Result<Acceptance> accept(std::span<const NewEvent> events,
                          std::optional<std::int64_t> retention_days, Time now) {
    if (Status checked = check_batch(events); !checked) return failure(checked.error());
    const Milliseconds present = to_milliseconds(now);
    const std::size_t old = count_before(events, present - age_max);
    const std::size_t expired =
        retention_days ? count_before(events, present - *retention_days * day) : 0;
    const std::size_t end = count_before(events, present + future_max + 1);
    Acceptance acceptance;
    if (old > 0) acceptance.too_old_end = static_cast<std::int64_t>(old);
    if (expired > 0) acceptance.expired_end = static_cast<std::int64_t>(expired);
    if (end < events.size()) acceptance.too_new_start = static_cast<std::int64_t>(end);
    const std::size_t begin = std::max(old, expired);
    if (begin < end) acceptance.events = events.subspan(begin, end - begin);
    if (!acceptance.events.empty() &&
        acceptance.events.back().time - acceptance.events.front().time > day) {
        return failure(ErrorKind::invalid,
                       "The batch of log events in a single PutLogEvents request cannot span more "
                       "than 24 hours.");
    }
    return acceptance;
}

}  // namespace amicast::logs
