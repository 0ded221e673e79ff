// A page is the first so many events of all that lie between two bounds. Batches come in order of
// their first event, but overlap; so the page keeps the first events it has seen so far, lets the
// last ones go again when earlier ones come, and is finished when no batch that is still to come
// can have an earlier one.
#include "logs/read.h"

#include <map>
#include <unordered_map>

#include "logs/batch.h"
#include "logs/batch_walk.h"

namespace amicast::logs {
namespace {

// Names of the streams of batches; those that were deleted have none.
class StreamNames {
  public:
    StreamNames(catalog::Transaction& tx, const ReadOrder& order) : tx_(tx), order_(order) {
        for (const Stream& stream : order.streams)
            names_.emplace(stream.id, stream.name);
    }

    // Null when the stream's events do not count.
    Result<const std::string*> find(std::int64_t stream_id) {
        auto known = names_.find(stream_id);
        if (known == names_.end()) {
            std::optional<std::string> name;
            Status read = tx_.query("SELECT name FROM log_streams WHERE id = $1", {stream_id},
                                    [&](const catalog::Row& row) { name = row.string(0); });
            if (!read) return failure(read.error());
            if (name && !name->starts_with(order_.stream_prefix)) name.reset();
            known = names_.emplace(stream_id, std::move(name)).first;
        }
        return known->second ? &*known->second : nullptr;
    }

  private:
    catalog::Transaction& tx_;
    const ReadOrder& order_;
    std::unordered_map<std::int64_t, std::optional<std::string>> names_;
};

class PageInProgress {
  public:
    explicit PageInProgress(const ReadOrder& order) : order_(order) {}

    // False for what lies outside of the order, or behind what was let go before.
    bool wants(const Place& place) const {
        if (place < order_.from || place >= order_.until) return false;
        if (!cut_) return true;
        return order_.newest_first ? place > *cut_ : place < *cut_;
    }
    void add(Event event) {
        bytes_ += size_of(event);
        events_.emplace(event.place, std::move(event));
        while (events_.size() > order_.limit || (bytes_ > page_bytes_max && events_.size() > 1))
            let_go();
    }
    // Nothing from here on would be wanted.
    bool is_finished_at(const Place& bound) const {
        if (!cut_) return false;
        return order_.newest_first ? bound <= *cut_ : bound >= *cut_;
    }
    // Ends the page at a bound behind which not all has been seen.
    ReadPage ended_at(const Place& bound) {
        auto first = events_.lower_bound(bound);
        if (order_.newest_first) {
            events_.erase(events_.begin(), first);
        } else {
            events_.erase(first, events_.end());
        }
        return finished(bound);
    }
    ReadPage ended() {
        std::optional<Place> resume = cut_;
        // The one that was let go is the next page's.
        if (resume && order_.newest_first) resume = place_behind(*resume);
        return finished(resume);
    }

  private:
    static std::size_t size_of(const Event& event) {
        return event.message.size() + event_overhead_bytes;
    }
    void let_go() {
        auto last = order_.newest_first ? events_.begin() : std::prev(events_.end());
        bytes_ -= size_of(last->second);
        cut_ = last->first;
        events_.erase(last);
    }
    ReadPage finished(std::optional<Place> resume) {
        ReadPage page{.events = {}, .resume = resume};
        page.events.reserve(events_.size());
        for (auto& [place, event] : events_)
            page.events.push_back(std::move(event));
        return page;
    }

    const ReadOrder& order_;
    std::map<Place, Event> events_;
    std::size_t bytes_ = 0;
    std::optional<Place> cut_;  // the nearest that was let go
};

class Reader {
  public:
    Reader(catalog::Transaction& tx, const ReadOrder& order)
        : tx_(tx), order_(order), walk_(tx, order), names_(tx, order), page_(order) {}

    Result<ReadPage> read() {
        for (;;) {
            auto header = walk_.next();
            if (!header) return failure(header.error());
            if (!*header) return page_.ended();
            const Place bound = bound_of(**header);
            if (page_.is_finished_at(bound)) return page_.ended();
            if (bytes_read_ >= order_.search_bytes && is_progress(bound))
                return page_.ended_at(bound);
            if (Status taken = take(**header); !taken) return failure(taken.error());
        }
    }

  private:
    // No event of this batch or of those behind it lies before (newest first: behind) this.
    Place bound_of(const BatchHeader& header) const {
        if (!order_.newest_first) return header.place();
        return {.time = header.first + batch_span_max + 1};
    }
    bool is_progress(const Place& bound) const {
        return order_.newest_first ? bound < order_.until : bound > order_.from;
    }

    Status take(const BatchHeader& header) {
        if (header.last < order_.from.time) return {};
        auto name = names_.find(header.stream_id);
        if (!name) return failure(name.error());
        if (*name == nullptr) return {};
        Bytes content;
        Milliseconds ingested = 0;
        Status read = tx_.query(
            "SELECT content, ingested FROM log_batches "
            "WHERE stream_id = $1 AND first_event = $2 AND batch = $3",
            {header.stream_id, header.first, header.batch}, [&](const catalog::Row& row) {
                content = to_bytes(row.bytes(0));
                ingested = row.integer(1);
            });
        if (!read) return read;
        auto batch = decode_batch(header.first, content);
        if (!batch) return failure(batch.error());
        bytes_read_ += batch->plain.size();
        add_events(header, batch->events, **name, ingested);
        return {};
    }

    void add_events(const BatchHeader& header, std::span<const NewEvent> events,
                    const std::string& name, Milliseconds ingested) {
        Place place = header.place();
        for (const NewEvent& event : events) {
            place.time = event.time;
            if (page_.wants(place) && (!order_.keep || order_.keep(event.message)))
                page_.add({place, std::string(event.message), ingested, name});
            ++place.index;
        }
    }

    catalog::Transaction& tx_;
    const ReadOrder& order_;
    BatchWalk walk_;
    StreamNames names_;
    PageInProgress page_;
    std::size_t bytes_read_ = 0;
};

}  // namespace

Result<ReadPage> read_events(catalog::Transaction& tx, const ReadOrder& order) {
    return Reader(tx, order).read();
}

}  // namespace amicast::logs
