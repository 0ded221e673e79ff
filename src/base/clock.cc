#include "base/clock.h"

#include <array>

#include <fmt/format.h>

namespace amicast {
namespace {

using namespace std::chrono;

struct Civil {
    year_month_day date;
    hh_mm_ss<microseconds> time;
};

Civil to_civil(Time time) {
    auto day = floor<days>(time);
    return {year_month_day(day), hh_mm_ss<microseconds>(time - day)};
}

// Reads exactly `count` decimal digits and moves past them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

// Reads `.ddd…` if there, as microseconds; further digits are dropped.
std::optional<int> take_fraction(std::string_view& text) {
    if (!take(text, '.')) return 0;
    int value = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 6) value = value * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits)
        value *= 10;
    return value;
}

// Reads `Z`, `+hh:mm`, `-hh:mm` or nothing (UTC); the offset to subtract.
std::optional<minutes> take_zone(std::string_view& text) {
    if (text.empty() || take(text, 'Z')) return minutes(0);
    int sign = text.front() == '-' ? -1 : 1;
    if (!take(text, '+') && !take(text, '-')) return std::nullopt;
    auto zone_hours = take_digits(text, 2);
    take(text, ':');
    auto zone_minutes = take_digits(text, 2);
    if (!zone_hours || !zone_minutes || *zone_hours > 23 || *zone_minutes > 59) return std::nullopt;
    return minutes(sign * (*zone_hours * 60 + *zone_minutes));
}

std::optional<Time> assemble(int y, int mo, int d, int h, int mi, int s, int us) {
    year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
    if (!date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
    return Time(sys_days(date)) + hours(h) + minutes(mi) + seconds(s) + microseconds(us);
}

}  // namespace

Time SystemClock::now() const {
    return floor<microseconds>(system_clock::now());
}

Time ManualClock::now() const {
    std::lock_guard lock(mutex_);
    return now_;
}

void ManualClock::set(Time time) {
    std::lock_guard lock(mutex_);
    now_ = time;
}

void ManualClock::advance(Duration step) {
    std::lock_guard lock(mutex_);
    now_ += step;
}

std::string to_iso8601(Time time) {
    auto [date, clock] = to_civil(time);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count() / 1000);
}

std::string to_iso8601_seconds(Time time) {
    std::string text = to_iso8601(time);
    return text.substr(0, text.size() - 5) + "Z";
}

std::string to_iso8601_basic(Time time) {
    auto [date, clock] = to_civil(time);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

std::string to_http_date(Time time) {
    static constexpr std::array weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto [date, clock] = to_civil(time);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       weekdays[weekday(sys_days(date)).c_encoding()], unsigned(date.day()),
                       months[unsigned(date.month()) - 1], int(date.year()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

std::optional<Time> from_iso8601(std::string_view text) {
    auto y = take_digits(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    auto mo = take_digits(text, 2);
    if (!mo || !take(text, '-')) return std::nullopt;
    auto d = take_digits(text, 2);
    if (!d) return std::nullopt;
    if (text.empty()) return assemble(*y, *mo, *d, 0, 0, 0, 0);
    if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
    auto h = take_digits(text, 2);
    if (!h || !take(text, ':')) return std::nullopt;
    auto mi = take_digits(text, 2);
    if (!mi || !take(text, ':')) return std::nullopt;
    auto s = take_digits(text, 2);
    if (!s) return std::nullopt;
    auto us = take_fraction(text);
    auto zone = us ? take_zone(text) : std::nullopt;
    if (!zone || !text.empty()) return std::nullopt;
    auto time = assemble(*y, *mo, *d, *h, *mi, *s, *us);
    if (!time) return std::nullopt;
    return *time - *zone;
}

std::optional<Time> from_iso8601_basic(std::string_view text) {
    auto y = take_digits(text, 4);
    auto mo = y ? take_digits(text, 2) : std::nullopt;
    auto d = mo ? take_digits(text, 2) : std::nullopt;
    if (!d || !take(text, 'T')) return std::nullopt;
    auto h = take_digits(text, 2);
    auto mi = h ? take_digits(text, 2) : std::nullopt;
    auto s = mi ? take_digits(text, 2) : std::nullopt;
    if (!s || text != "Z") return std::nullopt;
    return assemble(*y, *mo, *d, *h, *mi, *s, 0);
}

}  // namespace amicast
