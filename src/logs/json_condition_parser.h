// Reading the text of a condition; for this room only.
#pragma once

#include <string_view>

#include "base/result.h"
#include "logs/json_condition.h"

namespace amicast::logs {

Result<JsonCondition::Node> parse_json_condition(std::string_view text);

}  // namespace amicast::logs
