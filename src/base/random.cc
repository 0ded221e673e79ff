#include "base/random.h"

#include <cerrno>

#include <sys/random.h>

#include "base/check.h"

namespace amicast {

std::uint64_t Random::next() {
    std::uint8_t bytes[8];
    fill(bytes);
    std::uint64_t value = 0;
    for (std::uint8_t byte : bytes)
        value = value << 8 | byte;
    return value;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        ssize_t count = ::getrandom(out.data(), out.size(), 0);
        check(count > 0 || errno == EINTR, "getrandom");
        if (count > 0) out = out.subspan(static_cast<std::size_t>(count));
    }
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
    std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : out)
        byte = static_cast<std::uint8_t>(engine_());
}

}  // namespace amicast
