// Reads an object in ranges, all of the same version.
#include "outbound/store_objects.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace amicast::outbound {
namespace {

constexpr std::int64_t range_bytes = std::int64_t{8} << 20;

Status write_at(int fd, std::int64_t offset, ByteView data) {
    while (!data.empty()) {
        ssize_t put = ::pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            return failure(ErrorKind::unavailable, "Cannot write the temporary file: " +
                                                       std::system_category().message(errno));
        }
        data = data.subspan(static_cast<std::size_t>(put));
        offset += put;
    }
    return {};
}

}  // namespace

Status StoreObjects::fetch(std::string_view bucket, std::string_view key, int fd,
                           const std::function<Status()>& between) {
    auto object = store_.describe_object(bucket, key);
    if (!object) return failure(object.error());
    for (std::int64_t offset = 0; offset < object->bytes; offset += range_bytes) {
        auto data = store_.read_object(bucket, key, *object, offset,
                                       std::min(range_bytes, object->bytes - offset));
        if (!data) return failure(data.error());
        Status done = write_at(fd, offset, as_bytes(*data));
        if (done) done = between();
        if (!done) return done;
    }
    return {};
}

}  // namespace amicast::outbound
