#include "logs/batch_walk.h"

#include <limits>

namespace amicast::logs {
namespace {

constexpr std::size_t rows_at_once = 64;
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

// A batch that reaches to `from` begins at most a span before it; one that begins behind `until`
// does not count.
Place first_bound(const ReadOrder& order) {
    if (order.newest_first) return {order.until.time + 1, 0, 0, 0};
    return {order.from.time - batch_span_max - 1, most, most, 0};
}

constexpr std::string_view group_up =
    "SELECT first_event, stream_id, batch, last_event FROM log_batches WHERE group_id = $1 AND "
    "(first_event, stream_id, batch) > ($2, $3, $4) ORDER BY first_event, stream_id, batch "
    "LIMIT $5";
constexpr std::string_view group_down =
    "SELECT first_event, stream_id, batch, last_event FROM log_batches WHERE group_id = $1 AND "
    "(first_event, stream_id, batch) < ($2, $3, $4) ORDER BY first_event DESC, stream_id DESC, "
    "batch DESC LIMIT $5";
constexpr std::string_view stream_up =
    "SELECT first_event, stream_id, batch, last_event FROM log_batches WHERE stream_id = $1 AND "
    "(first_event, batch) > ($2, $3) ORDER BY first_event, batch LIMIT $4";
constexpr std::string_view stream_down =
    "SELECT first_event, stream_id, batch, last_event FROM log_batches WHERE stream_id = $1 AND "
    "(first_event, batch) < ($2, $3) ORDER BY first_event DESC, batch DESC LIMIT $4";

}  // namespace

BatchWalk::BatchWalk(catalog::Transaction& tx, const ReadOrder& order) : tx_(tx), order_(order) {
    const Place bound = first_bound(order);
    if (order.streams.empty()) sources_.push_back({.stream_id = {}, .last = bound});
    for (const Stream& stream : order.streams)
        sources_.push_back({.stream_id = stream.id, .last = bound});
}

Status BatchWalk::fill(Source& source) {
    if (source.ended || !source.ahead.empty()) return {};
    auto take = [&](const catalog::Row& row) {
        source.ahead.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3)});
    };
    const bool down = order_.newest_first;
    const Place& last = source.last;
    Status read =
        source.stream_id
            ? tx_.query(down ? stream_down : stream_up,
                        {*source.stream_id, last.time, last.batch, rows_at_once}, take)
            : tx_.query(down ? group_down : group_up,
                        {order_.group_id, last.time, last.stream_id, last.batch, rows_at_once},
                        take);
    if (!read) return read;
    source.ended = source.ahead.size() < rows_at_once;
    if (!source.ahead.empty()) source.last = source.ahead.back().place();
    return {};
}

bool BatchWalk::comes_first(const BatchHeader& left, const BatchHeader& right) const {
    return order_.newest_first ? left.place() > right.place() : left.place() < right.place();
}

bool BatchWalk::is_beyond(const BatchHeader& header) const {
    if (order_.newest_first) return header.first + batch_span_max < order_.from.time;
    return header.place() >= order_.until;
}

Result<std::optional<BatchHeader>> BatchWalk::next() {
    Source* first = nullptr;
    for (Source& source : sources_) {
        if (Status filled = fill(source); !filled) return failure(filled.error());
        if (source.ahead.empty()) continue;
        if (first == nullptr || comes_first(source.ahead.front(), first->ahead.front()))
            first = &source;
    }
    if (first == nullptr || is_beyond(first->ahead.front())) return std::optional<BatchHeader>();
    std::optional<BatchHeader> header = first->ahead.front();
    first->ahead.pop_front();
    return header;
}

}  // namespace amicast::logs
