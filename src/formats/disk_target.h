// A disk image being written: blocks in any order, from any thread, then one finish() that brings
// it into its format and gives it its name. Until then nothing stands under that name.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "formats/disk_format.h"
#include "formats/qemu_img.h"

namespace amicast::formats {

struct TargetOptions {
    std::string path;
    DiskFormat format = DiskFormat::raw;
    std::uint64_t bytes = 0;          // of the disk
    std::string temporary_directory;  // of the raw form of other formats; empty: beside `path`
    bool overwrite = false;           // else an existing file is refused
    // Whether read() will be called: then what is written stays in memory. Else it goes past the
    // page cache where the file system can do that, which spares half of what writing costs.
    bool read_back = true;
};

class DiskTarget {
  public:
    // Errors: conflict (the file exists), unavailable (it cannot be written there).
    static Result<DiskTarget> create(TargetOptions options);
    DiskTarget(DiskTarget&&) = default;
    DiskTarget& operator=(DiskTarget&&) = default;
    ~DiskTarget() = default;

    // What is not written is a hole and reads as zeroes. Data in an AlignedBuffer is not copied.
    Status write(std::uint64_t offset, ByteView data);
    Status read(std::uint64_t offset, std::span<std::uint8_t> out) const;
    // Converts, flushes to disk and names the file.
    Status finish(const OnShare& on_convert);

  private:
    DiskTarget(TargetOptions options, UniqueFd fd)
        : options_(std::move(options)), raw_(std::move(fd)) {}

    void go_past_cache();
    Status name_raw(const std::string& name);

    TargetOptions options_;
    UniqueFd raw_;
    bool past_cache_ = false;  // writes must lie on direct_alignment, in memory and in the file
};

}  // namespace amicast::formats
