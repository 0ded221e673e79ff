// Identifiers in AWS's forms.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace amicast {

// "<prefix>" + 17 lower-case hexadecimal digits: "ami-0123456789abcdef0", "snap-…".
std::string new_resource_id(std::string_view prefix, Random& random);
// True for `prefix` followed by 8 or 17 lower-case hexadecimal digits.
bool is_resource_id(std::string_view text, std::string_view prefix);

// "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx" (RFC 4122, version 4).
std::string new_uuid(Random& random);

// Twelve decimal digits, never starting with 0 so that shells and spreadsheets keep them whole.
std::string new_account_id(Random& random);
bool is_account_id(std::string_view text);

// `prefix` + upper-case letters and digits 2-7 up to `length` in all: "AKIA…", "AROA…".
std::string new_unique_id(std::string_view prefix, std::size_t length, Random& random);

}  // namespace amicast
