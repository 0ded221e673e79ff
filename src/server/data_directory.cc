#include "server/data_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace amicast::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_start_mark = "first-start";

Error cannot(std::string_view what, const std::string& path) {
    return Error{.kind = ErrorKind::unavailable,
                 .message = fmt::format("Cannot {} '{}': {}", what, path,
                                        std::system_category().message(errno))};
}

Status sync_directory_of(const std::string& path) {
    std::string parent = fs::path(path).parent_path().string();
    if (parent.empty()) parent = ".";
    UniqueFd directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0) return failure(cannot("flush", parent));
    return {};
}

Status make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0) return sync_directory_of(path);
    if (errno == EEXIST && fs::is_directory(path)) return {};
    return failure(cannot("make the directory", path));
}

// The parents of a data directory that is given with a path yet to be made.
Status make_directories(const fs::path& path) {
    std::error_code error;
    if (path.has_parent_path() && !fs::exists(path.parent_path(), error)) {
        Status parent = make_directories(path.parent_path());
        if (!parent) return parent;
    }
    return make_directory(path.string());
}

}  // namespace

Status write_file_atomically(const std::string& path, std::string_view content, unsigned mode) {
    std::string partial = path + ".partial";
    ::unlink(partial.c_str());
    UniqueFd fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!fd) return failure(cannot("write", partial));
    while (!content.empty()) {
        ssize_t put = ::write(fd.get(), content.data(), content.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return failure(cannot("write", partial));
        content.remove_prefix(static_cast<std::size_t>(put));
    }
    if (::fsync(fd.get()) != 0) return failure(cannot("flush", partial));
    if (::rename(partial.c_str(), path.c_str()) != 0) return failure(cannot("write", path));
    return sync_directory_of(path);
}

Result<DataDirectory> DataDirectory::open(const std::string& path, bool must_exist) {
    std::error_code error;
    if (must_exist && !fs::is_directory(path, error))
        return failure(ErrorKind::not_found, fmt::format("There is no data directory '{}'.", path));
    Status made = make_directories(fs::absolute(path));
    if (!made) return failure(made.error());
    std::string absolute = fs::canonical(path, error).string();
    if (error) return failure(cannot("find", path));
    std::string lock_path = absolute + "/lock";
    UniqueFd lock(::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock) return failure(cannot("open", lock_path));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return failure(cannot("lock", lock_path));
        return failure(ErrorKind::conflict,
                       fmt::format("The data directory '{}' is in use by another amicast process. "
                                   "Stop it first, or choose another directory.",
                                   path));
    }
    return DataDirectory(std::move(absolute), std::move(lock));
}

std::vector<std::string> DataDirectory::region_names() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(file("regions"), error)) {
        if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Status DataDirectory::make_region(std::string_view name) const {
    Status made = make_directory(file("regions"));
    if (made) made = make_directory(region(name));
    return made;
}

Status DataDirectory::begin_first_start() const {
    std::string mark = file(first_start_mark);
    std::error_code error;
    bool interrupted = fs::exists(mark, error);
    if (!interrupted && fs::exists(identity_catalog(), error)) return {};
    if (interrupted) {
        for (std::string_view ending : {"", "-wal", "-shm"}) {
            std::string name = identity_catalog() + std::string(ending);
            if (::unlink(name.c_str()) != 0 && errno != ENOENT)
                return failure(cannot("remove", name));
        }
    }
    return write_file_atomically(mark, "The first start has not ended.\n", 0600);
}

Status DataDirectory::end_first_start() const {
    std::string mark = file(first_start_mark);
    if (::unlink(mark.c_str()) != 0) {
        if (errno == ENOENT) return {};
        return failure(cannot("remove", mark));
    }
    return sync_directory_of(mark);
}

}  // namespace amicast::server
