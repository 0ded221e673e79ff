// Objects as files below one directory.
//
// Durability: file contents are flushed with fdatasync, a new name by flushing its directory (and
// the directories made for it). A file whose flush failed once is never trusted again: the kernel
// may have dropped the pages and would report success the next time.
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "storage/object_name.h"
#include "storage/object_store.h"

namespace amicast::storage {
namespace {

namespace fs = std::filesystem;

// `~` cannot occur in an object name, so a half-written put can never be mistaken for an object.
constexpr char temporary_mark = '~';

tl::unexpected<Error> io_failure(std::string_view action, std::string_view path, int code) {
    const std::string reason = std::error_code(code, std::generic_category()).message();
    const std::string detail = std::string(action) + " " + std::string(path) + ": " + reason;
    if (code == ENOENT) return failure(ErrorKind::not_found, "the object does not exist", detail);
    if (code == EEXIST)
        return failure(ErrorKind::conflict, "the object's name is already taken", detail);
    return failure(ErrorKind::unavailable, "the storage cannot be used now (" + reason + ")",
                   detail);
}

std::string parent_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

Status flush_directory(const std::string& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return io_failure("open directory", path, errno);
    if (::fsync(fd.get()) != 0) return io_failure("fsync directory", path, errno);
    return {};
}

// Makes `directory` and those above it, each durable before it is used; nothing to do when it is
// there.
Status make_directories(const std::string& directory) {
    if (::mkdir(directory.c_str(), 0700) == 0) return flush_directory(parent_of(directory));
    if (errno == EEXIST) return {};
    if (errno != ENOENT) return io_failure("mkdir", directory, errno);
    const std::string above = parent_of(directory);
    if (above.empty() || above == directory) return io_failure("mkdir", directory, ENOENT);
    Status made = make_directories(above);
    if (!made) return made;
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return io_failure("mkdir", directory, errno);
    return flush_directory(above);
}

// Writes all of `pieces` at `offset`, in as few calls as the kernel allows.
Status write_pieces(int fd, const std::string& path, std::span<const ByteView> pieces,
                    std::uint64_t offset) {
    constexpr std::size_t vectors_max = 64;
    static_assert(vectors_max <= IOV_MAX);
    std::size_t piece = 0;
    std::size_t skip = 0;  // bytes of `piece` that are written already
    while (piece < pieces.size()) {
        std::array<iovec, vectors_max> vectors{};
        int count = 0;
        std::size_t within = skip;
        for (std::size_t i = piece; i < pieces.size() && count < int(vectors_max); ++i) {
            ByteView rest = pieces[i].subspan(within);
            within = 0;
            // iovec is not const-correct; pwritev only reads.
            vectors[count++] = {const_cast<std::uint8_t*>(rest.data()), rest.size()};
        }
        const ssize_t wrote = ::pwritev(fd, vectors.data(), count, static_cast<off_t>(offset));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return io_failure("write", path, errno);
        offset += static_cast<std::uint64_t>(wrote);
        std::size_t done = static_cast<std::size_t>(wrote) + skip;
        while (piece < pieces.size() && done >= pieces[piece].size())
            done -= pieces[piece++].size();
        skip = done;
    }
    return {};
}

class LocalAppendObject final : public AppendObject {
  public:
    LocalAppendObject(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

    Status append(std::span<const ByteView> pieces) override {
        Status usable = check_usable();
        if (!usable) return usable;
        Status wrote = write_pieces(fd_.get(), path_, pieces, size_);
        if (!wrote) return wrote;  // size_ stays: what was torn lies behind the end
        for (ByteView piece : pieces)
            size_ += piece.size();
        return {};
    }

    Status sync() override {
        Status usable = check_usable();
        if (!usable) return usable;
        if (::fdatasync(fd_.get()) != 0) {
            broken_ = true;
            return io_failure("fdatasync", path_, errno);
        }
        if (!name_is_durable_) {
            Status flushed = flush_directory(parent_of(path_));
            if (!flushed) return flushed;
            name_is_durable_ = true;
        }
        return {};
    }

    Status seal() override {
        Status synced = sync();
        if (!synced) return synced;
        fd_.reset();
        return {};
    }

    std::uint64_t size() const override { return size_; }

  private:
    Status check_usable() const {
        if (!fd_) return failure(ErrorKind::conflict, "the object is sealed", path_);
        if (broken_)
            return failure(ErrorKind::unavailable, "an earlier flush of the object failed", path_);
        return {};
    }

    UniqueFd fd_;
    std::string path_;
    std::uint64_t size_ = 0;
    bool name_is_durable_ = false;
    bool broken_ = false;
};

class LocalFiles final : public ObjectStore {
  public:
    explicit LocalFiles(std::string directory) : directory_(std::move(directory)) {}

    // Removes what an interrupted put() left behind.
    Status remove_temporaries() {
        std::error_code error;
        fs::recursive_directory_iterator files(directory_, error);
        for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
            const std::string path = files->path().string();
            if (files->path().filename().string().find(temporary_mark) == std::string::npos)
                continue;
            if (::unlink(path.c_str()) != 0 && errno != ENOENT)
                return io_failure("unlink", path, errno);
        }
        if (error) return io_failure("list", directory_, error.value());
        return {};
    }

    Result<std::unique_ptr<AppendObject>> create(std::string_view name) override {
        auto path = path_of(name);
        if (!path) return failure(path.error());
        constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
        UniqueFd fd(::open(path->c_str(), flags, 0600));
        if (!fd && errno == ENOENT) {
            Status made = make_directories(parent_of(*path));
            if (!made) return failure(made.error());
            fd = UniqueFd(::open(path->c_str(), flags, 0600));
        }
        if (!fd) return io_failure("create", *path, errno);
        return std::make_unique<LocalAppendObject>(std::move(fd), std::move(*path));
    }

    Status read(std::string_view name, std::uint64_t offset, std::span<std::uint8_t> out) override {
        auto path = path_of(name);
        if (!path) return failure(path.error());
        UniqueFd fd(::open(path->c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd) return io_failure("open", *path, errno);
        while (!out.empty()) {
            const ssize_t got =
                ::pread(fd.get(), out.data(), out.size(), static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return io_failure("read", *path, errno);
            if (got == 0) {
                return failure(ErrorKind::corrupt, "an object is shorter than it should be",
                               *path + " ends at " + std::to_string(offset) + ", " +
                                   std::to_string(out.size()) + " bytes short");
            }
            offset += static_cast<std::uint64_t>(got);
            out = out.subspan(static_cast<std::size_t>(got));
        }
        return {};
    }

    Result<std::uint64_t> size(std::string_view name) override {
        auto path = path_of(name);
        if (!path) return failure(path.error());
        struct stat status {};
        if (::stat(path->c_str(), &status) != 0) return io_failure("stat", *path, errno);
        return static_cast<std::uint64_t>(status.st_size);
    }

    Status put(std::string_view name, ByteView content) override {
        auto path = path_of(name);
        if (!path) return failure(path.error());
        Status made = make_directories(parent_of(*path));
        if (!made) return made;
        const std::string temporary =
            *path + temporary_mark + std::to_string(::getpid()) + "." + std::to_string(++puts_);
        Status wrote = write_whole(temporary, content);
        if (wrote && ::rename(temporary.c_str(), path->c_str()) != 0)
            wrote = io_failure("rename", *path, errno);
        if (!wrote) {
            ::unlink(temporary.c_str());
            return wrote;
        }
        return flush_directory(parent_of(*path));
    }

    Result<std::vector<ObjectInfo>> list(std::string_view prefix) override {
        std::vector<ObjectInfo> objects;
        std::error_code error;
        fs::recursive_directory_iterator files(directory_, error);
        for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
            const std::string name = files->path().string().substr(directory_.size() + 1);
            if (!name.starts_with(prefix) || !is_object_name(name)) continue;
            struct stat status {};
            if (::stat(files->path().c_str(), &status) != 0) {
                if (errno == ENOENT) continue;  // removed while we look
                return io_failure("stat", name, errno);
            }
            if (S_ISREG(status.st_mode))
                objects.push_back({name, static_cast<std::uint64_t>(status.st_size)});
        }
        if (error) return io_failure("list", directory_, error.value());
        std::sort(objects.begin(), objects.end(),
                  [](const auto& left, const auto& right) { return left.name < right.name; });
        return objects;
    }

    Status remove(std::string_view name) override {
        auto path = path_of(name);
        if (!path) return failure(path.error());
        if (::unlink(path->c_str()) != 0) {
            if (errno == ENOENT) return {};
            return io_failure("unlink", *path, errno);
        }
        return flush_directory(parent_of(*path));
    }

  private:
    Result<std::string> path_of(std::string_view name) const {
        Status valid = check_object_name(name);
        if (!valid) return failure(valid.error());
        return directory_ + "/" + std::string(name);
    }

    static Status write_whole(const std::string& path, ByteView content) {
        UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!fd) return io_failure("create", path, errno);
        Status wrote = write_pieces(fd.get(), path, {&content, 1}, 0);
        if (!wrote) return wrote;
        if (::fdatasync(fd.get()) != 0) return io_failure("fdatasync", path, errno);
        return {};
    }

    std::string directory_;
    std::atomic<std::uint64_t> puts_{0};
};

}  // namespace

Result<std::unique_ptr<ObjectStore>> open_local_files(const std::string& directory) {
    std::error_code error;
    fs::path absolute = fs::absolute(directory, error);
    if (error) return io_failure("resolve", directory, error.value());
    std::string path = absolute.lexically_normal().string();
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    Status made = make_directories(path);
    if (!made) return failure(made.error());
    // An earlier start may have ended between making directories and flushing their names.
    for (const std::string& earlier : {path, parent_of(path)}) {
        Status flushed = flush_directory(earlier.empty() ? "/" : earlier);
        if (!flushed) return failure(flushed.error());
    }
    auto files = std::make_unique<LocalFiles>(std::move(path));
    Status cleaned = files->remove_temporaries();
    if (!cleaned) return failure(cleaned.error());
    return std::unique_ptr<ObjectStore>(std::move(files));
}

}  // namespace amicast::storage
