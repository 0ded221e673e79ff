#include "formats/disk_source.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "formats/temporary_file.h"

namespace amicast::formats {
namespace {

std::string system_message(int code) {
    return std::system_category().message(code);
}

Result<std::size_t> read_some(int fd, std::span<std::uint8_t> out) {
    for (;;) {
        ssize_t got = ::read(fd, out.data(), out.size());
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR)
            return failure(ErrorKind::unavailable, "Cannot read: " + system_message(errno));
    }
}

Status write_at(int fd, std::uint64_t offset, ByteView data) {
    while (!data.empty()) {
        ssize_t put = ::pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            return failure(ErrorKind::unavailable,
                           "Cannot write the temporary file: " + system_message(errno));
        }
        data = data.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return {};
}

// Standard input into a sparse nameless file: a snapshot must be told its size before its blocks.
Result<UniqueFd> spool(const std::string& temporary_directory) {
    auto file = make_temporary_file(temporary_directory);
    if (!file) return file;
    Bytes buffer(limits::block_bytes);
    std::uint64_t total = 0;
    for (;;) {
        std::size_t have = 0;
        while (have < buffer.size()) {
            auto got = read_some(STDIN_FILENO, std::span(buffer).subspan(have));
            if (!got) return failure(got.error());
            if (*got == 0) break;
            have += *got;
        }
        if (have == 0) break;
        ByteView data = ByteView(buffer).first(have);
        if (!all_zero(data)) {
            Status written = write_at(file->get(), total, data);
            if (!written) return failure(written.error());
        }
        total += have;
    }
    if (total == 0)
        return failure(ErrorKind::invalid, "Standard input is empty; expected a disk image.");
    if (::ftruncate(file->get(), static_cast<off_t>(total)) != 0) {
        return failure(ErrorKind::unavailable,
                       "Cannot write the temporary file: " + system_message(errno));
    }
    return file;
}

Result<UniqueFd> open_file(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        return failure(errno == ENOENT ? ErrorKind::not_found : ErrorKind::invalid,
                       fmt::format("Cannot open '{}': {}", path, system_message(errno)));
    }
    struct stat status {};
    ::fstat(fd.get(), &status);
    if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
        return failure(ErrorKind::invalid,
                       fmt::format("'{}' is neither a file nor a block device.", path));
    }
    return fd;
}

// The format by ending and by mark. Where the two contradict each other the user must say: reading
// a qcow2 file as raw gives an image that does not boot, and the other way round could show a
// machine's disk to whoever wrote its first bytes.
Result<DiskFormat> guess_format(const std::string& path, int fd) {
    Bytes beginning(format_mark_bytes);
    ssize_t got = ::pread(fd, beginning.data(), beginning.size(), 0);
    beginning.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    auto by_mark = recognize_disk_format(beginning);
    auto by_path = path == "-" ? std::nullopt : disk_format_from_path(path);
    if (!by_path) return by_mark.value_or(DiskFormat::raw);
    bool agree =
        by_mark == by_path || (!by_mark && (is_plain(*by_path) || *by_path == DiskFormat::vhd));
    if (agree) return *by_path;
    return failure(ErrorKind::invalid,
                   fmt::format("'{}' is named like {} and begins like {}. Say which it is with "
                               "--format (one of {}).",
                               path, to_string(*by_path),
                               by_mark ? to_string(*by_mark) : std::string_view("raw data"),
                               disk_format_names()));
}

}  // namespace

Result<DiskSource> DiskSource::open(const SourceOptions& options) {
    bool from_input = options.path == "-";
    auto fd = from_input ? spool(options.temporary_directory) : open_file(options.path);
    if (!fd) return failure(fd.error());
    Result<DiskFormat> format =
        options.format ? *options.format : guess_format(options.path, fd->get());
    if (!format) return failure(format.error());

    if (!is_plain(*format)) {
        // By its number when it has no name any more; qemu-img runs as our child and may open it.
        std::string path = options.path;
        if (from_input) path = fmt::format("/proc/{}/fd/{}", ::getpid(), fd->get());
        auto bytes = disk_bytes(path, *format);
        if (!bytes) return failure(bytes.error());
        auto raw = make_temporary_file(options.temporary_directory);
        if (!raw) return failure(raw.error());
        Status converted = convert_to_raw(path, *format, *bytes, raw->get(), options.on_convert);
        if (!converted) return failure(converted.error());
        fd = std::move(raw);
    }
    off_t bytes = ::lseek(fd->get(), 0, SEEK_END);
    if (bytes <= 0) {
        return failure(ErrorKind::invalid,
                       fmt::format("'{}' is empty; expected a disk image.", options.path));
    }
    return DiskSource(std::move(*fd), static_cast<std::uint64_t>(bytes), *format);
}

Result<std::optional<Extent>> DiskSource::next_data(std::uint64_t offset) const {
    if (offset >= bytes_) return std::nullopt;
    off_t begin = ::lseek(fd_.get(), static_cast<off_t>(offset), SEEK_DATA);
    if (begin < 0 && errno == ENXIO) return std::nullopt;  // a hole up to the end
    // Devices and some file systems do not know: everything may be data.
    if (begin < 0) return Extent{offset, bytes_ - offset};
    off_t end = ::lseek(fd_.get(), begin, SEEK_HOLE);
    if (end < 0) end = static_cast<off_t>(bytes_);
    return Extent{static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end - begin)};
}

Status DiskSource::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    while (!out.empty()) {
        ssize_t got = ::pread(fd_.get(), out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return failure(
                ErrorKind::unavailable,
                fmt::format("Cannot read the image at byte {}: {}", offset, system_message(errno)));
        }
        if (got == 0) {
            if (offset < bytes_) {
                return failure(ErrorKind::corrupt,
                               "The image became shorter while it was being read.");
            }
            std::fill(out.begin(), out.end(), std::uint8_t{0});
            return {};
        }
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return {};
}

}  // namespace amicast::formats
