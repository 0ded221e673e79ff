// The disk image formats that go in and out: their names, file endings and marks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace amicast::formats {

enum class DiskFormat { raw, iso, qcow2, vmdk, vhd, vhdx, vdi };

// "qcow2"; what users write and read.
std::string_view to_string(DiskFormat format);
// Also takes `img` and `vpc`, which other tools use for raw and vhd.
std::optional<DiskFormat> disk_format_from_name(std::string_view name);
// "raw, iso, qcow2, vmdk, vhd, vhdx, vdi": for messages.
std::string disk_format_names();

// By the ending of a file name; nothing when it says nothing (`.img` says nothing: both raw and
// qcow2 images carry it).
std::optional<DiskFormat> disk_format_from_path(std::string_view path);

// How many bytes of a file's beginning recognize_disk_format() wants.
inline constexpr std::size_t format_mark_bytes = 512;
// By the mark at the beginning of the file; nothing for raw data. A vhd of fixed size has its mark
// at the end and looks raw.
std::optional<DiskFormat> recognize_disk_format(ByteView beginning);

// True when the file's bytes are the disk's bytes.
inline bool is_plain(DiskFormat format) {
    return format == DiskFormat::raw || format == DiskFormat::iso;
}

}  // namespace amicast::formats
