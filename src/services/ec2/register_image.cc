// RegisterImage: makes an image from snapshots the caller may use. It is available at once. AWS
// documentation: "Create an Amazon EBS-backed AMI", "Register a snapshot".
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "images/image.h"
#include "services/ec2/access.h"
#include "services/ec2/block_device_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/image_name.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {
namespace {

struct RegisterImageInput {
    std::optional<std::string> image_location;
    std::vector<std::string> billing_products;
    std::optional<std::string> boot_mode;
    std::optional<std::string> tpm_support;
    std::optional<std::string> uefi_data;
    std::optional<std::string> imds_support;
    std::vector<TagSpecification> tag_specifications;
    std::optional<bool> dry_run;
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> architecture;
    std::optional<std::string> kernel_id;
    std::optional<std::string> ramdisk_id;
    std::optional<std::string> root_device_name;
    std::vector<BlockDeviceMapping> block_device_mappings;
    std::optional<std::string> virtualization_type;
    std::optional<std::string> sriov_net_support;
    std::optional<bool> ena_support;

    static std::span<const wire::Member> members() {
        using This = RegisterImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::image_location>("ImageLocation"),
            wire::member<&This::billing_products>("BillingProducts",
                                                  {.location_name = "BillingProduct"}),
            wire::member<&This::boot_mode>("BootMode",
                                           {.one_of = "legacy-bios uefi uefi-preferred"}),
            wire::member<&This::tpm_support>("TpmSupport", {.one_of = "v2.0"}),
            wire::member<&This::uefi_data>("UefiData", {.min = 0, .max = 64000}),
            wire::member<&This::imds_support>("ImdsSupport", {.one_of = "v2.0"}),
            wire::member<&This::tag_specifications>("TagSpecifications",
                                                    {.location_name = "TagSpecification"}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
            wire::member<&This::name>(
                "Name", {.location_name = "name", .required = true, .min = 3, .max = 128}),
            wire::member<&This::description>(
                "Description", {.location_name = "description", .min = 0, .max = 255}),
            wire::member<&This::architecture>("Architecture",
                                              {.location_name = "architecture",
                                               .one_of = "i386 x86_64 arm64 x86_64_mac arm64_mac"}),
            wire::member<&This::kernel_id>("KernelId", {.location_name = "kernelId"}),
            wire::member<&This::ramdisk_id>("RamdiskId", {.location_name = "ramdiskId"}),
            wire::member<&This::root_device_name>("RootDeviceName",
                                                  {.location_name = "rootDeviceName"}),
            wire::member<&This::block_device_mappings>("BlockDeviceMappings",
                                                       {.location_name = "BlockDeviceMapping"}),
            wire::member<&This::virtualization_type>("VirtualizationType",
                                                     {.location_name = "virtualizationType"}),
            wire::member<&This::sriov_net_support>("SriovNetSupport",
                                                   {.location_name = "sriovNetSupport"}),
            wire::member<&This::ena_support>("EnaSupport", {.location_name = "enaSupport"}),
        };
        return rows;
    }
};

struct RegisterImageOutput {
    std::string image_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&RegisterImageOutput::image_id>("ImageId", {.location_name = "imageId"}),
        };
        return rows;
    }
};

// Terraform sends empty strings for what is not set.
std::optional<std::string> set_or_absent(const std::optional<std::string>& text) {
    if (text && text->empty()) return std::nullopt;
    return text;
}

Status check_one_of(const std::optional<std::string>& value, std::string_view parameter,
                    std::initializer_list<std::string_view> allowed) {
    if (!value || value->empty()) return {};
    if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return {};
    return failure(invalid_value(*value, parameter,
                                 fmt::format("Expecting one of: {}.", fmt::join(allowed, ", "))));
}

// "bucket/path/image.manifest.xml": the manifest of an instance store-backed image.
bool is_manifest_location(std::string_view location) {
    std::size_t slash = location.find('/');
    return slash != std::string_view::npos && slash > 0 && slash + 1 < location.size() &&
           location.ends_with(".xml");
}

Status check_root_device(const RegisterImageInput& input) {
    if (auto location = set_or_absent(input.image_location)) {
        if (!is_manifest_location(*location)) {
            return failure(Error{.kind = ErrorKind::invalid,
                                 .message = fmt::format("The manifest location '{}' is not valid: "
                                                        "expected BUCKET/PATH.manifest.xml",
                                                        location->substr(0, 256)),
                                 .code = "InvalidManifest"});
        }
        return failure(unsupported_operation(
            "ImageLocation is not supported: this server registers EBS-backed images only; give "
            "RootDeviceName and BlockDeviceMapping with a snapshot"));
    }
    if (!set_or_absent(input.root_device_name)) return failure(missing_parameter("RootDeviceName"));
    if (input.block_device_mappings.empty())
        return failure(missing_parameter("BlockDeviceMapping"));
    for (const BlockDeviceMapping& mapping : input.block_device_mappings) {
        if (mapping.device_name != input.root_device_name) continue;
        if (mapping.ebs && set_or_absent(mapping.ebs->snapshot_id)) return {};
        return failure(invalid_block_device(
            fmt::format("The root device {} needs an Ebs.SnapshotId", *input.root_device_name)));
    }
    return failure(invalid_block_device(
        fmt::format("The block device mapping lacks the root device {}", *input.root_device_name)));
}

// "UEFI Secure Boot" and "NitroTPM": a TPM needs UEFI firmware, and arm64 knows no other.
Status check_firmware(const RegisterImageInput& input) {
    bool legacy = input.boot_mode == "legacy-bios";
    bool uefi = input.boot_mode == "uefi" || input.boot_mode == "uefi-preferred";
    if (input.tpm_support && !uefi)
        return failure(invalid_combination("TpmSupport v2.0 requires the BootMode uefi"));
    if (input.architecture && input.architecture->starts_with("arm64") && legacy) {
        return failure(invalid_combination(
            "The architecture arm64 cannot be used with the BootMode legacy-bios"));
    }
    if (input.architecture == "i386" && input.boot_mode == "uefi") {
        return failure(
            invalid_combination("The architecture i386 cannot be used with the BootMode uefi"));
    }
    auto uefi_data = set_or_absent(input.uefi_data);
    if (uefi_data && legacy) {
        return failure(
            invalid_combination("UefiData cannot be used with the BootMode legacy-bios"));
    }
    if (uefi_data && !from_base64(*uefi_data))
        return failure(invalid_value(*uefi_data, "uefiData", "Expecting base64."));
    return {};
}

// Paravirtual images know neither UEFI nor enhanced networking, and exist for two architectures
// only ("AMI virtualization types").
Status check_virtualization(const RegisterImageInput& input) {
    if (set_or_absent(input.virtualization_type).value_or("paravirtual") == "hvm") return {};
    std::string architecture = input.architecture.value_or("i386");
    std::string needs;
    if (architecture != "i386" && architecture != "x86_64")
        needs = fmt::format("The architecture {}", architecture);
    if (input.boot_mode && *input.boot_mode != "legacy-bios")
        needs = fmt::format("The BootMode {}", *input.boot_mode);
    if (set_or_absent(input.sriov_net_support)) needs = "SriovNetSupport";
    if (needs.empty()) return {};
    return failure(invalid_combination(
        fmt::format("{} requires the VirtualizationType hvm (the default is paravirtual)", needs)));
}

Status check_input(const RegisterImageInput& input) {
    Status checked = check_image_name(input.name);
    if (checked) {
        checked =
            check_one_of(input.virtualization_type, "virtualizationType", {"hvm", "paravirtual"});
    }
    if (checked) checked = check_one_of(input.sriov_net_support, "sriovNetSupport", {"simple"});
    if (checked && !input.billing_products.empty()) {
        checked = failure(not_permitted(
            "The account is not authorized to specify billing product codes (BillingProduct)"));
    }
    if (checked) checked = check_block_devices(input.block_device_mappings);
    if (checked) checked = check_root_device(input);
    if (checked) checked = check_firmware(input);
    if (checked) checked = check_virtualization(input);
    return checked;
}

images::Image image_of(Call& call, const RegisterImageInput& input) {
    images::Image image;
    image.id = new_resource_id("ami-", call.random);
    image.owner_id = call.account();
    image.name = input.name;
    image.description = input.description.value_or("");
    image.location = fmt::format("{}/{}", call.account(), input.name);
    image.state = images::ImageState::available;
    image.creation_time = call.now;
    image.architecture = input.architecture.value_or("i386");
    image.virtualization_type = set_or_absent(input.virtualization_type).value_or("paravirtual");
    image.root_device_name = input.root_device_name;
    image.kernel_id = set_or_absent(input.kernel_id);
    image.ramdisk_id = set_or_absent(input.ramdisk_id);
    image.ena_support = input.ena_support;
    image.sriov_net_support = set_or_absent(input.sriov_net_support);
    image.boot_mode = input.boot_mode;
    image.tpm_support = input.tpm_support;
    image.imds_support = input.imds_support;
    image.uefi_data = set_or_absent(input.uefi_data);
    return image;
}

Result<std::string> insert_image(catalog::Transaction& tx, Call& call,
                                 const RegisterImageInput& input, const images::Tags& tags) {
    auto taken = images::find_image_by_name(tx, call.account(), input.name);
    if (!taken) return failure(taken.error());
    if (*taken) return failure(image_name_taken(input.name, **taken));
    Viewer viewer(call);
    auto devices = resolve_block_devices(tx, viewer, input.block_device_mappings,
                                         input.root_device_name.value_or(""));
    if (!devices) return failure(devices.error());
    images::Image image = image_of(call, input);
    image.devices = std::move(*devices);
    Status inserted = images::insert(tx, image);
    if (!inserted) return failure(inserted.error());
    if (!tags.empty()) {
        Status tagged = images::set_tags(tx, call.account(), image.id, tags);
        if (!tagged) return failure(tagged.error());
    }
    return image.id;
}

Result<RegisterImageOutput> register_image(Call& call, const RegisterImageInput& input) {
    Status checked = check_input(input);
    if (!checked) return failure(checked.error());
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::image);
    if (!tags) return failure(tags.error());
    auto image_id = call.region.catalog.write_value(
        [&](catalog::Transaction& tx) { return insert_image(tx, call, input, tags->image); });
    if (!image_id) return failure(image_id.error());
    return RegisterImageOutput{.image_id = std::move(*image_id)};
}

std::vector<iam::AccessRequest> register_image_access(Call& call, const RegisterImageInput& input) {
    iam::AccessRequest image{.action = "ec2:RegisterImage",
                             .resource = image_arn(call.region.name, "*"),
                             .context = region_context(call)};
    image.context["ec2:Owner"] = {call.account()};
    image.context["ec2:ImageType"] = {"machine"};
    image.context["ec2:RootDeviceType"] = {"ebs"};
    image.context["ec2:Public"] = {"false"};
    for (const TagSpecification& specification : input.tag_specifications)
        add_request_tags(specification.tags, image.context);
    std::vector<iam::AccessRequest> asked{std::move(image)};
    // Too many are refused whatever the policies say.
    std::span mappings(input.block_device_mappings);
    for (const BlockDeviceMapping& mapping :
         mappings.first(std::min(mappings.size(), block_devices_max))) {
        if (mapping.ebs && set_or_absent(mapping.ebs->snapshot_id))
            asked.push_back(snapshot_access(call, "ec2:RegisterImage", *mapping.ebs->snapshot_id));
    }
    for (iam::AccessRequest& tagging :
         create_tags_access(call, "RegisterImage", input.tag_specifications)) {
        asked.push_back(std::move(tagging));
    }
    return asked;
}

}  // namespace

Operation register_image_operation() {
    return operation<&register_image, &register_image_access>({.name = "RegisterImage"});
}

}  // namespace amicast::services::ec2
