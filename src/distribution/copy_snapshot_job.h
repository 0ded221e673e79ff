// The payload of a "copy-snapshot" job: all that moving one snapshot needs. Shared by the use case
// that enqueues the job and the executor that runs it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "snapshots/manifest.h"

namespace amicast::distribution {

inline constexpr std::string_view copy_snapshot_kind = "copy-snapshot";

struct CopySnapshotJob {
    std::string image_id;     // that waits for the snapshot; empty when none does
    std::string snapshot_id;  // the pending one, in the destination
    std::string source_region;
    snapshots::Root root{};           // what to bring here
    std::int64_t present_blocks = 0;  // entries of that manifest
    std::string refusal;              // why the copy must fail; empty: it need not
};

std::string to_payload(const CopySnapshotJob& job);
// `corrupt` when the text is not what to_payload() wrote.
Result<CopySnapshotJob> from_payload(std::string_view payload);

}  // namespace amicast::distribution
