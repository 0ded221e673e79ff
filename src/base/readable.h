// Quantities as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"

namespace amicast {

// "17 MiB", "1.5 GiB": binary units, two or three digits.
std::string readable_bytes(double bytes);
// "12 MiB/s"; what took no time at all has no rate and is "-".
std::string readable_rate(double bytes, Duration over);
// "0.25 s", "42 s", "3 m 7 s", "2 h 5 m".
std::string readable_duration(Duration duration);

}  // namespace amicast
