// The rule for object names.
#include "storage/object_name.h"

#include <algorithm>
#include <string>

namespace amicast::storage {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_segment(std::string_view segment) {
    return !segment.empty() && segment != "." && segment != ".." &&
           std::all_of(segment.begin(), segment.end(), is_name_character);
}

}  // namespace

bool is_object_name(std::string_view name) {
    if (name.size() > object_name_bytes_max) return false;
    while (true) {
        const std::size_t slash = name.find('/');
        if (!is_segment(name.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        name.remove_prefix(slash + 1);
    }
}

Status check_object_name(std::string_view name) {
    if (is_object_name(name)) return {};
    return failure(ErrorKind::invalid,
                   "object name '" + std::string(name.substr(0, object_name_bytes_max)) +
                       "' is not made of [a-z0-9._-] segments joined by '/', at most " +
                       std::to_string(object_name_bytes_max) + " characters");
}

}  // namespace amicast::storage
