// JSON as policies need it: bounded in depth, and without duplicate keys, of which a reader would
// silently drop one. For .cc files only.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.h"

namespace amicast::iam {

// `invalid` for text that is not JSON, is nested more than 10 deep, or repeats a key in an object.
Result<boost::json::value> parse_strict_json(std::string_view text);

}  // namespace amicast::iam
