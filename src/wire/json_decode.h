// JSON text into a struct by its rows. Types are strict: nothing is coerced, integers have no
// fraction. Unknown members are ignored; null equals absent, but not inside a list or map; of
// repeated keys the last one wins.
#pragma once

#include <string_view>

#include "wire/input_problem.h"
#include "wire/schema.h"

namespace amicast::wire {

enum class JsonSource {
    request,  // body members of the top-level struct only; times by TimeFormat
    storage,  // all members; times as epoch seconds, in a string or as a number
};

// `text` may be empty, which means `{}`. Refuses, as malformed: invalid UTF-8, nesting beyond
// limits::json_depth_max, anything after the object, and a top level that is not an object.
Problem decode_json(const Shape& shape, std::string_view text, void* object, JsonSource source);

}  // namespace amicast::wire
