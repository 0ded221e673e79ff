// One row per documented filter name of DescribeImages. Attributes that no image of this server has
// (a source instance, product codes, an owner alias …) have no texts, so their filters match none.
#include "services/ec2/image_filters.h"

namespace amicast::services::ec2 {
namespace {

using images::BlockDevice;
using images::Image;
using Texts = FilterTexts;

template <class Add>
void each_ebs(const Image& image, Add add) {
    for (const BlockDevice& device : image.devices)
        if (device.has_ebs) add(device);
}

void nothing(const Image&, Texts&) {}

void delete_on_termination(const Image& image, Texts& out) {
    each_ebs(image, [&](const BlockDevice& d) { add_flag(out, d.delete_on_termination); });
}
void device_name(const Image& image, Texts& out) {
    for (const BlockDevice& device : image.devices)
        out.push_back(device.device_name);
}
void device_snapshot(const Image& image, Texts& out) {
    each_ebs(image, [&](const BlockDevice& d) { add_text(out, d.snapshot_id); });
}
void device_size(const Image& image, Texts& out) {
    each_ebs(image, [&](const BlockDevice& d) {
        if (d.volume_size_gib) out.push_back(std::to_string(*d.volume_size_gib));
    });
}
void device_volume_type(const Image& image, Texts& out) {
    each_ebs(image, [&](const BlockDevice& d) { out.push_back(d.volume_type); });
}
void device_encrypted(const Image& image, Texts& out) {
    each_ebs(image, [&](const BlockDevice& d) { add_flag(out, d.encrypted); });
}
void description(const Image& image, Texts& out) {
    if (!image.description.empty()) out.push_back(image.description);
}
void ena_support(const Image& image, Texts& out) {
    add_flag(out, image.ena_support.value_or(false));
}

template <std::string Image::*Member>
void text(const Image& image, Texts& out) {
    out.push_back(image.*Member);
}
template <std::optional<std::string> Image::*Member>
void optional_text(const Image& image, Texts& out) {
    add_text(out, image.*Member);
}

constexpr FilterField<Image> fields[] = {
    {"architecture", text<&Image::architecture>},
    {"block-device-mapping.delete-on-termination", delete_on_termination},
    {"block-device-mapping.device-name", device_name},
    {"block-device-mapping.snapshot-id", device_snapshot},
    {"block-device-mapping.volume-size", device_size},
    {"block-device-mapping.volume-type", device_volume_type},
    {"block-device-mapping.encrypted", device_encrypted},
    {"creation-date",
     [](const Image& image, Texts& out) { out.push_back(to_iso8601(image.creation_time)); }},
    {"description", description},
    {"ena-support", ena_support},
    {"free-tier-eligible", [](const Image&, Texts& out) { add_flag(out, false); }},
    {"hypervisor", text<&Image::hypervisor>},
    {"image-allowed", [](const Image&, Texts& out) { add_flag(out, true); }},
    {"image-id", text<&Image::id>},
    {"image-type", text<&Image::image_type>},
    {"is-public", [](const Image& image, Texts& out) { add_flag(out, image.is_public); }},
    {"kernel-id", optional_text<&Image::kernel_id>},
    {"manifest-location", text<&Image::location>},
    {"name", text<&Image::name>},
    {"owner-alias", nothing},
    {"owner-id", text<&Image::owner_id>},
    {"platform", optional_text<&Image::platform>},
    {"product-code", nothing},
    {"product-code.type", nothing},
    {"ramdisk-id", optional_text<&Image::ramdisk_id>},
    {"root-device-name", optional_text<&Image::root_device_name>},
    {"root-device-type", text<&Image::root_device_type>},
    {"source-image-id", optional_text<&Image::source_image_id>},
    {"source-image-region", optional_text<&Image::source_image_region>},
    {"source-instance-id", nothing},
    {"state",
     [](const Image& image, Texts& out) { out.emplace_back(images::to_string(image.state)); }},
    {"state-reason-code", optional_text<&Image::state_reason_code>},
    {"state-reason-message", optional_text<&Image::state_reason_message>},
    {"sriov-net-support", optional_text<&Image::sriov_net_support>},
    {"virtualization-type", text<&Image::virtualization_type>},
};

}  // namespace

std::span<const FilterField<Image>> image_filter_fields() {
    return fields;
}

}  // namespace amicast::services::ec2
