// Where disks named by `s3://` URIs come from. A server that is told of a store implements this
// with it (outbound/).
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"

namespace amicast::imports {

class ObjectStore {
  public:
    virtual ~ObjectStore() = default;

    // Writes the whole object to the empty file `fd`. `between` is called every few MiB; its error
    // ends the work and is returned. Other errors: not_found, denied, unavailable, and conflict
    // when the object changed while it was read.
    virtual Status fetch(std::string_view bucket, std::string_view key, int fd,
                         const std::function<Status()>& between) = 0;
};

}  // namespace amicast::imports
