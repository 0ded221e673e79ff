// Texts in the JSON of answers.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace amicast::cli {

// The member of that name; empty when there is none, or it is no text.
std::string text(const boost::json::object& object, std::string_view name);

}  // namespace amicast::cli
