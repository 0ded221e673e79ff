// A struct as JSON text, written straight into a string.
#pragma once

#include <string>
#include <string_view>

#include "wire/schema.h"

namespace amicast::wire {

// Appends `text` quoted and escaped; non-ASCII stays as it is.
void append_json_string(std::string& out, std::string_view text);

enum class JsonUse {
    response,  // only body members of the top-level struct; times by TimeFormat, in milliseconds
    storage,   // all members; times as exact epoch seconds in a string
};

// Appends the struct as one object; absent members are left out, never null.
void append_json_object(std::string& out, const Shape& shape, const void* object, JsonUse use);

}  // namespace amicast::wire
