// AllowedPattern: a regular expression of the user's that each new value must match. Kept apart
// from wire/pattern.h, whose patterns are the program's own and live for ever.
#pragma once

#include <string>
#include <string_view>

namespace amicast::parameters {

enum class PatternOutcome { matches, differs, malformed };

// Whether `value` (valid UTF-8) holds a match for the pattern, which is a search: to bind the whole
// value a pattern begins with ^ and ends with $, as the documentation's examples do. Compilation
// and matching are bounded; what would need more counts as `differs`. `problem` says what is
// malformed and where.
PatternOutcome match_allowed_pattern(std::string_view pattern, std::string_view value,
                                     std::string& problem);

}  // namespace amicast::parameters
