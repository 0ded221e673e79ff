// Conversions between disk image formats by qemu-img as a child process with an explicit input
// format: we keep no format code of our own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "formats/disk_format.h"

namespace amicast::formats {

// Called with the share that is done, from 0 to 1.
using OnShare = std::function<void(double)>;

// The size of the disk inside an image file. Refuses images that refer to other files (backing or
// data files, extents elsewhere): those could pull any file of this machine into the image.
Result<std::uint64_t> disk_bytes(const std::string& path, DiskFormat format);

// Writes the disk inside `path` to the empty file `target_fd`, leaving holes where it has zeroes.
// `bytes` is what disk_bytes() said.
Status convert_to_raw(const std::string& path, DiskFormat format, std::uint64_t bytes,
                      int target_fd, const OnShare& on_share);

// Writes the raw disk in `source_fd` as a new file in `format`.
Status convert_from_raw(int source_fd, DiskFormat format, const std::string& path,
                        const OnShare& on_share);

}  // namespace amicast::formats
