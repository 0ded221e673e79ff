// DescribeImageAttribute: one attribute of one image; an unset one comes back empty.
#include <optional>
#include <string>
#include <vector>

#include "images/permissions.h"
#include "services/ec2/access.h"
#include "services/ec2/errors.h"
#include "services/ec2/launch_permission.h"
#include "services/ec2/lookups.h"
#include "services/ec2/operations.h"
#include "services/ec2/shapes.h"

namespace amicast::services::ec2 {
namespace {

struct DescribeImageAttributeInput {
    std::string attribute;
    std::string image_id;
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        using This = DescribeImageAttributeInput;
        static const wire::Member rows[] = {
            wire::member<&This::attribute>(
                "Attribute",
                {.required = true,
                 .one_of = "description kernel ramdisk launchPermission productCodes "
                           "blockDeviceMapping sriovNetSupport bootMode tpmSupport uefiData "
                           "lastLaunchedTime imdsSupport deregistrationProtection"}),
            wire::member<&This::image_id>("ImageId", {.required = true}),
            wire::member<&This::dry_run>("DryRun", {.location_name = "dryRun"}),
        };
        return rows;
    }
};

struct DescribeImageAttributeOutput {
    std::optional<AttributeValue> description;
    std::optional<AttributeValue> kernel_id;
    std::optional<AttributeValue> ramdisk_id;
    std::optional<AttributeValue> sriov_net_support;
    std::optional<AttributeValue> boot_mode;
    std::optional<AttributeValue> tpm_support;
    std::optional<AttributeValue> uefi_data;
    std::optional<AttributeValue> last_launched_time;
    std::optional<AttributeValue> imds_support;
    std::optional<AttributeValue> deregistration_protection;
    std::string image_id;
    std::optional<std::vector<LaunchPermission>> launch_permissions;
    std::optional<std::vector<ProductCode>> product_codes;

    static std::span<const wire::Member> members() {
        using This = DescribeImageAttributeOutput;
        static const wire::Member rows[] = {
            wire::member<&This::description>("Description", {.location_name = "description"}),
            wire::member<&This::kernel_id>("KernelId", {.location_name = "kernel"}),
            wire::member<&This::ramdisk_id>("RamdiskId", {.location_name = "ramdisk"}),
            wire::member<&This::sriov_net_support>("SriovNetSupport",
                                                   {.location_name = "sriovNetSupport"}),
            wire::member<&This::boot_mode>("BootMode", {.location_name = "bootMode"}),
            wire::member<&This::tpm_support>("TpmSupport", {.location_name = "tpmSupport"}),
            wire::member<&This::uefi_data>("UefiData", {.location_name = "uefiData"}),
            wire::member<&This::last_launched_time>("LastLaunchedTime",
                                                    {.location_name = "lastLaunchedTime"}),
            wire::member<&This::imds_support>("ImdsSupport", {.location_name = "imdsSupport"}),
            wire::member<&This::deregistration_protection>(
                "DeregistrationProtection", {.location_name = "deregistrationProtection"}),
            wire::member<&This::image_id>("ImageId", {.location_name = "imageId"}),
            wire::member<&This::launch_permissions>(
                "LaunchPermissions", {.location_name = "launchPermission", .keep_empty = true}),
            wire::member<&This::product_codes>(
                "ProductCodes", {.location_name = "productCodes", .keep_empty = true}),
        };
        return rows;
    }
};

Result<std::vector<LaunchPermission>> launch_permissions(catalog::Transaction& tx,
                                                         const std::string& image_id) {
    auto grantees = images::find_grantees(tx, image_id);
    if (!grantees) return failure(grantees.error());
    std::vector<LaunchPermission> permissions;
    for (const images::Grantee& grantee : *grantees)
        permissions.push_back(to_launch_permission(grantee));
    return permissions;
}

// The attributes that are one text.
void set_text(const std::string& attribute, const images::Image& image,
              DescribeImageAttributeOutput& output) {
    if (attribute == "description") output.description = {.value = image.description};
    if (attribute == "kernel") output.kernel_id = {.value = image.kernel_id};
    if (attribute == "ramdisk") output.ramdisk_id = {.value = image.ramdisk_id};
    if (attribute == "sriovNetSupport")
        output.sriov_net_support = {.value = image.sriov_net_support};
    if (attribute == "bootMode") output.boot_mode = {.value = image.boot_mode};
    if (attribute == "tpmSupport") output.tpm_support = {.value = image.tpm_support};
    if (attribute == "uefiData") output.uefi_data = {.value = image.uefi_data};
    if (attribute == "imdsSupport") output.imds_support = {.value = image.imds_support};
    if (attribute == "lastLaunchedTime") output.last_launched_time = AttributeValue();
    if (attribute == "deregistrationProtection") {
        output.deregistration_protection = {.value =
                                                std::string(images::to_string(image.protection))};
    }
}

bool is_owners_alone(const std::string& attribute) {
    return attribute == "launchPermission" || attribute == "lastLaunchedTime";
}

Result<DescribeImageAttributeOutput> describe(catalog::Transaction& tx, Call& call,
                                              const DescribeImageAttributeInput& input) {
    Viewer viewer(call);
    auto image = is_owners_alone(input.attribute) ? find_owned_image(tx, viewer, input.image_id)
                                                  : find_visible_image(tx, viewer, input.image_id);
    if (!image) return failure(image.error());
    DescribeImageAttributeOutput output;
    output.image_id = image->id;
    set_text(input.attribute, *image, output);
    if (input.attribute == "productCodes") output.product_codes.emplace();
    if (input.attribute == "launchPermission") {
        auto permissions = launch_permissions(tx, image->id);
        if (!permissions) return failure(permissions.error());
        output.launch_permissions = std::move(*permissions);
    }
    if (input.attribute == "blockDeviceMapping") {  // refused by AWS even to the owner
        return failure(Error{.kind = ErrorKind::denied,
                             .message = "Unauthorized attempt to access restricted resource",
                             .code = "AuthFailure"});
    }
    return output;
}

Result<DescribeImageAttributeOutput> describe_image_attribute(
    Call& call, const DescribeImageAttributeInput& input) {
    return call.region.catalog.read_value(
        [&](catalog::Transaction& tx) { return describe(tx, call, input); });
}

std::vector<iam::AccessRequest> describe_image_attribute_access(
    Call& call, const DescribeImageAttributeInput& input) {
    iam::AccessRequest asked = image_access(call, "ec2:DescribeImageAttribute", input.image_id);
    asked.context["ec2:Attribute"] = {input.attribute};
    return {std::move(asked)};
}

}  // namespace

Operation describe_image_attribute_operation() {
    return operation<&describe_image_attribute, &describe_image_attribute_access>(
        {.name = "DescribeImageAttribute"});
}

}  // namespace amicast::services::ec2
