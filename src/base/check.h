// check(condition): stops the process when our own code has broken a promise to itself. It stays on
// in release builds. Anything that a user, a file or a network can cause is a Result instead.
#pragma once

#include <source_location>
#include <string_view>

namespace amicast {

[[noreturn]] void check_failed(std::string_view what, const std::source_location& where);

inline void check(bool condition, std::string_view what = "invariant",
                  const std::source_location& where = std::source_location::current()) {
    if (!condition) check_failed(what, where);
}

}  // namespace amicast
