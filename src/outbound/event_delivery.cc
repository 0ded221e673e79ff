#include "outbound/event_delivery.h"

#include <algorithm>

#include "events/event_json.h"
#include "events/outbox.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"

namespace amicast::outbound {
namespace {

constexpr Duration kept = std::chrono::hours(7 * 24);

}  // namespace

// A sink and how far it is in each region. Only its own thread uses it after the start.
struct EventDelivery::Channel {
    std::unique_ptr<EventSink> sink;
    std::map<std::string, std::int64_t, std::less<>> cursors;  // by region
    bool from_now_on = false;
};

EventDelivery::EventDelivery(Catalogs catalogs, std::vector<std::unique_ptr<EventSink>> sinks,
                             Clock& clock, Random& random, DeliveryOptions options)
    : catalogs_(std::move(catalogs)), clock_(clock), random_(random), options_(options) {
    for (auto& sink : sinks) {
        auto channel = std::make_unique<Channel>();
        channel->from_now_on = sink->name() != "file";
        channel->sink = std::move(sink);
        channels_.push_back(std::move(channel));
    }
}

EventDelivery::~EventDelivery() {
    stop();
}

Status EventDelivery::open() {
    std::vector<std::string> names;
    names.reserve(channels_.size());
    for (const auto& channel : channels_)
        names.push_back(channel->sink->name());
    for (const auto& [region, catalog] : catalogs_) {
        Status opened = catalog->write([&](catalog::Transaction& tx) -> Status {
            for (auto& channel : channels_) {
                auto cursor = events::open_cursor(
                    tx, channel->sink->name(),
                    channel->from_now_on ? events::Beginning::now : events::Beginning::oldest_kept);
                if (!cursor) return failure(cursor.error());
                channel->cursors[region] = *cursor;
            }
            return events::keep_cursors(tx, names);
        });
        if (!opened) return opened;
    }
    return {};
}

void EventDelivery::start() {
    for (auto& channel : channels_)
        threads_.emplace_back([this, &channel = *channel] { run(channel); });
}

void EventDelivery::stop() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
}

void EventDelivery::run(Channel& channel) {
    int failures = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        auto delivered = deliver_everywhere(channel);
        if (!delivered) {
            telemetry::log_warning("events not delivered", {{"sink", channel.sink->name()},
                                                            {"failures", failures + 1},
                                                            {"reason", delivered.error().message},
                                                            {"detail", delivered.error().detail}});
        }
        failures = delivered ? 0 : failures + 1;
        Duration wait = delivered ? options_.poll : backoff(failures);
        lock.lock();
        stopped_.wait_for(lock, wait, [this] { return stopping_; });
    }
}

// From half of the doubled first wait up, so that many hooks of a server do not knock together.
Duration EventDelivery::backoff(int failures) {
    Duration whole = options_.backoff_first;
    for (int i = 1; i < failures && whole < options_.backoff_max; ++i)
        whole *= 2;
    whole = std::min(whole, options_.backoff_max);
    auto half = static_cast<std::uint64_t>(whole.count() / 2);
    return Duration(static_cast<Duration::rep>(half + random_.next() % (half + 1)));
}

// One region's trouble does not keep the others' events; the last error is told.
Result<std::size_t> EventDelivery::deliver_everywhere(Channel& channel) {
    std::size_t taken = 0;
    Status outcome;
    for (const auto& [region, catalog] : catalogs_) {
        auto delivered = deliver(channel, region, *catalog);
        if (delivered) {
            taken += *delivered;
        } else {
            outcome = failure(delivered.error());
        }
    }
    if (!outcome) return failure(outcome.error());
    return taken;
}

Result<std::size_t> EventDelivery::deliver(Channel& channel, const std::string& region,
                                           catalog::Database& catalog) {
    std::size_t all = 0;
    for (;;) {
        std::int64_t& cursor = channel.cursors[region];
        auto found = catalog.read_value([&](catalog::Transaction& tx) {
            return events::read_after(tx, cursor, options_.batch);
        });
        if (!found) return failure(found.error());
        if (found->empty()) return all;
        std::vector<ToldEvent> told;
        told.reserve(found->size());
        for (const events::Event& event : *found) {
            told.push_back(
                {.id = events::event_id(event, region), .json = events::to_json(event, region)});
        }
        EventSink::Delivery delivery = channel.sink->deliver(told);
        if (delivery.taken > 0) {
            std::int64_t reached = (*found)[delivery.taken - 1].sequence;
            Status moved = catalog.write([&](catalog::Transaction& tx) {
                return events::move_cursor(tx, channel.sink->name(), reached);
            });
            if (!moved) return failure(moved.error());
            cursor = reached;
            all += delivery.taken;
            telemetry::count("amicast_events_delivered_total", {{"sink", channel.sink->name()}},
                             static_cast<double>(delivery.taken));
        }
        if (!delivery.outcome) return failure(delivery.outcome.error());
    }
}

Result<std::size_t> EventDelivery::deliver_once() {
    std::size_t all = 0;
    for (auto& channel : channels_) {
        auto taken = deliver_everywhere(*channel);
        if (!taken) return taken;
        all += *taken;
    }
    return all;
}

Status EventDelivery::prune() {
    Time before = clock_.now() - kept;
    for (const auto& [region, catalog] : catalogs_) {
        Status pruned = catalog->write([&](catalog::Transaction& tx) -> Status {
            auto count = events::prune(tx, before);
            if (!count) return failure(count.error());
            return {};
        });
        if (!pruned) return pruned;
    }
    return {};
}

}  // namespace amicast::outbound
