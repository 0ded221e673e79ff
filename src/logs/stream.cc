#include "logs/stream.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "images/statement.h"
#include "logs/numbers.h"

namespace amicast::logs {
namespace {

constexpr std::string_view columns =
    "id, group_id, name, created, last_event, last_ingestion, stored_bytes";

Stream read_stream(const catalog::Row& row) {
    Stream stream;
    int column = 0;
    stream.id = row.integer(column++);
    stream.group_id = row.integer(column++);
    stream.name = row.string(column++);
    stream.created = row.time(column++);
    stream.last_event = row.integer(column++);
    stream.last_ingestion = row.integer(column++);
    stream.stored_bytes = row.integer(column++);
    return stream;
}

// Greater than every UTF-8 text with the same beginning: no byte of UTF-8 is 0xff.
std::string end_of(std::string_view prefix) {
    return std::string(prefix) + '\xff';
}

Result<std::vector<Stream>> read_streams(catalog::Transaction& tx, std::string_view sql,
                                         std::initializer_list<catalog::Parameter> parameters) {
    std::vector<Stream> streams;
    Status read = tx.query(sql, parameters,
                           [&](const catalog::Row& row) { streams.push_back(read_stream(row)); });
    if (!read) return failure(read.error());
    return streams;
}

Result<std::vector<Stream>> list_by_name(catalog::Transaction& tx, const Group& group,
                                         const StreamListing& listing) {
    static const std::string up = fmt::format(
        "SELECT {} FROM log_streams WHERE group_id = $1 AND name >= $2 AND name < $3 "
        "ORDER BY name LIMIT $4",
        columns);
    static const std::string down = fmt::format(
        "SELECT {} FROM log_streams WHERE group_id = $1 AND name >= $2 AND name < $3 "
        "ORDER BY name DESC LIMIT $4",
        columns);
    std::string from = listing.prefix;
    std::string end = end_of(listing.prefix);
    // The least text that is greater than a name has a zero byte behind it.
    if (listing.after && listing.descending) end = std::min(end, listing.after->second);
    if (listing.after && !listing.descending) from = std::max(from, listing.after->second + '\0');
    return read_streams(tx, listing.descending ? down : up, {group.id, from, end, listing.limit});
}

Result<std::vector<Stream>> list_by_last_event(catalog::Transaction& tx, const Group& group,
                                               const StreamListing& listing) {
    static const std::string up = fmt::format(
        "SELECT {} FROM log_streams WHERE group_id = $1 AND (last_event, name) > ($2, $3) "
        "ORDER BY last_event, name LIMIT $4",
        columns);
    static const std::string down = fmt::format(
        "SELECT {} FROM log_streams WHERE group_id = $1 AND (last_event, name) < ($2, $3) "
        "ORDER BY last_event DESC, name DESC LIMIT $4",
        columns);
    std::pair<Milliseconds, std::string> bound{-1, ""};
    if (listing.descending) bound.first = std::numeric_limits<Milliseconds>::max();
    if (listing.after) bound = *listing.after;
    return read_streams(tx, listing.descending ? down : up,
                        {group.id, bound.first, bound.second, listing.limit});
}

}  // namespace

Milliseconds to_milliseconds(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Result<Stream> create_stream(catalog::Transaction& tx, const Group& group, std::string_view name,
                             Time now) {
    auto existing = find_stream(tx, group, name);
    if (!existing) return failure(existing.error());
    if (*existing) return failure(ErrorKind::conflict, "The specified log stream already exists");
    auto number = next_number(tx);
    if (!number) return failure(number.error());
    Stream stream{.id = *number, .group_id = group.id, .name = std::string(name), .created = now};
    Status inserted = images::run(
        tx,
        "INSERT INTO log_streams (id, group_id, name, created, last_event, last_ingestion, "
        "last_batch, stored_bytes) VALUES ($1, $2, $3, $4, 0, 0, 0, 0)",
        {stream.id, stream.group_id, stream.name, stream.created});
    if (!inserted) return failure(inserted.error());
    return stream;
}

Result<std::optional<Stream>> find_stream(catalog::Transaction& tx, const Group& group,
                                          std::string_view name) {
    static const std::string sql =
        fmt::format("SELECT {} FROM log_streams WHERE group_id = $1 AND name = $2", columns);
    auto found = read_streams(tx, sql, {group.id, name});
    if (!found) return failure(found.error());
    if (found->empty()) return std::optional<Stream>();
    return std::optional(std::move(found->front()));
}

Status erase_stream(catalog::Transaction& tx, const Stream& stream) {
    Status erased = images::run(tx, "DELETE FROM log_streams WHERE id = $1", {stream.id});
    if (!erased) return erased;
    return images::run(tx, "INSERT INTO log_trash (group_id, stream_id) VALUES ($1, $2)",
                       {stream.group_id, stream.id});
}

Result<std::optional<Milliseconds>> first_event(catalog::Transaction& tx, const Stream& stream) {
    std::optional<Milliseconds> first;
    Status read = tx.query(
        "SELECT first_event FROM log_batches WHERE stream_id = $1 ORDER BY first_event LIMIT 1",
        {stream.id}, [&](const catalog::Row& row) { first = row.integer(0); });
    if (!read) return failure(read.error());
    return first;
}

Result<std::vector<Stream>> list_streams(catalog::Transaction& tx, const Group& group,
                                         const StreamListing& listing) {
    return listing.by_last_event ? list_by_last_event(tx, group, listing)
                                 : list_by_name(tx, group, listing);
}

}  // namespace amicast::logs
