#include "base/readable.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace amicast {

std::string readable_bytes(double bytes) {
    constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < units.size()) {
        bytes /= 1024;
        ++unit;
    }
    int decimals = unit > 0 && bytes < 10 ? 1 : 0;
    return fmt::format("{:.{}f} {}", bytes, decimals, units[unit]);
}

std::string readable_rate(double bytes, Duration over) {
    double seconds = std::chrono::duration<double>(over).count();
    if (seconds <= 0) return "-";
    return readable_bytes(bytes / seconds) + "/s";
}

std::string readable_duration(Duration duration) {
    double seconds = std::chrono::duration<double>(duration).count();
    if (seconds < 10) return fmt::format("{:.2f} s", seconds);
    auto whole = std::llround(seconds);
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} m {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} m", whole / 3600, whole / 60 % 60);
}

}  // namespace amicast
