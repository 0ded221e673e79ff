#include "wire/http_message.h"

#include <algorithm>

namespace amicast::wire {

std::optional<std::string_view> find_header(const Headers& headers, std::string_view name) {
    auto found = std::find_if(headers.begin(), headers.end(),
                              [&](const auto& header) { return header.first == name; });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

}  // namespace amicast::wire
