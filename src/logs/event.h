// Events and their places.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "logs/stream.h"

namespace amicast::logs {

// 1 MiB: of one event's message, and of a batch with 26 bytes for each event.
inline constexpr std::size_t event_bytes_max = 1U << 20;
inline constexpr std::size_t batch_bytes_max = 1U << 20;
inline constexpr std::size_t event_overhead_bytes = 26;

// One to be stored.
struct NewEvent {
    Milliseconds time = 0;
    std::string_view message;
};

// Where an event stands among all of a region: events are listed in the order of their places,
// which never change. As a bound it stands for whatever would be there.
struct Place {
    Milliseconds time = 0;
    std::int64_t stream_id = 0;
    std::int64_t batch = 0;
    std::int64_t index = 0;  // within the batch

    friend auto operator<=>(const Place&, const Place&) = default;
};

// 56 decimal digits in the order of places, the form of AWS's event ids.
std::string to_digits(const Place& place);
std::optional<Place> from_digits(std::string_view digits);
// Nothing is earlier than the first moment and later than the last that digits can say.
inline constexpr Milliseconds time_max = 99'999'999'999'999;
// The bound before all events of that time; clamped to what digits can say.
Place place_at(Milliseconds time);
// The bound right behind an event.
Place place_behind(Place place);

// One as it is kept.
struct Event {
    Place place;
    std::string message;
    Milliseconds ingested = 0;
    std::string stream_name;
};

}  // namespace amicast::logs
