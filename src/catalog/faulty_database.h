// A database that fails on order, for failure loops: run a use case once for every n, let the n-th
// thing it asks of the database fail, and see that what is left is whole and can be resumed.
#pragma once

#include <atomic>
#include <cstdint>

#include "catalog/database.h"

namespace amicast::catalog {

// Each statement and each commit is an event. A commit counts twice: once before it happens (when
// that event fails the transaction is rolled back) and once after (then it is durable but the
// caller hears of a failure, as when a connection breaks). Thread-safe.
class FaultyDatabase final : public Database {
  public:
    // `inner` must outlive this.
    explicit FaultyDatabase(Database& inner) : inner_(inner) {}

    // The n-th event from now fails with `unavailable`; 1 is the next one, 0 none.
    void fail_at(std::int64_t n);
    // As above, and every event after it too, as if the process had died there.
    void fail_from(std::int64_t n);
    // Whether an ordered failure has happened since.
    bool failed() const { return failed_; }
    // Events seen since the last order.
    std::int64_t events() const { return events_; }

    Status write(const Work& work) override;
    Status read(const Work& work) override;

  private:
    class FaultyTransaction;

    void order(std::int64_t n, bool for_good);
    Status next_event(const char* what);

    Database& inner_;
    std::atomic<std::int64_t> events_ = 0;
    std::atomic<std::int64_t> fail_at_ = 0;
    std::atomic<bool> for_good_ = false;
    std::atomic<bool> failed_ = false;
};

}  // namespace amicast::catalog
