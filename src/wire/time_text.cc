#include "wire/time_text.h"

#include <cmath>

#include <fmt/format.h>

namespace amicast::wire {
namespace {

constexpr std::int64_t first_second = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t last_second = 253'402'300'799;   // 9999-12-31T23:59:59Z

bool in_range(double seconds) {
    return seconds >= static_cast<double>(first_second) &&
           seconds <= static_cast<double>(last_second);
}

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
    std::int64_t quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
}

}  // namespace

void append_epoch_seconds(std::string& out, Time time, int digits) {
    std::int64_t scale = digits == 6 ? 1'000'000 : 1'000;
    std::int64_t units = digits == 6 ? to_microseconds(time) : to_epoch_milliseconds(time);
    std::int64_t magnitude = units < 0 ? -units : units;
    if (units < 0) out += '-';
    fmt::format_to(std::back_inserter(out), "{}", magnitude / scale);
    std::int64_t fraction = magnitude % scale;
    if (fraction == 0) return;
    fmt::format_to(std::back_inserter(out), ".{:0{}}", fraction, digits);
    while (out.back() == '0')
        out.pop_back();
}

std::int64_t to_epoch_milliseconds(Time time) {
    return floor_divide(to_microseconds(time), 1'000);
}

std::optional<Time> from_epoch_seconds(double seconds) {
    if (!in_range(seconds)) return std::nullopt;
    return from_microseconds(std::llround(seconds * 1e6));
}

std::optional<Time> from_epoch_milliseconds(std::int64_t milliseconds) {
    if (!in_range(static_cast<double>(milliseconds) / 1e3)) return std::nullopt;
    return from_microseconds(milliseconds * 1'000);
}

}  // namespace amicast::wire
