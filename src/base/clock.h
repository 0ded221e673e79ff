// Time as an argument: whoever needs the time is given a Clock, so that a test can turn it.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace amicast {

// Wall-clock time in microseconds since the Unix epoch, UTC; what the catalog stores.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Time now() const override;
};

// Stands still until a test moves it. Safe to share between threads.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Time start) : now_(start) {}
    Time now() const override;
    void set(Time time);
    void advance(Duration step);

  private:
    mutable std::mutex mutex_;
    Time now_;
};

inline std::int64_t to_microseconds(Time time) {
    return time.time_since_epoch().count();
}
inline Time from_microseconds(std::int64_t value) {
    return Time(Duration(value));
}

// "2024-05-06T07:08:09.123Z": milliseconds, as EC2 and Image Builder write times.
std::string to_iso8601(Time time);
// "2024-05-06T07:08:09Z", as STS and IAM write them.
std::string to_iso8601_seconds(Time time);
// "20240506T070809Z", as SigV4 writes them.
std::string to_iso8601_basic(Time time);
// "Mon, 06 May 2024 07:08:09 GMT", for the Date header (RFC 9110).
std::string to_http_date(Time time);

// Accepts YYYY-MM-DDTHH:MM:SS with optional fraction and `Z` or a numeric offset, or a bare date.
std::optional<Time> from_iso8601(std::string_view text);
std::optional<Time> from_iso8601_basic(std::string_view text);

}  // namespace amicast
