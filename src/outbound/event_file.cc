#include "outbound/event_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace amicast::outbound {
namespace {

tl::unexpected<Error> cannot(const std::string& path, std::string_view what) {
    return failure(ErrorKind::unavailable,
                   fmt::format("The events cannot be written to {}: {}.", path, what),
                   std::system_category().message(errno));
}

// A line that a crash cut off is ended, so that the next one stands by itself.
Result<bool> ends_within_a_line(const UniqueFd& file, const std::string& path) {
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return cannot(path, "it cannot be looked at");
    if (status.st_size == 0) return false;
    char last = 0;
    if (::pread(file.get(), &last, 1, status.st_size - 1) != 1)
        return cannot(path, "it cannot be read");
    return last != '\n';
}

Status write_all(const UniqueFd& file, const std::string& path, std::string_view text) {
    while (!text.empty()) {
        ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return cannot(path, "the disk may be full");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fdatasync(file.get()) != 0) return cannot(path, "it cannot be flushed");
    return {};
}

}  // namespace

EventSink::Delivery EventFile::deliver(std::span<const ToldEvent> events) {
    UniqueFd file(::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    if (!file) return {.taken = 0, .outcome = cannot(path_, "it cannot be opened")};
    auto cut = ends_within_a_line(file, path_);
    if (!cut) return {.taken = 0, .outcome = failure(cut.error())};
    std::string text = *cut ? "\n" : "";
    for (const ToldEvent& event : events)
        text += event.json + "\n";
    Status written = write_all(file, path_, text);
    return {.taken = written ? events.size() : 0, .outcome = written};
}

}  // namespace amicast::outbound
