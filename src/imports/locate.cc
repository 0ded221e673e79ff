// Resolves first and compares then, so that neither `..` nor a link leads out.
#include "imports/locate.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/encoding.h"

namespace amicast::imports {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_scheme = "file://";

bool is_inside(const fs::path& path, const std::string& directory) {
    std::error_code problem;
    fs::path root = fs::canonical(directory, problem);
    if (problem) return false;
    auto [end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
    return end == root.end() && rest != path.end();
}

Error outside(std::string_view uri) {
    return {.kind = ErrorKind::denied,
            .message = fmt::format("{} is not in a directory that disks may be imported from; the "
                                   "server's setting import.directories names them.",
                                   uri)};
}

Result<std::string> path_in(std::string_view uri) {
    if (uri.starts_with('/') && uri.find('\0') == std::string_view::npos) return std::string(uri);
    if (!uri.starts_with(file_scheme)) {
        return failure(ErrorKind::unsupported,
                       fmt::format("{} cannot be read from here: expected the URI of a file on the "
                                   "server, file:///directory/disk.qcow2, or its path, or the URI "
                                   "of an object, s3://bucket/key.",
                                   uri));
    }
    auto decoded = percent_decode(uri.substr(file_scheme.size()));
    if (decoded && decoded->starts_with('/') && decoded->find('\0') == std::string::npos)
        return std::move(*decoded);
    return failure(
        ErrorKind::unsupported,
        fmt::format("{} is not the URI of a file: expected file:// and an absolute path.", uri));
}

}  // namespace

Result<std::string> locate(std::string_view uri, const std::vector<std::string>& directories) {
    auto decoded = path_in(uri);
    if (!decoded) return failure(decoded.error());
    std::error_code problem;
    fs::path path = fs::canonical(*decoded, problem);
    if (problem) {  // what is not there may still be known to lie inside
        fs::path folder = fs::canonical(fs::path(*decoded).parent_path(), problem);
        bool known = !problem && std::any_of(directories.begin(), directories.end(),
                                             [&](const std::string& directory) {
                                                 return is_inside(folder / "x", directory);
                                             });
        if (!known) return failure(outside(uri));
        return failure(ErrorKind::not_found, fmt::format("{} does not exist.", uri));
    }
    bool inside =
        std::any_of(directories.begin(), directories.end(),
                    [&](const std::string& directory) { return is_inside(path, directory); });
    if (!inside) return failure(outside(uri));
    if (!fs::is_regular_file(path, problem))
        return failure(ErrorKind::not_found, fmt::format("{} is not a file.", uri));
    return path.string();
}

Result<ObjectName> locate_object(std::string_view uri, bool has_store,
                                 const std::vector<std::string>& buckets) {
    constexpr std::string_view scheme = "s3://";
    std::string_view rest = uri.starts_with(scheme) ? uri.substr(scheme.size()) : "";
    std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == rest.size()) {
        return failure(
            ErrorKind::unsupported,
            fmt::format("{} is not the URI of an object: expected s3://bucket/key.", uri));
    }
    if (!has_store) {
        return failure(ErrorKind::unsupported,
                       fmt::format("{} cannot be read from here: the server is not told of a store "
                                   "(its settings exports.endpoint and import.buckets).",
                                   uri));
    }
    ObjectName object{.bucket = std::string(rest.substr(0, slash)),
                      .key = std::string(rest.substr(slash + 1))};
    if (std::find(buckets.begin(), buckets.end(), object.bucket) == buckets.end()) {
        return failure(ErrorKind::denied,
                       fmt::format("{} is not in a bucket that disks may be imported from; the "
                                   "server's setting import.buckets names them.",
                                   uri));
    }
    return object;
}

}  // namespace amicast::imports
