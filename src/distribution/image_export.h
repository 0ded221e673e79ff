// Disk images of AMIs in buckets: what a distribution orders of its region, and how far it is. Rows
// of the region's catalog, each with a job; outbound/ runs those.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"

namespace amicast::distribution {

inline constexpr std::string_view export_image_kind = "export-image";

enum class ExportState { pending, completed, failed };
std::string_view to_string(ExportState state);

struct ImageExport {
    std::string id;          // "export-ami-…"
    std::string account_id;  // who asked for it
    std::string ami_id;
    std::string format;  // "VMDK", "RAW", "VHD"
    std::string bucket;
    std::string key;  // of the object: prefix, id and the format's ending
    ExportState state = ExportState::pending;
    std::int64_t percent_done = 0;
    std::int64_t object_bytes = 0;  // completed only
    std::string message;            // failed only
    Time created{};
    std::optional<Time> ended;
};

// The row and its job; the id and the key are made up. The caller wakes the region's runner after
// the commit.
Result<ImageExport> start_export(catalog::Transaction& tx, ImageExport wanted,
                                 std::string_view prefix, Time now, Random& random);
// not_found when there is none.
Result<ImageExport> find_export(catalog::Transaction& tx, std::string_view id);
// Writes state, percent, bytes, message and end.
Status update(catalog::Transaction& tx, const ImageExport& image_export);

}  // namespace amicast::distribution
