// ISO images that are disks as well. Media for optical drives begin with 32 KiB that their file
// system leaves alone; a hybrid image has a partition table and a boot loader there, so that
// firmware boots the same bytes from a disk or a USB stick.
#pragma once

#include "base/result.h"
#include "formats/disk_source.h"

namespace amicast::formats {

enum class IsoKind {
    none,     // not an ISO image
    optical,  // nothing but optical drives boots it
    hybrid,
};

// By the file's name and by what it holds, whatever it was opened as. Errors: those of reading.
Result<IsoKind> iso_kind(const DiskSource& disk);

}  // namespace amicast::formats
