// What an imported disk comes to be: a snapshot, and an AMI of one or several.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "catalog/database.h"
#include "images/image.h"
#include "images/snapshot.h"
#include "images/tags.h"
#include "imports/store_disk.h"

namespace amicast::imports {

inline constexpr std::string_view root_device = "/dev/sda1";

struct SnapshotWish {
    std::string owner_id;
    std::string uri;  // of the disk
    std::optional<std::string> kms_key_arn;
    Time started{};
};
// Completed, with a new id.
images::Snapshot make_snapshot(const SnapshotWish& wish, const StoredDisk& disk,
                               const blocks::Reference& root, Time now, Random& random);

struct AmiWish {
    std::string owner_id;
    std::string name;
    std::string description;   // cut to what EC2 shows
    std::string architecture;  // "x86_64"
    bool windows = false;
    std::optional<std::string> boot_mode;
    std::optional<std::string> uefi_data;
};
struct AmiDisk {
    std::string device_name;
    images::Snapshot snapshot;
};
// Available, with a new id; the first disk is the root device.
images::Image make_ami(const AmiWish& wish, const std::vector<AmiDisk>& disks, Time now,
                       Random& random);

// The snapshots and their AMI, with tags on all. `conflict` when the owner has an AMI of that name.
Status insert_ami(catalog::Transaction& tx, const images::Image& ami,
                  const std::vector<AmiDisk>& disks, const images::Tags& tags);

}  // namespace amicast::imports
