// Version numbers as requests write them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "distribution/arn.h"

namespace amicast::services::imagebuilder {

inline constexpr std::string_view version_number_pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$";

// ClientException for nodes above 1073741823, or with leading zeroes: a version has one spelling.
Result<distribution::Version> read_version(std::string_view text);

}  // namespace amicast::services::imagebuilder
