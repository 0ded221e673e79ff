// Token buckets, filled when they are looked at.
#include "gateway/throttle.h"

#include <algorithm>

namespace amicast::gateway {

Throttle::Throttle(ThrottleOptions options)
    : options_{.requests_per_second = options.requests_per_second,
               .burst = std::max(options.burst, 1.0)} {}

bool Throttle::admit(std::string_view account_id, Time now) {
    if (options_.requests_per_second <= 0) return true;
    std::lock_guard lock(mutex_);
    auto [entry, is_new] = buckets_.try_emplace(std::string(account_id));
    Bucket& bucket = entry->second;
    if (is_new) {
        bucket = {.tokens = options_.burst, .filled = now};
    } else if (now > bucket.filled) {
        double seconds = std::chrono::duration<double>(now - bucket.filled).count();
        bucket.tokens =
            std::min(options_.burst, bucket.tokens + seconds * options_.requests_per_second);
        bucket.filled = now;
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
}

}  // namespace amicast::gateway
