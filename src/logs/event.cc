#include "logs/event.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace amicast::logs {
namespace {

constexpr std::size_t time_digits = 14;
constexpr std::size_t stream_digits = 14;
constexpr std::size_t batch_digits = 16;
constexpr std::size_t index_digits = 12;
constexpr std::size_t all_digits = time_digits + stream_digits + batch_digits + index_digits;

// Takes so many digits off the front.
std::int64_t take_number(std::string_view& digits, std::size_t count) {
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + count, number);
    digits.remove_prefix(count);
    return number;
}

}  // namespace

std::string to_digits(const Place& place) {
    return fmt::format("{:0{}}{:0{}}{:0{}}{:0{}}", place.time, time_digits, place.stream_id,
                       stream_digits, place.batch, batch_digits, place.index, index_digits);
}

std::optional<Place> from_digits(std::string_view digits) {
    const bool well_formed =
        digits.size() == all_digits &&
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!well_formed) return std::nullopt;
    Place place;
    place.time = take_number(digits, time_digits);
    place.stream_id = take_number(digits, stream_digits);
    place.batch = take_number(digits, batch_digits);
    place.index = take_number(digits, index_digits);
    return place;
}

Place place_at(Milliseconds time) {
    return {.time = std::clamp<Milliseconds>(time, 0, time_max)};
}

Place place_behind(Place place) {
    ++place.index;
    return place;
}

}  // namespace amicast::logs
