#include "services/ec2/image_item.h"

#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {
namespace {

EbsBlockDevice ebs_of(const images::BlockDevice& device) {
    EbsBlockDevice ebs;
    ebs.delete_on_termination = device.delete_on_termination;
    ebs.iops = device.iops;
    ebs.snapshot_id = device.snapshot_id;
    ebs.volume_size = device.volume_size_gib;
    ebs.volume_type = device.volume_type;
    ebs.throughput = device.throughput;
    ebs.encrypted = device.encrypted;
    return ebs;
}

}  // namespace

std::span<const wire::Member> StateReason::members() {
    static const wire::Member rows[] = {
        wire::member<&StateReason::code>("Code", {.location_name = "code"}),
        wire::member<&StateReason::message>("Message", {.location_name = "message"}),
    };
    return rows;
}

std::span<const wire::Member> ImageItem::members() {
    using This = ImageItem;
    static const wire::Member rows[] = {
        wire::member<&This::platform_details>("PlatformDetails",
                                              {.location_name = "platformDetails"}),
        wire::member<&This::usage_operation>("UsageOperation", {.location_name = "usageOperation"}),
        wire::member<&This::block_device_mappings>(
            "BlockDeviceMappings", {.location_name = "blockDeviceMapping", .keep_empty = true}),
        wire::member<&This::description>("Description", {.location_name = "description"}),
        wire::member<&This::ena_support>("EnaSupport", {.location_name = "enaSupport"}),
        wire::member<&This::hypervisor>("Hypervisor", {.location_name = "hypervisor"}),
        wire::member<&This::name>("Name", {.location_name = "name"}),
        wire::member<&This::root_device_name>("RootDeviceName",
                                              {.location_name = "rootDeviceName"}),
        wire::member<&This::root_device_type>("RootDeviceType",
                                              {.location_name = "rootDeviceType"}),
        wire::member<&This::sriov_net_support>("SriovNetSupport",
                                               {.location_name = "sriovNetSupport"}),
        wire::member<&This::state_reason>("StateReason", {.location_name = "stateReason"}),
        wire::member<&This::tags>("Tags", {.location_name = "tagSet"}),
        wire::member<&This::virtualization_type>("VirtualizationType",
                                                 {.location_name = "virtualizationType"}),
        wire::member<&This::boot_mode>("BootMode", {.location_name = "bootMode"}),
        wire::member<&This::tpm_support>("TpmSupport", {.location_name = "tpmSupport"}),
        wire::member<&This::deprecation_time>("DeprecationTime",
                                              {.location_name = "deprecationTime"}),
        wire::member<&This::imds_support>("ImdsSupport", {.location_name = "imdsSupport"}),
        wire::member<&This::deregistration_protection>(
            "DeregistrationProtection", {.location_name = "deregistrationProtection"}),
        wire::member<&This::source_image_id>("SourceImageId", {.location_name = "sourceImageId"}),
        wire::member<&This::source_image_region>("SourceImageRegion",
                                                 {.location_name = "sourceImageRegion"}),
        wire::member<&This::image_id>("ImageId", {.location_name = "imageId"}),
        wire::member<&This::image_location>("ImageLocation", {.location_name = "imageLocation"}),
        wire::member<&This::state>("State", {.location_name = "imageState"}),
        wire::member<&This::owner_id>("OwnerId", {.location_name = "imageOwnerId"}),
        wire::member<&This::creation_date>("CreationDate", {.location_name = "creationDate"}),
        wire::member<&This::is_public>("Public", {.location_name = "isPublic"}),
        wire::member<&This::architecture>("Architecture", {.location_name = "architecture"}),
        wire::member<&This::image_type>("ImageType", {.location_name = "imageType"}),
        wire::member<&This::kernel_id>("KernelId", {.location_name = "kernelId"}),
        wire::member<&This::ramdisk_id>("RamdiskId", {.location_name = "ramdiskId"}),
        wire::member<&This::platform>("Platform", {.location_name = "platform"}),
    };
    return rows;
}

ImageItem to_item(const images::Image& image, const images::Tags& tags) {
    ImageItem item;
    item.platform_details = image.platform_details;
    item.usage_operation = image.usage_operation;
    item.block_device_mappings = to_wire(image.devices);
    if (!image.description.empty()) item.description = image.description;
    item.ena_support = image.ena_support;
    item.hypervisor = image.hypervisor;
    item.name = image.name;
    item.root_device_name = image.root_device_name;
    item.root_device_type = image.root_device_type;
    item.sriov_net_support = image.sriov_net_support;
    if (image.state_reason_code || image.state_reason_message) {
        item.state_reason = {.code = image.state_reason_code,
                             .message = image.state_reason_message};
    }
    item.tags = to_wire(tags);
    item.virtualization_type = image.virtualization_type;
    item.boot_mode = image.boot_mode;
    item.tpm_support = image.tpm_support;
    if (image.deprecation_time) item.deprecation_time = to_iso8601(*image.deprecation_time);
    item.imds_support = image.imds_support;
    item.deregistration_protection = images::to_string(image.protection);
    item.source_image_id = image.source_image_id;
    item.source_image_region = image.source_image_region;
    item.image_id = image.id;
    item.image_location = image.location;
    item.state = to_string(image.state);
    item.owner_id = image.owner_id;
    item.creation_date = to_iso8601(image.creation_time);
    item.is_public = image.is_public;
    item.architecture = image.architecture;
    item.image_type = image.image_type;
    item.kernel_id = image.kernel_id;
    item.ramdisk_id = image.ramdisk_id;
    item.platform = image.platform;
    return item;
}

std::vector<BlockDeviceMapping> to_wire(const std::vector<images::BlockDevice>& devices) {
    std::vector<BlockDeviceMapping> mappings;
    mappings.reserve(devices.size());
    for (const images::BlockDevice& device : devices) {
        BlockDeviceMapping mapping;
        mapping.device_name = device.device_name;
        mapping.virtual_name = device.virtual_name;
        if (device.no_device) mapping.no_device = "";
        if (device.has_ebs) mapping.ebs = ebs_of(device);
        mappings.push_back(std::move(mapping));
    }
    return mappings;
}

}  // namespace amicast::services::ec2
