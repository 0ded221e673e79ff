// Times as numbers: how JSON carries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace amicast::wire {

// Epoch seconds with up to three digits of fraction (milliseconds, rounded down), as on the wire.
void append_epoch_seconds(std::string& out, Time time);

// The same to the microsecond, and exactly back: for storage, where nothing may be lost. JSON
// carries this text as a string, since a double no longer holds the microseconds of our day.
void append_exact_seconds(std::string& out, Time time);
std::optional<Time> from_exact_seconds(std::string_view text);

// Rounded down to whole milliseconds.
std::int64_t to_epoch_milliseconds(Time time);

// base's from_iso8601, but nothing when an offset moves the time out of the years 0000 to 9999.
std::optional<Time> from_iso8601_in_range(std::string_view text);

// Nothing outside the years 0000 to 9999, or for a number that is none. A double that is within a
// microsecond of a millisecond means that millisecond.
std::optional<Time> from_epoch_seconds(double seconds);
std::optional<Time> from_epoch_milliseconds(std::int64_t milliseconds);

}  // namespace amicast::wire
