#include "services/ec2/launch_template_filters.h"

namespace amicast::services::ec2 {
namespace {

using Item = LaunchTemplateVersionItem;
using launch_template::Data;
using launch_template::MetadataOptions;
using Texts = FilterTexts;

template <std::optional<std::string> Data::*Member>
void text(const Item& item, Texts& out) {
    add_text(out, item.launch_template_data.*Member);
}

template <std::optional<std::string> MetadataOptions::*Member>
void metadata(const Item& item, Texts& out) {
    if (const auto& options = item.launch_template_data.metadata_options)
        add_text(out, *options.*Member);
}

void instance_profile(const Item& item, Texts& out) {
    if (const auto& profile = item.launch_template_data.iam_instance_profile)
        add_text(out, profile->arn ? profile->arn : profile->name);
}
void license(const Item& item, Texts& out) {
    for (const auto& one : item.launch_template_data.license_specifications)
        add_text(out, one.license_configuration_arn);
}
void network_card(const Item& item, Texts& out) {
    for (const auto& one : item.launch_template_data.network_interfaces)
        if (one.network_card_index) out.push_back(std::to_string(*one.network_card_index));
}

constexpr FilterField<Item> fields[] = {
    {"create-time",
     [](const Item& item, Texts& out) { out.push_back(to_iso8601(item.create_time)); }},
    {"ebs-optimized",
     [](const Item& item, Texts& out) {
         add_flag(out, item.launch_template_data.ebs_optimized.value_or(false));
     }},
    {"http-endpoint", metadata<&MetadataOptions::http_endpoint>},
    {"http-protocol-ipv6", metadata<&MetadataOptions::http_protocol_ipv6>},
    {"http-tokens", metadata<&MetadataOptions::http_tokens>},
    {"iam-instance-profile", instance_profile},
    {"image-id", text<&Data::image_id>},
    {"instance-type", text<&Data::instance_type>},
    {"is-default-version",
     [](const Item& item, Texts& out) { add_flag(out, item.default_version); }},
    {"kernel-id", text<&Data::kernel_id>},
    {"license-configuration-arn", license},
    {"network-card-index", network_card},
    {"ram-disk-id", text<&Data::ram_disk_id>},
};

}  // namespace

std::span<const FilterField<Item>> launch_template_filter_fields() {
    return fields;
}

}  // namespace amicast::services::ec2
