#include "formats/disk_format.h"

#include <algorithm>
#include <array>

namespace amicast::formats {
namespace {

struct Name {
    std::string_view text;
    DiskFormat format;
};
// The first name of each format is the one shown.
constexpr std::array names = {
    Name{"raw", DiskFormat::raw},   Name{"iso", DiskFormat::iso}, Name{"qcow2", DiskFormat::qcow2},
    Name{"vmdk", DiskFormat::vmdk}, Name{"vhd", DiskFormat::vhd}, Name{"vhdx", DiskFormat::vhdx},
    Name{"vdi", DiskFormat::vdi},   Name{"img", DiskFormat::raw}, Name{"vpc", DiskFormat::vhd},
};

struct Mark {
    std::size_t offset;
    std::string_view bytes;
    DiskFormat format;
};
using namespace std::string_view_literals;
constexpr std::array marks = {
    Mark{0, "QFI\xFB\0\0\0"sv, DiskFormat::qcow2},
    Mark{0, "KDMV"sv, DiskFormat::vmdk},
    Mark{0, "COWD"sv, DiskFormat::vmdk},
    Mark{0, "# Disk DescriptorFile"sv, DiskFormat::vmdk},
    Mark{0, "conectix"sv, DiskFormat::vhd},
    Mark{0, "vhdxfile"sv, DiskFormat::vhdx},
    Mark{64, "\x7F\x10\xDA\xBE"sv, DiskFormat::vdi},
};

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return lower;
}

}  // namespace

std::string_view to_string(DiskFormat format) {
    auto found = std::find_if(names.begin(), names.end(),
                              [&](const Name& name) { return name.format == format; });
    return found->text;
}

std::optional<DiskFormat> disk_format_from_name(std::string_view name) {
    std::string lower = lower_case(name);
    auto found = std::find_if(names.begin(), names.end(),
                              [&](const Name& each) { return each.text == lower; });
    if (found == names.end()) return std::nullopt;
    return found->format;
}

std::string disk_format_names() {
    return "raw, iso, qcow2, vmdk, vhd, vhdx, vdi";
}

std::optional<DiskFormat> disk_format_from_path(std::string_view path) {
    std::size_t dot = path.find_last_of("./");
    if (dot == std::string_view::npos || path[dot] != '.') return std::nullopt;
    std::string ending = lower_case(path.substr(dot + 1));
    if (ending == "img") return std::nullopt;
    return disk_format_from_name(ending);
}

std::optional<DiskFormat> recognize_disk_format(ByteView beginning) {
    std::string_view text = as_text(beginning);
    for (const Mark& mark : marks) {
        if (text.size() < mark.offset) continue;
        if (text.substr(mark.offset).starts_with(mark.bytes)) return mark.format;
    }
    return std::nullopt;
}

}  // namespace amicast::formats
