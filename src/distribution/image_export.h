// Disk images of AMIs in buckets: what a distribution orders of its region, and how far it is. Rows
// of the region's catalog, each with a job; outbound/ runs those.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::distribution {

inline constexpr std::string_view export_image_kind = "export-image";

enum class ExportState { pending, completed, failed };
std::string_view to_string(ExportState state);

struct ExportWish {
    std::string account_id;  // who asks for it, and whose AMI it is
    std::string ami_id;
    std::string format;  // "VMDK", "RAW", "VHD"
    std::string bucket;
    std::string prefix;
};

// One disk of the AMI, and the object it becomes.
struct ExportedDisk {
    std::string device_name;  // "/dev/xvda"; empty: the AMI's first, in rows of older versions
    std::string key;
    std::int64_t object_bytes = 0;  // once it is in the bucket
    bool sent = false;
};

struct ImageExport {
    std::string id;          // "export-ami-…"
    std::string account_id;  // who asked for it
    std::string ami_id;
    std::string format;
    std::string bucket;
    std::vector<ExportedDisk> disks;  // the root device's first
    ExportState state = ExportState::pending;
    std::int64_t percent_done = 0;
    std::string message;  // failed only
    Time created{};
    std::optional<Time> ended;

    std::int64_t object_bytes() const;  // of all that is in the bucket
};

// The row and its job; id and keys are made up: the root device's object is called as EC2 calls it,
// "<prefix>export-ami-….vmdk", those of other disks "<prefix>export-ami-…-xvdb.vmdk" after their
// devices. Disks without a snapshot are empty and left out. The caller wakes the region's runner
// after the commit. Errors: not_found (no such AMI), denied (it is another account's), invalid (it
// has no disk).
Result<ImageExport> start_export(catalog::Transaction& tx, const ExportWish& wish, Time now,
                                 Random& random);
// not_found when there is none.
Result<ImageExport> find_export(catalog::Transaction& tx, std::string_view id);
// Writes state, percent, message and end, and how far each disk is.
Status update(catalog::Transaction& tx, const ImageExport& image_export);

}  // namespace amicast::distribution
