// Text without what is blank at its ends.
#pragma once

#include <string_view>

namespace amicast {

// `blank` holds the characters that count as such.
constexpr std::string_view trimmed(std::string_view text, std::string_view blank) {
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace amicast
