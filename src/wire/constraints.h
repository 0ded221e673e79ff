// The rules of one value (bounds, pattern, enum) and their checks, the same for every protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/input_problem.h"
#include "wire/schema.h"

namespace amicast::wire {

// Bounds mean characters, entries, bytes or a number's value by the kind of the value.
struct Rules {
    std::int64_t min = std::numeric_limits<std::int64_t>::min();
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
    std::string_view pattern = {};
    std::string_view one_of = {};
};

Rules rules_of(const MemberOptions& options);
// For each element of a list, or each value of a map.
Rules element_rules_of(const MemberOptions& options);
Rules key_rules_of(const MemberOptions& options);

// Each returns the problem with an empty path. `text` must be valid UTF-8.
Problem check_text(std::string_view text, const Rules& rules);
Problem check_integer(std::int64_t value, const Rules& rules);
Problem check_real(double value, const Rules& rules);
Problem check_bytes(std::size_t bytes, const Rules& rules);
// `kind` is list or map.
Problem check_count(Kind kind, std::size_t count, const Rules& rules);
Problem check_key(std::string_view key, const Rules& rules);

// What would have been right, to complete "expected …".
std::string expected_of(Kind kind, const Rules& rules);

}  // namespace amicast::wire
