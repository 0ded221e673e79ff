// Failures that several entity files report in the same words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace amicast::iam {

inline auto no_such_entity(std::string_view kind, std::string_view name) {
    return failure(ErrorKind::not_found, "The " + std::string(kind) + " with name " +
                                             std::string(name) + " cannot be found.");
}

inline auto quota_exceeded(std::string_view quota, std::int64_t value) {
    return failure(ErrorKind::limit,
                   "Cannot exceed quota for " + std::string(quota) + ": " + std::to_string(value));
}

}  // namespace amicast::iam
