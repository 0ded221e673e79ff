#include "formats/disk_target.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/aligned_buffer.h"
#include "formats/temporary_file.h"

namespace amicast::formats {
namespace {

Error cannot_write(const std::string& path) {
    return Error{.kind = ErrorKind::unavailable,
                 .message = fmt::format("Cannot write '{}': {}", path,
                                        std::system_category().message(errno))};
}

std::string directory_of(const std::string& path) {
    std::string parent = std::filesystem::path(path).parent_path().string();
    return parent.empty() ? "." : parent;
}

Status flush_file(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::fdatasync(fd.get()) != 0) return failure(cannot_write(path));
    return {};
}

bool is_whole_pages(std::uint64_t offset, ByteView data) {
    return offset % direct_alignment == 0 && data.size() % direct_alignment == 0;
}

// The data where it may be written from; a copy of it, one per thread, when it lies anywhere.
ByteView aligned(ByteView data) {
    if (reinterpret_cast<std::uintptr_t>(data.data()) % direct_alignment == 0) return data;
    static thread_local std::optional<AlignedBuffer> copy;
    if (!copy || copy->bytes().size() < data.size()) copy.emplace(data.size());
    std::memcpy(copy->bytes().data(), data.data(), data.size());
    return copy->bytes().first(data.size());
}

// Turns O_DIRECT on or off; false when the file system does not know it.
bool set_direct(int fd, bool direct) {
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0) return false;
    return ::fcntl(fd, F_SETFL, direct ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

// The finished file takes its name in one step; a file that came to be there meanwhile is kept
// unless overwriting was asked for.
Status rename_into_place(const std::string& from, const std::string& to, bool overwrite) {
    int moved = overwrite
                    ? ::rename(from.c_str(), to.c_str())
                    : ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
    if (moved != 0) return failure(cannot_write(to));
    return {};
}

}  // namespace

Result<DiskTarget> DiskTarget::create(TargetOptions options) {
    std::error_code ignored;
    if (!options.overwrite && std::filesystem::exists(options.path, ignored)) {
        return failure(
            ErrorKind::conflict,
            fmt::format("'{}' exists already; remove it or give --force.", options.path));
    }
    std::string beside = directory_of(options.path);
    bool plain = is_plain(options.format);
    auto fd = make_temporary_file(
        plain || options.temporary_directory.empty() ? beside : options.temporary_directory);
    if (!fd) return failure(fd.error());
    if (::ftruncate(fd->get(), static_cast<off_t>(options.bytes)) != 0)
        return failure(cannot_write(options.path));
    DiskTarget target(std::move(options), std::move(*fd));
    if (plain && !target.options_.read_back) target.go_past_cache();
    return target;
}

void DiskTarget::go_past_cache() {
    past_cache_ = options_.bytes % direct_alignment == 0 && set_direct(raw_.get(), true);
}

Status DiskTarget::write(std::uint64_t offset, ByteView data) {
    if (past_cache_ && is_whole_pages(offset, data)) data = aligned(data);
    while (!data.empty()) {
        ssize_t put = ::pwrite(raw_.get(), data.data(), data.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        // Some file systems take the flag and then refuse; a short write leaves what is unaligned.
        if (put < 0 && errno == EINVAL && past_cache_ && set_direct(raw_.get(), false)) continue;
        if (put <= 0) return failure(cannot_write(options_.path));
        data = data.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return {};
}

Status DiskTarget::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
    while (!out.empty()) {
        ssize_t got = ::pread(raw_.get(), out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            return failure(ErrorKind::unavailable,
                           fmt::format("Cannot read '{}' back: {}", options_.path,
                                       std::system_category().message(errno)));
        }
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return {};
}

// Gives the nameless file a name; on file systems that cannot, a sparse copy takes it.
Status DiskTarget::name_raw(const std::string& name) {
    if (::fdatasync(raw_.get()) != 0) return failure(cannot_write(options_.path));
    std::string nameless = fmt::format("/proc/self/fd/{}", raw_.get());
    if (::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
        Status copied = convert_from_raw(raw_.get(), DiskFormat::raw, name, nullptr);
        return copied ? flush_file(name) : copied;
    }
    // Nameless files are private; this one becomes as others the user makes.
    mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(raw_.get(), 0666 & ~mask);
    return {};
}

Status DiskTarget::finish(const OnShare& on_convert) {
    std::string partial = fmt::format("{}.partial-{}", options_.path, ::getpid());
    ::unlink(partial.c_str());
    Status written = is_plain(options_.format) ? name_raw(partial) : Status();
    if (!is_plain(options_.format)) {
        written = convert_from_raw(raw_.get(), options_.format, partial, on_convert);
        if (written) written = flush_file(partial);
    }
    if (!written) {
        ::unlink(partial.c_str());
        return written;
    }
    Status named = rename_into_place(partial, options_.path, options_.overwrite);
    if (!named) ::unlink(partial.c_str());
    return named;
}

}  // namespace amicast::formats
