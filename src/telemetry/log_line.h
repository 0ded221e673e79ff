// The text of one log line without time and level; apart from log.h so that tests can read it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "telemetry/log.h"

namespace amicast::telemetry {

// JSON: members without the surrounding braces, `"event":"…","key":…`. Text: `event key=value …`,
// values quoted where they need it. Always one line of valid UTF-8.
std::string log_line(LogFormat format, std::string_view event, std::initializer_list<Field> fields);

}  // namespace amicast::telemetry
