#include "formats/iso_image.h"

#include "base/bytes.h"

namespace amicast::formats {
namespace {

// ECMA-119: the first volume descriptor is in sector 16 of 2048 bytes, and has this mark behind its
// type.
constexpr std::uint64_t mark_offset = 16 * 2048 + 1;
constexpr std::string_view mark = "CD001";

constexpr std::size_t sector_bytes = 512;
constexpr std::size_t first_partition = 446;
constexpr std::size_t partition_bytes = 16;
constexpr std::size_t partitions = 4;
constexpr std::size_t type_in_partition = 4;

Result<bool> has_mark(const DiskSource& disk) {
    Bytes found(mark.size());
    Status read = disk.read(mark_offset, found);
    if (!read) return failure(read.error());
    return as_text(found) == mark;
}

// A boot record with at least one partition, as isohybrid, GRUB and xorriso write it.
Result<bool> has_partitions(const DiskSource& disk) {
    Bytes sector(sector_bytes);
    Status read = disk.read(0, sector);
    if (!read) return failure(read.error());
    if (sector[sector_bytes - 2] != 0x55 || sector[sector_bytes - 1] != 0xAA) return false;
    for (std::size_t i = 0; i < partitions; ++i)
        if (sector[first_partition + i * partition_bytes + type_in_partition] != 0) return true;
    return false;
}

}  // namespace

Result<IsoKind> iso_kind(const DiskSource& disk) {
    auto marked = has_mark(disk);
    if (!marked) return failure(marked.error());
    if (!*marked && disk.format() != DiskFormat::iso) return IsoKind::none;
    auto partitioned = has_partitions(disk);
    if (!partitioned) return failure(partitioned.error());
    return *partitioned ? IsoKind::hybrid : IsoKind::optical;
}

}  // namespace amicast::formats
