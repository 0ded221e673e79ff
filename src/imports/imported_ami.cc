// Makes the rows' values and writes them.
#include "imports/imported_ami.h"

#include <fmt/format.h>

#include "base/ids.h"

namespace amicast::imports {
namespace {

constexpr std::size_t description_bytes_max = 255;

images::BlockDevice device_of(const AmiDisk& disk) {
    images::BlockDevice device;
    device.device_name = disk.device_name;
    device.has_ebs = true;
    device.snapshot_id = disk.snapshot.id;
    device.volume_size_gib = disk.snapshot.volume_size_gib;
    device.volume_type = "gp2";
    device.encrypted = disk.snapshot.is_encrypted();
    return device;
}

}  // namespace

images::Snapshot make_snapshot(const SnapshotWish& wish, const StoredDisk& disk,
                               const blocks::Reference& root, Time now, Random& random) {
    images::Snapshot snapshot;
    snapshot.id = new_resource_id("snap-", random);
    snapshot.owner_id = wish.owner_id;
    snapshot.state = images::SnapshotState::completed;
    snapshot.description =
        fmt::format("Imported from {}", wish.uri).substr(0, description_bytes_max);
    snapshot.volume_id = "vol-ffffffff";
    snapshot.volume_size_gib = disk.volume_gib;
    snapshot.progress_percent = 100;
    snapshot.start_time = wish.started;
    snapshot.completion_time = now;
    snapshot.lineage_id = snapshot.id;
    snapshot.kms_key_arn = wish.kms_key_arn;
    snapshot.present_blocks = disk.present_blocks;
    snapshot.root = root;
    return snapshot;
}

images::Image make_ami(const AmiWish& wish, const std::vector<AmiDisk>& disks, Time now,
                       Random& random) {
    images::Image ami;
    ami.id = new_resource_id("ami-", random);
    ami.owner_id = wish.owner_id;
    ami.name = wish.name;
    ami.description = wish.description.substr(0, description_bytes_max);
    ami.location = fmt::format("{}/{}", ami.owner_id, ami.name);
    ami.state = images::ImageState::available;
    ami.creation_time = now;
    ami.architecture = wish.architecture;
    ami.virtualization_type = "hvm";
    ami.root_device_name = disks.front().device_name;
    if (wish.windows) ami.platform = "windows";
    if (wish.windows) ami.platform_details = "Windows";
    ami.ena_support = true;
    ami.boot_mode = wish.boot_mode;
    ami.uefi_data = wish.uefi_data;
    for (const AmiDisk& disk : disks)
        ami.devices.push_back(device_of(disk));
    return ami;
}

Status insert_ami(catalog::Transaction& tx, const images::Image& ami,
                  const std::vector<AmiDisk>& disks, const images::Tags& tags) {
    auto taken = images::find_image_by_name(tx, ami.owner_id, ami.name);
    if (!taken) return failure(taken.error());
    if (*taken) {
        return failure(
            ErrorKind::conflict,
            fmt::format("The AMI {} of the account is called {} already.", **taken, ami.name));
    }
    for (const AmiDisk& disk : disks) {
        Status written = images::insert(tx, disk.snapshot);
        if (written) written = images::set_tags(tx, ami.owner_id, disk.snapshot.id, tags);
        if (!written) return written;
    }
    Status inserted = images::insert(tx, ami);
    if (!inserted) return inserted;
    return images::set_tags(tx, ami.owner_id, ami.id, tags);
}

}  // namespace amicast::imports
