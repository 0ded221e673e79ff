#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace amicast {

void check_failed(std::string_view what, const std::source_location& where) {
    std::fprintf(stderr, "amicast: check failed: %.*s (%s:%u)\n", static_cast<int>(what.size()),
                 what.data(), where.file_name(), where.line());
    std::abort();
}

}  // namespace amicast
