#include "services/ec2/block_device_request.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "services/ec2/errors.h"

namespace amicast::services::ec2 {
namespace {

bool given(const std::optional<std::string>& text) {
    return text && !text->empty();
}

// Provisioned performance belongs to some volume types only ("Amazon EBS volume types").
Status check_performance(const std::string& device, const EbsBlockDevice& ebs) {
    std::string type = ebs.volume_type.value_or("standard");
    bool provisioned = type == "io1" || type == "io2";
    if (provisioned && !ebs.iops) return failure(missing_parameter("iops"));
    if (ebs.iops && !provisioned && type != "gp3") {
        return failure(invalid_combination(fmt::format(
            "The parameter iops is not supported for {} volumes (device {}).", type, device)));
    }
    if (ebs.throughput && type != "gp3") {
        return failure(invalid_combination(
            fmt::format("The parameter throughput is not supported for {} volumes (device {}).",
                        type, device)));
    }
    if (ebs.iops && (*ebs.iops < 100 || *ebs.iops > 256'000)) {
        return failure(invalid_value(std::to_string(*ebs.iops), "iops",
                                     "Expecting a number from 100 to 256000."));
    }
    if (ebs.throughput && (*ebs.throughput < 125 || *ebs.throughput > 2'000)) {
        return failure(invalid_value(std::to_string(*ebs.throughput), "throughput",
                                     "Expecting a number from 125 to 2000."));
    }
    return {};
}

Status check_ebs(const std::string& device, const EbsBlockDevice& ebs) {
    if (given(ebs.outpost_arn) || given(ebs.availability_zone) || given(ebs.availability_zone_id)) {
        return failure(unsupported_operation(
            "Ebs.OutpostArn, Ebs.AvailabilityZone and Ebs.AvailabilityZoneId are not supported: "
            "this server has regions, but no Outposts or Local Zones"));
    }
    if (given(ebs.snapshot_id) && ebs.encrypted) {
        return failure(invalid_parameter(
            "Parameter encrypted is invalid. You cannot specify the encrypted flag if specifying "
            "a snapshot id in a block device mapping."));
    }
    if (given(ebs.kms_key_id)) {
        return failure(invalid_parameter(
            "Parameter KmsKeyId is invalid. It is not supported when registering an image."));
    }
    if (!given(ebs.snapshot_id) && !ebs.volume_size) {
        return failure(invalid_block_device(
            fmt::format("The device {} has neither a snapshot nor a volume size.", device)));
    }
    if (ebs.volume_size && (*ebs.volume_size < 1 || *ebs.volume_size > limits::volume_gib_max)) {
        return failure(
            invalid_value(std::to_string(*ebs.volume_size), "volumeSize",
                          fmt::format("Expecting a number from 1 to {}.", limits::volume_gib_max)));
    }
    return check_performance(device, ebs);
}

// "/dev/sda1", "xvdf", "/dev/nvme0n1".
Status check_device_name(const std::optional<std::string>& name) {
    if (!given(name))
        return failure(invalid_block_device("A block device mapping lacks its DeviceName."));
    if (name->size() > 255)
        return failure(invalid_block_device("A DeviceName is longer than 255 characters."));
    bool sound = std::all_of(name->begin(), name->end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '.';
    });
    if (sound) return {};
    return failure(invalid_block_device(fmt::format(
        "'{}' is not a valid device name: expected letters, digits and / _ - .", *name)));
}

// An instance type has at most 24 volumes of its own: ephemeral0 to ephemeral23.
Status check_virtual_name(const std::string& name) {
    constexpr std::string_view prefix = "ephemeral";
    constexpr int number_max = 23;
    int number = -1;
    if (name.starts_with(prefix)) {
        const char* end = name.data() + name.size();
        auto [stopped, failed] = std::from_chars(name.data() + prefix.size(), end, number);
        if (failed != std::errc() || stopped != end) number = -1;
    }
    if (number >= 0 && number <= number_max) return {};
    return failure(invalid_block_device(fmt::format(
        "'{}' is not a valid VirtualName: expected ephemeral0 to ephemeral{}", name, number_max)));
}

Status check_mapping(const BlockDeviceMapping& mapping) {
    if (Status named = check_device_name(mapping.device_name); !named) return named;
    int kinds =
        (mapping.ebs ? 1 : 0) + (given(mapping.virtual_name) ? 1 : 0) + (mapping.no_device ? 1 : 0);
    if (kinds != 1) {
        return failure(invalid_block_device(
            fmt::format("The device {} needs exactly one of Ebs, VirtualName and NoDevice.",
                        *mapping.device_name)));
    }
    if (given(mapping.virtual_name)) return check_virtual_name(*mapping.virtual_name);
    if (mapping.ebs) return check_ebs(*mapping.device_name, *mapping.ebs);
    return {};
}

Result<images::Snapshot> find_usable_snapshot(catalog::Transaction& tx, Viewer& viewer,
                                              const std::string& id) {
    Result<images::Snapshot> snapshot = find_visible_snapshot(tx, viewer, id);
    if (snapshot && snapshot->state != images::SnapshotState::completed) {
        return failure(incorrect_state(
            fmt::format("Snapshot {} is {}; only a completed snapshot can back an image.", id,
                        images::to_string(snapshot->state))));
    }
    return snapshot;
}

Status take_ebs(catalog::Transaction& tx, Viewer& viewer, const EbsBlockDevice& ebs, bool is_root,
                images::BlockDevice& device) {
    device.has_ebs = true;
    device.volume_type = ebs.volume_type.value_or("standard");
    device.iops = ebs.iops;
    device.throughput = ebs.throughput;
    device.volume_size_gib = ebs.volume_size;
    device.delete_on_termination = ebs.delete_on_termination.value_or(is_root);
    if (!given(ebs.snapshot_id)) {
        device.encrypted = ebs.encrypted.value_or(false);  // of the blank volumes made for it
        return {};
    }
    Result<images::Snapshot> snapshot = find_usable_snapshot(tx, viewer, *ebs.snapshot_id);
    if (!snapshot) return failure(snapshot.error());
    if (snapshot->is_encrypted() && snapshot->owner_id != viewer.account()) {
        return failure(invalid_request(
            fmt::format("Snapshot {} is encrypted and belongs to another account. Copy it, and "
                        "register the copy.",
                        snapshot->id)));
    }
    if (ebs.volume_size && *ebs.volume_size < snapshot->volume_size_gib) {
        return failure(invalid_block_device(
            fmt::format("Volume of size {}GB is smaller than snapshot '{}', expect size >= {}GB",
                        *ebs.volume_size, snapshot->id, snapshot->volume_size_gib)));
    }
    device.snapshot_id = snapshot->id;
    device.encrypted = snapshot->is_encrypted();
    if (!ebs.volume_size) device.volume_size_gib = snapshot->volume_size_gib;
    return {};
}

}  // namespace

Status check_block_devices(const std::vector<BlockDeviceMapping>& mappings) {
    if (mappings.size() > block_devices_max) {
        return failure(invalid_block_device(
            fmt::format("The request maps {} block devices; at most {} are allowed.",
                        mappings.size(), block_devices_max)));
    }
    std::set<std::string> names;
    for (const BlockDeviceMapping& mapping : mappings) {
        Status checked = check_mapping(mapping);
        if (!checked) return checked;
        if (!names.insert(*mapping.device_name).second) {
            return failure(invalid_block_device(
                fmt::format("The device '{}' is used in more than one block-device mapping",
                            *mapping.device_name)));
        }
    }
    return {};
}

Result<std::vector<images::BlockDevice>> resolve_block_devices(
    catalog::Transaction& tx, Viewer& viewer, const std::vector<BlockDeviceMapping>& mappings,
    const std::string& root_device_name) {
    std::vector<images::BlockDevice> devices;
    for (const BlockDeviceMapping& mapping : mappings) {
        images::BlockDevice device;
        device.device_name = *mapping.device_name;
        if (given(mapping.virtual_name)) device.virtual_name = mapping.virtual_name;
        device.no_device = mapping.no_device.has_value();
        if (mapping.ebs) {
            bool is_root = device.device_name == root_device_name;
            Status taken = take_ebs(tx, viewer, *mapping.ebs, is_root, device);
            if (!taken) return failure(taken.error());
        }
        devices.push_back(std::move(device));
    }
    return devices;
}

}  // namespace amicast::services::ec2
