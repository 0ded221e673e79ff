// How often an account may call: one token bucket each. Off unless a rate is given.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace amicast::gateway {

struct ThrottleOptions {
    double requests_per_second = 0;  // 0: no limit
    double burst = 0;                // how many may come at once; at least 1 when a rate is given
};

// Safe to share between threads.
class Throttle {
  public:
    explicit Throttle(ThrottleOptions options);

    // Takes one call off the account's bucket; false when it is empty. Callers are authenticated,
    // so there are no more buckets than accounts.
    bool admit(std::string_view account_id, Time now);

  private:
    struct Bucket {
        double tokens = 0;
        Time filled{};
    };

    const ThrottleOptions options_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace amicast::gateway
