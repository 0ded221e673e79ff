// The payload of a "copy-snapshot" job: all that moving one snapshot needs. Shared by the use case
// that enqueues the job and the executor that runs it. It tells nothing about the content when the
// copy, or its source, is encrypted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "blocks/reference.h"

namespace amicast::distribution {

inline constexpr std::string_view copy_snapshot_kind = "copy-snapshot";

struct CopySnapshotJob {
    std::string image_id;     // that waits for the snapshot; empty when none does
    std::string snapshot_id;  // the pending one, in the destination
    std::string source_region;
    // What to bring here, by its manifest's root: as the source knows it, but when only the copy is
    // encrypted, as the copy's domain does.
    blocks::Reference root;
    std::optional<std::string> source_key_arn;  // that the source is encrypted under
    std::int64_t present_blocks = 0;            // entries of that manifest
    std::string refusal;                        // why the copy must fail; empty: it need not
};

std::string to_payload(const CopySnapshotJob& job);
// `corrupt` when the text is not what to_payload() wrote.
Result<CopySnapshotJob> from_payload(std::string_view payload);

}  // namespace amicast::distribution
