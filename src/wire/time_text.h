// Times as numbers: how JSON carries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace amicast::wire {

// Epoch seconds; a fraction only when there is one. `digits` is 3 (milliseconds, rounded down) on
// the wire and 6 where nothing may be lost.
void append_epoch_seconds(std::string& out, Time time, int digits);

// Rounded down to whole milliseconds.
std::int64_t to_epoch_milliseconds(Time time);

// Nothing outside the years 0001 to 9999, or for a number that is none.
std::optional<Time> from_epoch_seconds(double seconds);
std::optional<Time> from_epoch_milliseconds(std::int64_t milliseconds);

}  // namespace amicast::wire
