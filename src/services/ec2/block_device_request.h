// RegisterImage's BlockDeviceMapping.N: its rules, and what becomes of it.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"
#include "images/image.h"
#include "services/ec2/lookups.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {

// Twice what any instance type can attach; each is a question to the policies, and every later
// listing of the image shows it.
inline constexpr std::size_t block_devices_max = 256;

// The rules that need no look-up: not too many, names present and unique, Ebs and VirtualName
// exclusive, volume types with their iops and throughput, sizes.
Status check_block_devices(const std::vector<BlockDeviceMapping>& mappings);

// The devices in order. Snapshots must exist, be usable by the viewer and completed; a size that is
// not given is the snapshot's.
Result<std::vector<images::BlockDevice>> resolve_block_devices(
    catalog::Transaction& tx, Viewer& viewer, const std::vector<BlockDeviceMapping>& mappings,
    const std::string& root_device_name);

}  // namespace amicast::services::ec2
