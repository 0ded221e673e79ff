// Brings the events of every region to every sink, in the order of each region, at least once.
//
// A sink that fails is tried again after a back-off, which doubles up to five minutes; the others
// go on meanwhile. What a sink has not taken stays in the outbox, however long that takes.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "catalog/database.h"
#include "outbound/event_sink.h"

namespace amicast::outbound {

struct DeliveryOptions {
    Duration poll = std::chrono::milliseconds(250);
    Duration backoff_first = std::chrono::seconds(1);
    Duration backoff_max = std::chrono::minutes(5);
    std::size_t batch = 64;
};

class EventDelivery {
  public:
    using Catalogs = std::map<std::string, catalog::Database*, std::less<>>;  // by region

    // All references outlive it.
    EventDelivery(Catalogs catalogs, std::vector<std::unique_ptr<EventSink>> sinks, Clock& clock,
                  Random& random, DeliveryOptions options = {});
    ~EventDelivery();  // stop()
    EventDelivery(const EventDelivery&) = delete;
    EventDelivery& operator=(const EventDelivery&) = delete;

    // Opens the cursors of new sinks (a file is told what is still kept, a webhook what happens
    // from now on) and forgets those of sinks that are gone.
    Status open();
    // One thread for each sink. After open().
    void start();
    // Waits for what is being delivered. Idempotent.
    void stop();

    // For tests: one look at every region for every sink, on the calling thread. The number of
    // events that were taken.
    Result<std::size_t> deliver_once();

    // Forgets what all sinks have had and is older than a week.
    Status prune();

  private:
    struct Channel;

    void run(Channel& channel);
    Result<std::size_t> deliver(Channel& channel, const std::string& region,
                                catalog::Database& catalog);
    Result<std::size_t> deliver_everywhere(Channel& channel);
    Duration backoff(int failures);

    Catalogs catalogs_;
    std::vector<std::unique_ptr<Channel>> channels_;
    Clock& clock_;
    Random& random_;
    const DeliveryOptions options_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace amicast::outbound
