// AWS's regular expressions, on PCRE2: compiled once per pattern for the life of the process and
// shared by all threads.
//
// The dialect is the one the models are written in (ECMA 262): `\uXXXX` is a code point, `\d` and
// `\w` are ASCII, `$` is the very end. Surrogate pairs in ranges are read as the code points they
// stand for. Matching is bounded, so that no pattern can be made to run away.
#pragma once

#include <string_view>

namespace amicast::wire {

// True when `text` (valid UTF-8) holds a match for `pattern`; false also when the match would need
// more than the bounded number of steps. A pattern that does not compile is our own mistake and
// stops the process; a test of the services' declarations calls pattern_compiles() on each.
bool matches(std::string_view pattern, std::string_view text);

bool pattern_compiles(std::string_view pattern);

}  // namespace amicast::wire
