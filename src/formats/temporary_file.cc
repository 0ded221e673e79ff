#include "formats/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace amicast::formats {
namespace {

std::string default_directory() {
    const char* chosen = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): never changed
    return chosen != nullptr && *chosen != '\0' ? chosen : "/var/tmp";
}

}  // namespace

Result<UniqueFd> make_temporary_file(const std::string& directory) {
    std::string place = directory.empty() ? default_directory() : directory;
    UniqueFd fd(::open(place.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!fd && (errno == EOPNOTSUPP || errno == EISDIR)) {
        // A file system without nameless files: make one and take its name away.
        std::string name = place + "/amicast-XXXXXX";
        fd = UniqueFd(::mkostemp(name.data(), O_CLOEXEC));
        if (fd) ::unlink(name.c_str());
    }
    if (!fd) {
        return failure(ErrorKind::unavailable, "Cannot make a temporary file in '" + place +
                                                   "': " + std::system_category().message(errno) +
                                                   ". Choose another place with --temp-dir.");
    }
    return fd;
}

}  // namespace amicast::formats
