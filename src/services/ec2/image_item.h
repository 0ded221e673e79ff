// An image as DescribeImages shows it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "images/image.h"
#include "images/tags.h"
#include "services/ec2/shapes.h"
#include "wire/schema.h"

namespace amicast::services::ec2 {

struct StateReason {
    std::optional<std::string> code;
    std::optional<std::string> message;

    static std::span<const wire::Member> members();
};

struct ImageItem {
    std::string platform_details;
    std::string usage_operation;
    std::vector<BlockDeviceMapping> block_device_mappings;
    std::optional<std::string> description;
    std::optional<bool> ena_support;
    std::string hypervisor;
    std::string name;
    std::optional<std::string> root_device_name;
    std::string root_device_type;
    std::optional<std::string> sriov_net_support;
    std::optional<StateReason> state_reason;
    std::vector<Tag> tags;
    std::string virtualization_type;
    std::optional<std::string> boot_mode;
    std::optional<std::string> tpm_support;
    std::optional<std::string> deprecation_time;
    std::optional<std::string> imds_support;
    std::string deregistration_protection;
    std::optional<std::string> source_image_id;
    std::optional<std::string> source_image_region;
    std::string image_id;
    std::string image_location;
    std::string state;
    std::string owner_id;
    std::string creation_date;
    bool is_public = false;
    std::string architecture;
    std::string image_type;
    std::optional<std::string> kernel_id;
    std::optional<std::string> ramdisk_id;
    std::optional<std::string> platform;

    static std::span<const wire::Member> members();
};

// `tags` are those the viewer set.
ImageItem to_item(const images::Image& image, const images::Tags& tags);

std::vector<BlockDeviceMapping> to_wire(const std::vector<images::BlockDevice>& devices);

}  // namespace amicast::services::ec2
