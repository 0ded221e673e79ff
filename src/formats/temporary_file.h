// A file without a name, on a directory of the caller's choice: it is gone when it is closed, also
// after a crash.
#pragma once

#include <string>

#include "base/result.h"
#include "base/unique_fd.h"

namespace amicast::formats {

// `directory` empty: $TMPDIR or /var/tmp (disk images are too large for a /tmp in memory).
Result<UniqueFd> make_temporary_file(const std::string& directory);

}  // namespace amicast::formats
