#include "formats/child_process.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace amicast::formats {
namespace {

constexpr std::size_t output_bytes_max = 1U << 20;
constexpr std::size_t error_bytes_max = 4096;

std::string system_message(int code) {
    return std::system_category().message(code);
}

std::optional<std::string> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): never changed here
    std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
    while (!rest.empty()) {
        std::size_t colon = rest.find(':');
        std::string candidate = std::string(rest.substr(0, colon)) + "/" + name;
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
        rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
    return std::nullopt;
}

struct Pipe {
    UniqueFd read;
    UniqueFd write;
};

std::optional<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void limit(int resource, std::uint64_t value) {
    rlimit bounds{.rlim_cur = value, .rlim_max = value};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &bounds);
}

// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(const char* program, char* const* arguments, const ChildCommand& command,
                         int output, int errors) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_AS, command.limits.memory_bytes);
    limit(RLIMIT_CPU, command.limits.cpu_seconds);
    limit(RLIMIT_NOFILE, command.limits.open_files);
    limit(RLIMIT_CORE, 0);
    int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    if (command.inherited_fd >= 0) ::fcntl(command.inherited_fd, F_SETFD, 0);
    ::execv(program, arguments);
    ::_exit(127);
}

void keep_output(const ChildCommand& command, std::string_view piece, ChildOutput& kept) {
    if (command.on_output) command.on_output(piece);
    if (kept.output.size() < output_bytes_max)
        kept.output.append(piece.substr(0, output_bytes_max - kept.output.size()));
}

void keep_errors(std::string_view piece, ChildOutput& kept) {
    kept.errors.append(piece);
    if (kept.errors.size() > error_bytes_max)
        kept.errors.erase(0, kept.errors.size() - error_bytes_max);
}

void read_until_closed(const ChildCommand& command, const UniqueFd& output, const UniqueFd& errors,
                       ChildOutput& kept) {
    std::array<pollfd, 2> sources{pollfd{output.get(), POLLIN, 0}, pollfd{errors.get(), POLLIN, 0}};
    std::array<char, 8192> buffer{};
    while (sources[0].fd >= 0 || sources[1].fd >= 0) {
        if (::poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return;
        for (pollfd& source : sources) {
            if (source.fd < 0 || source.revents == 0) continue;
            ssize_t got = ::read(source.fd, buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) {
                source.fd = -1;
                continue;
            }
            std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
            if (source.fd == output.get()) {
                keep_output(command, piece, kept);
            } else {
                keep_errors(piece, kept);
            }
        }
    }
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

Status judge(const ChildCommand& command, int status, std::string errors) {
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    while (!errors.empty() && errors.back() == '\n')
        errors.pop_back();
    std::string how = WIFSIGNALED(status) ? fmt::format("was ended by signal {}", WTERMSIG(status))
                                          : fmt::format("failed ({})", WEXITSTATUS(status));
    return failure(ErrorKind::invalid, fmt::format("{} {}: {}", command.program, how,
                                                   errors.empty() ? "it gave no reason" : errors));
}

}  // namespace

Result<ChildOutput> run_child(const ChildCommand& command) {
    auto program = find_program(command.program);
    if (!program) {
        return failure(ErrorKind::not_found,
                       fmt::format("The program '{}' is needed and not installed (on Debian: apt "
                                   "install qemu-utils).",
                                   command.program));
    }
    auto output = make_pipe();
    auto errors = make_pipe();
    if (!output || !errors)
        return failure(ErrorKind::unavailable, "Cannot make a pipe: " + system_message(errno));
    std::vector<char*> arguments;
    arguments.push_back(const_cast<char*>(command.program.c_str()));
    for (const std::string& argument : command.arguments)
        arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);

    pid_t child = ::fork();
    if (child < 0) {
        return failure(ErrorKind::unavailable,
                       fmt::format("Cannot start {}: {}", command.program, system_message(errno)));
    }
    if (child == 0) {
        become(program->c_str(), arguments.data(), command, output->write.get(),
               errors->write.get());
    }
    output->write.reset();
    errors->write.reset();
    ChildOutput kept;
    read_until_closed(command, output->read, errors->read, kept);
    Status judged = judge(command, wait_for(child), kept.errors);
    if (!judged) return failure(judged.error());
    return kept;
}

}  // namespace amicast::formats
