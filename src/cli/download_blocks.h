// Brings a snapshot's blocks into a disk image file, over many connections at once. Every block is
// checked against its SHA-256; zeroes become holes.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "cli/api_client.h"
#include "cli/ebs_calls.h"
#include "cli/progress.h"
#include "formats/disk_target.h"

namespace amicast::cli {

struct DownloadOrder {
    std::string region;
    std::string snapshot_id;
    const BlockList& blocks;
    formats::DiskTarget& target;
    int connections = 8;
};

// `progress` counts bytes received. Stops at the first error, and when the user interrupts.
Status download_blocks(ApiClient& api, const DownloadOrder& order, Progress& progress);

}  // namespace amicast::cli
