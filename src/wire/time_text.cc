#include "wire/time_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace amicast::wire {
namespace {

constexpr std::int64_t first_second = -62'167'219'200;  // 0000-01-01T00:00:00Z
constexpr std::int64_t last_second = 253'402'300'799;   // 9999-12-31T23:59:59Z

bool in_range(Time time) {
    return time >= Time(std::chrono::seconds(first_second)) &&
           time < Time(std::chrono::seconds(last_second + 1));
}

// Before a number becomes a Time, which could overflow.
bool in_range(double seconds) {
    return seconds >= static_cast<double>(first_second) &&
           seconds < static_cast<double>(last_second + 1);
}

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
    std::int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

// `units` per second, `digits` of them after the point, without zeros at the end.
void append_decimal(std::string& out, std::int64_t units, std::int64_t scale, int digits) {
    std::int64_t magnitude = units < 0 ? -units : units;
    if (units < 0) out += '-';
    fmt::format_to(std::back_inserter(out), "{}", magnitude / scale);
    std::int64_t fraction = magnitude % scale;
    if (fraction == 0) return;
    fmt::format_to(std::back_inserter(out), ".{:0{}}", fraction, digits);
    while (out.back() == '0')
        out.pop_back();
}

}  // namespace

void append_epoch_seconds(std::string& out, Time time) {
    append_decimal(out, to_epoch_milliseconds(time), 1'000, 3);
}

void append_exact_seconds(std::string& out, Time time) {
    append_decimal(out, to_microseconds(time), 1'000'000, 6);
}

std::optional<Time> from_exact_seconds(std::string_view text) {
    bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    std::size_t point = std::min(text.find('.'), text.size());
    std::string_view fraction = text.substr(std::min(text.size(), point + 1));
    if (fraction.size() > 6 || (point < text.size() && fraction.empty())) return std::nullopt;
    std::string digits(text.substr(0, point));
    if (digits.empty() || digits.size() > 12) return std::nullopt;
    digits += fraction;
    digits.append(6 - fraction.size(), '0');
    std::int64_t value = 0;
    for (char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    if (negative) value = -value;
    Time time = from_microseconds(value);
    if (!in_range(time)) return std::nullopt;
    return time;
}

std::optional<Time> from_iso8601_in_range(std::string_view text) {
    auto time = from_iso8601(text);
    if (!time || !in_range(*time)) return std::nullopt;
    return time;
}

std::int64_t to_epoch_milliseconds(Time time) {
    return floor_divide(to_microseconds(time), 1'000);
}

std::optional<Time> from_epoch_seconds(double seconds) {
    if (!in_range(seconds)) return std::nullopt;
    std::int64_t value = std::llround(seconds * 1e6);
    std::int64_t nearest = floor_divide(value + 500, 1'000) * 1'000;
    bool is_near = nearest - value <= 1 && value - nearest <= 1;
    Time time = from_microseconds(is_near ? nearest : value);
    if (!in_range(time)) return std::nullopt;  // rounded up into the year 10000
    return time;
}

std::optional<Time> from_epoch_milliseconds(std::int64_t milliseconds) {
    if (!in_range(static_cast<double>(milliseconds) / 1e3)) return std::nullopt;
    return from_microseconds(milliseconds * 1'000);
}

}  // namespace amicast::wire
