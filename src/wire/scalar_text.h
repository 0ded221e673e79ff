// Scalars that travel as text: in forms, path labels, query strings and headers.
#pragma once

#include <string>
#include <string_view>

#include "wire/constraints.h"
#include "wire/schema.h"

namespace amicast::wire {

// Reads `text` (valid UTF-8) into `value`, which is of the scalar kind of `shape`, and checks it.
// Booleans are liberal (true, True, TRUE, 1 …), whole numbers strictly decimal, times ISO 8601 or
// as `time_format` says, blobs base64. The problem's path is empty.
Problem decode_scalar_text(const Shape& shape, std::string_view text, void* value,
                           const Rules& rules, TimeFormat time_format);

// Appends a scalar as text. `by_protocol` times are written with milliseconds.
void append_scalar_text(std::string& out, const Shape& shape, const void* value,
                        TimeFormat time_format);

}  // namespace amicast::wire
