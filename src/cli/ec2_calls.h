// The EC2 calls on images and snapshots as the commands use them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/api_client.h"

namespace amicast::cli {

struct ImageRequest {
    std::string name;
    std::string description;
    std::string architecture = "x86_64";
    std::string boot_mode;  // empty: not said
    std::string root_device;
    std::string snapshot_id;
    Parameters tags;
};
Result<std::string> register_image(ApiClient& api, std::string_view region,
                                   const ImageRequest& image);

struct ImageInfo {
    std::string id;
    std::string name;
    std::string owner;
    std::string state;
    std::string state_reason;  // empty: none
    std::string created;
    std::string architecture;
    std::string root_device;
    std::string snapshot_id;  // of the root device; empty: none
    std::string source_image_id;
    std::string source_region;
};
// Without ids: all the caller's own, oldest first.
Result<std::vector<ImageInfo>> describe_images(ApiClient& api, std::string_view region,
                                               const std::vector<std::string>& ids);
// True when the caller owns an image of that name.
Result<bool> image_name_taken(ApiClient& api, std::string_view region, const std::string& name);
Result<ImageInfo> describe_image(ApiClient& api, std::string_view region, const std::string& id);

struct SnapshotInfo {
    std::string id;
    std::string owner;
    std::string state;
    std::string state_message;
    std::string progress;  // "42%"
    std::string started;
    std::string description;
    std::int64_t volume_gib = 0;
};
Result<SnapshotInfo> describe_snapshot(ApiClient& api, std::string_view region,
                                       const std::string& id);
Status delete_snapshot(ApiClient& api, std::string_view region, const std::string& id);

// The snapshot meant by "snap-…", or by "ami-…" through its root device.
Result<std::string> snapshot_of(ApiClient& api, std::string_view region, const std::string& id);

}  // namespace amicast::cli
