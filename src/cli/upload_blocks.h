// Sends a disk's blocks into a started snapshot, over many connections at once, and nothing that
// need not be sent: no holes, no zeroes, nothing the base snapshot holds already.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "cli/api_client.h"
#include "cli/ebs_calls.h"
#include "cli/progress.h"
#include "formats/disk_source.h"

namespace amicast::cli {

struct UploadOrder {
    const formats::DiskSource& source;
    std::string region;
    std::string snapshot_id;
    // Blocks of the base in ascending index; empty without a base.
    const std::vector<ListedBlock>& base;
    int connections = 16;
};

struct Uploaded {
    struct Block {
        std::int64_t index = 0;
        Digest digest{};
    };
    std::vector<Block> blocks;          // sent, in ascending index
    std::int64_t unchanged_blocks = 0;  // the base has them
    std::uint64_t bytes_read = 0;

    // What CompleteSnapshot is told.
    Digest aggregate() const;
};

// The bytes that will be read: for the progress bar.
Result<std::uint64_t> count_data_bytes(const formats::DiskSource& source);

// `progress` counts bytes read. Stops at the first error, and when the user interrupts.
Result<Uploaded> upload_blocks(ApiClient& api, const UploadOrder& order, Progress& progress);

}  // namespace amicast::cli
