#include "cli/json_text.h"

namespace amicast::cli {

std::string text(const boost::json::object& object, std::string_view name) {
    const boost::json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return std::string(std::string_view(value->get_string()));
}

}  // namespace amicast::cli
