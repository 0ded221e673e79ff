// An error that already has the code its protocol answers with.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace amicast::services {

inline Error coded_error(ErrorKind kind, std::string_view code, std::string message) {
    return {.kind = kind, .message = std::move(message), .code = std::string(code)};
}

}  // namespace amicast::services
