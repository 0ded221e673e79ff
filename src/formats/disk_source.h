// A disk image opened for reading, whatever its format: its size, where it holds data, and the
// bytes.
//
// Raw images and devices are read where they lie. Other formats are first converted by qemu-img to
// a sparse nameless file: that costs disk space for what is allocated and one more pass, and in
// return nothing is left behind by a crash, reading is random-access and parallel, and no format
// code runs in this process. (Serving the image with qemu-nbd would save the pass, at the price of
// a second protocol and a process to guard.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "base/unique_fd.h"
#include "formats/disk_format.h"
#include "formats/qemu_img.h"

namespace amicast::formats {

struct SourceOptions {
    std::string path;                  // "-": standard input, to its end
    std::optional<DiskFormat> format;  // absent: by ending and mark, for the user's own files
    std::string temporary_directory;   // empty: $TMPDIR or /var/tmp
    OnShare on_convert;                // progress of a conversion
};

struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
};

// Reading is safe from many threads.
class DiskSource {
  public:
    // Errors: not_found (no such file), invalid (an image that cannot be read, or whose format is
    // in doubt), unavailable (temporary space).
    static Result<DiskSource> open(const SourceOptions& options);

    std::uint64_t bytes() const { return bytes_; }
    DiskFormat format() const { return format_; }

    // The first run at or after `offset` that may hold anything but zeroes; nothing at the end.
    Result<std::optional<Extent>> next_data(std::uint64_t offset) const;
    // Fills `out`; what lies past the end of the disk reads as zeroes.
    Status read(std::uint64_t offset, std::span<std::uint8_t> out) const;

  private:
    DiskSource(UniqueFd fd, std::uint64_t bytes, DiskFormat format)
        : fd_(std::move(fd)), bytes_(bytes), format_(format) {}

    UniqueFd fd_;
    std::uint64_t bytes_ = 0;
    DiskFormat format_ = DiskFormat::raw;
};

}  // namespace amicast::formats
