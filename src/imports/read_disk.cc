// Finds the file or fetches the object, and opens it.
#include "imports/read_disk.h"

#include <fmt/format.h>
#include <unistd.h>

#include "formats/temporary_file.h"
#include "imports/locate.h"

namespace amicast::imports {
namespace {

constexpr std::string_view s3_scheme = "s3://";

Result<formats::DiskSource> open_disk(const std::string& path,
                                      std::optional<formats::DiskFormat> format) {
    return formats::DiskSource::open(
        {.path = path, .format = format, .temporary_directory = {}, .on_convert = {}});
}

// Formats are read at random, hence the file.
Result<formats::DiskSource> read_object(const ImportParts& parts, const std::string& uri,
                                        std::optional<formats::DiskFormat> format,
                                        const std::function<Status()>& between) {
    auto object = locate_object(uri, parts.objects != nullptr, parts.buckets);
    if (!object) return failure(object.error());
    auto file = formats::make_temporary_file({});
    if (!file) return failure(file.error());
    Status fetched = parts.objects->fetch(object->bucket, object->key, file->get(), between);
    if (!fetched) return failure(fetched.error());
    // Of this process, so that qemu-img finds it, too.
    return open_disk(fmt::format("/proc/{}/fd/{}", ::getpid(), file->get()),
                     format ? format : formats::disk_format_from_path(object->key));
}

}  // namespace

Result<formats::DiskSource> read_disk(const ImportParts& parts, const std::string& uri,
                                      std::optional<formats::DiskFormat> format,
                                      const std::function<Status()>& between) {
    if (uri.starts_with(s3_scheme)) return read_object(parts, uri, format, between);
    auto path = locate(uri, parts.directories);
    if (!path) return failure(path.error());
    return open_disk(*path, format);
}

bool may_pass(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::timed_out ||
           kind == ErrorKind::unknown_outcome || kind == ErrorKind::internal;
}

}  // namespace amicast::imports
