// Which names objects may have: relative paths that mean the same on a file system and in a bucket,
// and that cannot leave the directory they are kept in.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace amicast::storage {

// Leaves room for a data directory's own path within PATH_MAX and for an S3 prefix within 1,024.
inline constexpr std::size_t object_name_bytes_max = 200;

// Segments of [a-z0-9._-] joined by single `/`, none of them `.` or `..`.
bool is_object_name(std::string_view name);

// `invalid`, naming the rule, when it is not.
Status check_object_name(std::string_view name);

}  // namespace amicast::storage
