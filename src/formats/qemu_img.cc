#include "formats/qemu_img.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "formats/child_process.h"

namespace amicast::formats {
namespace {

namespace json = boost::json;

std::string_view driver(DiskFormat format) {
    switch (format) {
        case DiskFormat::raw:
        case DiskFormat::iso:
            return "raw";
        case DiskFormat::vhd:
            return "vpc";
        default:
            return to_string(format);
    }
}

// Names a plain file for --image-opts: a comma would end the value unless doubled. Naming the
// `file` driver keeps qemu-img from reading a protocol ("nbd:…") into the name.
std::string image_options(const std::string& path, DiskFormat format) {
    std::string options = fmt::format("driver={},file.driver=file,file.filename=", driver(format));
    for (char c : path) {
        options += c;
        if (c == ',') options += ',';
    }
    return options;
}

std::string descriptor_path(int fd) {
    return fmt::format("/proc/self/fd/{}", fd);
}

// "    (12.34/100%)\r", again and again.
std::function<void(std::string_view)> share_reader(const OnShare& on_share) {
    if (!on_share) return nullptr;
    return [on_share](std::string_view piece) {
        std::size_t open = piece.rfind('(');
        if (open == std::string_view::npos) return;
        double percent = std::strtod(std::string(piece.substr(open + 1)).c_str(), nullptr);
        on_share(percent / 100);
    };
}

const json::value* find(const json::value& value, std::initializer_list<std::string_view> path) {
    const json::value* at = &value;
    for (std::string_view name : path) {
        const json::object* object = at->if_object();
        if (object == nullptr) return nullptr;
        at = object->if_contains(name);
        if (at == nullptr) return nullptr;
    }
    return at;
}

Error refers_elsewhere(const std::string& path, std::string_view what) {
    return Error{.kind = ErrorKind::invalid,
                 .message = fmt::format(
                     "'{}' refers to another file ({}). Flatten it first: qemu-img convert -O "
                     "qcow2 '{}' flat.qcow2",
                     path, what, path)};
}

// A vmdk may be split into parts beside it, but nowhere else. One without a name, which is opened
// by its number, has no parts: beside it lies whatever else this process has open.
bool stays_beside(const std::string& path, std::string_view part) {
    namespace fs = std::filesystem;
    if (path.starts_with("/proc/")) return part == path;
    std::error_code error;
    fs::path own = fs::canonical(path, error);
    if (error) return false;
    fs::path other(part);
    if (other.is_relative()) other = own.parent_path() / other.filename();
    other = fs::weakly_canonical(other, error);
    return other.parent_path() == own.parent_path();
}

Status refuse_references(const std::string& path, const json::value& info) {
    if (find(info, {"backing-filename"}) != nullptr)
        return failure(refers_elsewhere(path, "a backing file"));
    if (find(info, {"format-specific", "data", "data-file"}) != nullptr)
        return failure(refers_elsewhere(path, "a data file"));
    const json::value* extents = find(info, {"format-specific", "data", "extents"});
    if (extents == nullptr || !extents->is_array()) return {};
    for (const json::value& extent : extents->get_array()) {
        const json::value* name = find(extent, {"filename"});
        if (name == nullptr || !name->is_string()) continue;
        std::string_view text(name->get_string().data(), name->get_string().size());
        if (!stays_beside(path, text))
            return failure(refers_elsewhere(path, "an extent elsewhere"));
    }
    return {};
}

}  // namespace

Result<std::uint64_t> disk_bytes(const std::string& path, DiskFormat format) {
    auto ran = run_child(
        {.program = "qemu-img",
         .arguments = {"info", "--output=json", "--image-opts", image_options(path, format)}});
    if (!ran) {
        return failure(ran.error().kind, fmt::format("Cannot read '{}' as {}: {}", path,
                                                     to_string(format), ran.error().message));
    }
    json::error_code error;
    json::value info = json::parse(ran->output, error);
    const json::value* bytes = error ? nullptr : find(info, {"virtual-size"});
    if (bytes == nullptr || !bytes->is_int64() || bytes->get_int64() < 0)
        return failure(ErrorKind::internal, "qemu-img info answered in an unknown form.");
    Status stands_alone = refuse_references(path, info);
    if (!stands_alone) return failure(stands_alone.error());
    return static_cast<std::uint64_t>(bytes->get_int64());
}

Status convert_to_raw(const std::string& path, DiskFormat format, std::uint64_t bytes,
                      int target_fd, const OnShare& on_share) {
    if (::ftruncate(target_fd, static_cast<off_t>(bytes)) != 0) {
        return failure(ErrorKind::unavailable,
                       fmt::format("Cannot make a temporary file of {} bytes: {}", bytes,
                                   std::system_category().message(errno)));
    }
    // The target is new and therefore zero; writing out of order lets all threads work.
    auto ran =
        run_child({.program = "qemu-img",
                   .arguments = {"convert", "-p", "-n", "--target-is-zero", "-W", "-m", "8", "-t",
                                 "writeback", "--image-opts", image_options(path, format), "-O",
                                 "raw", descriptor_path(target_fd)},
                   .inherited_fd = target_fd,
                   .on_output = share_reader(on_share)});
    if (!ran) {
        return failure(ran.error().kind, fmt::format("Cannot convert '{}' from {}: {}", path,
                                                     to_string(format), ran.error().message));
    }
    return {};
}

Status convert_from_raw(int source_fd, DiskFormat format, const std::string& path,
                        const OnShare& on_share) {
    std::vector<std::string> arguments = {
        "convert",   "-p", "-m",  "8",  "-t",
        "writeback", "-f", "raw", "-O", std::string(driver(format))};
    if (format == DiskFormat::vhd) {
        // Without it the size is rounded to a disk geometry.
        arguments.insert(arguments.end(), {"-o", "force_size=on,subformat=dynamic"});
    } else if (format == DiskFormat::vmdk) {
        // The form that importers of other clouds and hypervisors take; written in order only.
        arguments.insert(arguments.end(), {"-o", "subformat=streamOptimized"});
    } else {
        arguments.emplace_back("-W");
    }
    arguments.push_back(descriptor_path(source_fd));
    // An absolute path cannot be taken for a protocol.
    arguments.push_back(std::filesystem::absolute(path).string());
    auto ran = run_child({.program = "qemu-img",
                          .arguments = std::move(arguments),
                          .inherited_fd = source_fd,
                          .on_output = share_reader(on_share)});
    if (!ran) {
        return failure(ran.error().kind, fmt::format("Cannot write '{}' as {}: {}", path,
                                                     to_string(format), ran.error().message));
    }
    return {};
}

}  // namespace amicast::formats
