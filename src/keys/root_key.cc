// The passphrase file and what stands beside it. The parameter file is three lines of text:
//
//     amicast root key 1
//     salt <64 hexadecimal digits>
//     check <64 hexadecimal digits>
//
// The check value is derived from the key, so a wrong passphrase is noticed before anything is
// sealed under it; it tells nothing about the keys derived for other purposes.
#include "keys/root_key.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/unique_fd.h"
#include "crypto/digest.h"

namespace amicast::keys {
namespace {

constexpr std::string_view format_line = "amicast root key 1";
constexpr std::size_t passphrase_random_bytes = 32;
// A passphrase or parameter file larger than this is some other file.
constexpr std::size_t file_bytes_max = 4096;
// What an operator may set; what we make ourselves has 64.
constexpr std::size_t passphrase_length_min = 12;

struct Parameters {
    Digest salt{};
    Digest check{};
};

std::string parameters_path(const std::string& path) {
    return path + ".params";
}

tl::unexpected<Error> file_failure(const std::string& path, std::string_view what, int error) {
    return failure(ErrorKind::unavailable, "Cannot " + std::string(what) + " the root key file \"" +
                                               path +
                                               "\": " + std::generic_category().message(error));
}

// The file's text, or nothing when there is no such file. Refuses what others may read: whoever
// reads the passphrase and the catalog has every secret of the site.
Result<std::optional<std::string>> read_private_file(const std::string& path) {
    UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) return std::optional<std::string>();
        return file_failure(path, "open", errno);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return file_failure(path, "examine", errno);
    if (!S_ISREG(status.st_mode)) {
        return failure(ErrorKind::invalid, "\"" + path + "\" is not a regular file.");
    }
    if ((status.st_mode & 0077) != 0) {
        return failure(ErrorKind::invalid, "\"" + path +
                                               "\" can be read or changed by others; expected mode "
                                               "0600 (chmod 600 it).");
    }
    std::string text(file_bytes_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_failure(path, "read", errno);
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    if (size > file_bytes_max) {
        return failure(ErrorKind::invalid, "\"" + path + "\" is larger than " +
                                               std::to_string(file_bytes_max) + " bytes.");
    }
    text.resize(size);
    return std::optional(std::move(text));
}

Status write_all(int file, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        ssize_t count = ::write(file, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_failure(path, "write", errno);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file) != 0) return file_failure(path, "write", errno);
    return {};
}

Status sync_folder_of(const std::string& path) {
    std::string folder = std::filesystem::path(path).parent_path().string();
    if (folder.empty()) folder = ".";
    UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0) return file_failure(folder, "write", errno);
    return {};
}

// Writes a new file under another name first, so that a crash leaves it whole or absent. Never
// replaces: another process may be making its own pair.
Status create_private_file(const std::string& path, std::string_view text) {
    std::string unfinished = path + ".new";
    UniqueFd file(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return file_failure(unfinished, "create", errno);
    if (auto written = write_all(file.get(), text, unfinished); !written) return written;
    if (::link(unfinished.c_str(), path.c_str()) != 0) return file_failure(path, "create", errno);
    if (::unlink(unfinished.c_str()) != 0) return file_failure(unfinished, "remove", errno);
    return sync_folder_of(path);
}

std::string_view trim_line_end(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

std::string_view take_line(std::string_view& text) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::optional<Digest> take_value(std::string_view& text, std::string_view name) {
    std::string_view line = take_line(text);
    if (!line.starts_with(name)) return std::nullopt;
    return digest_from_hex(line.substr(name.size()));
}

std::optional<Parameters> parse_parameters(std::string_view text) {
    if (take_line(text) != format_line) return std::nullopt;
    auto salt = take_value(text, "salt ");
    auto check = salt ? take_value(text, "check ") : std::nullopt;
    if (!check || !text.empty()) return std::nullopt;
    return Parameters{.salt = *salt, .check = *check};
}

std::string write_parameters(const Parameters& parameters) {
    return std::string(format_line) + "\nsalt " + to_hex(parameters.salt) + "\ncheck " +
           to_hex(parameters.check) + "\n";
}

Digest check_value(const crypto::Key& key) {
    return crypto::derive_key(key, "root-key-check");
}

Result<RootKey> make_pair(const std::string& path, Random& random) {
    Bytes secret(passphrase_random_bytes);
    random.fill(secret);
    std::string passphrase = to_hex(secret);
    Parameters parameters;
    random.fill(parameters.salt);
    crypto::Key key = crypto::key_from_passphrase(passphrase, parameters.salt);
    parameters.check = check_value(key);

    // The parameters last: until they are there, nothing has been sealed, and the passphrase alone
    // is recognised as an unfinished first start.
    auto written = create_private_file(path, passphrase + "\n");
    if (written) written = create_private_file(parameters_path(path), write_parameters(parameters));
    if (!written) return failure(written.error());
    return RootKey(key);
}

Result<RootKey> open_pair(const std::string& path, std::string_view passphrase,
                          std::string_view parameters_text) {
    auto parameters = parse_parameters(parameters_text);
    if (!parameters) {
        return failure(ErrorKind::corrupt,
                       "\"" + parameters_path(path) + "\" is damaged; restore it from a backup.");
    }
    if (passphrase.size() < passphrase_length_min) {
        return failure(ErrorKind::invalid,
                       "The passphrase in \"" + path + "\" is too short; expected at least " +
                           std::to_string(passphrase_length_min) + " characters.");
    }
    crypto::Key key = crypto::key_from_passphrase(passphrase, parameters->salt);
    if (!equal_constant_time(check_value(key), parameters->check)) {
        return failure(ErrorKind::invalid, "The passphrase in \"" + path +
                                               "\" is not the one this data was sealed with.");
    }
    return RootKey(key);
}

}  // namespace

Result<RootKey> open_root_key(const std::string& path, Random& random) {
    auto passphrase = read_private_file(path);
    if (!passphrase) return failure(passphrase.error());
    auto parameters = read_private_file(parameters_path(path));
    if (!parameters) return failure(parameters.error());

    if (!*passphrase && !*parameters) return make_pair(path, random);
    if (!*passphrase) {
        return failure(ErrorKind::invalid, "\"" + parameters_path(path) +
                                               "\" is there but the passphrase \"" + path +
                                               "\" is missing; restore it.");
    }
    if (!*parameters) {
        return failure(ErrorKind::invalid,
                       "The passphrase \"" + path + "\" is there but \"" + parameters_path(path) +
                           "\" is missing; restore it, or remove the passphrase if this data "
                           "directory was never used.");
    }
    return open_pair(path, trim_line_end(**passphrase), **parameters);
}

}  // namespace amicast::keys
