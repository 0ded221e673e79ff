// Typed columns that every engine shares.
#include <algorithm>

#include "base/check.h"
#include "catalog/database.h"

namespace amicast::catalog {

Digest Row::digest(int column) const {
    ByteView content = bytes(column);
    Digest value{};
    check(content.size() == value.size(), "a digest column holds 32 bytes");
    std::copy(content.begin(), content.end(), value.begin());
    return value;
}

std::optional<std::string> Row::optional_string(int column) const {
    if (is_null(column)) return std::nullopt;
    return string(column);
}

std::optional<std::int64_t> Row::optional_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<Time> Row::optional_time(int column) const {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

}  // namespace amicast::catalog
