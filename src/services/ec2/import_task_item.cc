#include "services/ec2/import_task_item.h"

#include "services/ec2/tagging.h"

namespace amicast::services::ec2 {
namespace {

constexpr std::string_view target_hypervisor = "xen";

SnapshotDetail to_detail(const imports::Task& task, const imports::TaskDisk& disk) {
    SnapshotDetail detail;
    detail.description = disk.description;
    detail.device_name = disk.device_name;
    if (disk.bytes) detail.disk_image_size = static_cast<double>(*disk.bytes);
    detail.format = disk.format;
    detail.snapshot_id = disk.snapshot_id;
    detail.status = to_string(task.status);
    detail.url = disk.url;
    if (disk.bucket) detail.user_bucket = UserBucketDetails{disk.bucket, disk.key};
    return detail;
}

}  // namespace

std::span<const wire::Member> UserBucketDetails::members() {
    using This = UserBucketDetails;
    static const wire::Member rows[] = {
        wire::member<&This::s3_bucket>("S3Bucket", {.location_name = "s3Bucket"}),
        wire::member<&This::s3_key>("S3Key", {.location_name = "s3Key"}),
    };
    return rows;
}

std::span<const wire::Member> SnapshotDetail::members() {
    using This = SnapshotDetail;
    static const wire::Member rows[] = {
        wire::member<&This::description>("Description", {.location_name = "description"}),
        wire::member<&This::device_name>("DeviceName", {.location_name = "deviceName"}),
        wire::member<&This::disk_image_size>("DiskImageSize", {.location_name = "diskImageSize"}),
        wire::member<&This::format>("Format", {.location_name = "format"}),
        wire::member<&This::progress>("Progress", {.location_name = "progress"}),
        wire::member<&This::snapshot_id>("SnapshotId", {.location_name = "snapshotId"}),
        wire::member<&This::status>("Status", {.location_name = "status"}),
        wire::member<&This::status_message>("StatusMessage", {.location_name = "statusMessage"}),
        wire::member<&This::url>("Url", {.location_name = "url"}),
        wire::member<&This::user_bucket>("UserBucket", {.location_name = "userBucket"}),
    };
    return rows;
}

std::span<const wire::Member> ImportImageLicense::members() {
    using This = ImportImageLicense;
    static const wire::Member rows[] = {
        wire::member<&This::license_configuration_arn>(
            "LicenseConfigurationArn", {.location_name = "licenseConfigurationArn"}),
    };
    return rows;
}

template <bool shows_boot_mode>
std::span<const wire::Member> ImportTaskView<shows_boot_mode>::members() {
    using This = ImportTaskView;
    static const wire::Member rows[] = {
        wire::member<&This::architecture>("Architecture", {.location_name = "architecture"}),
        wire::member<&This::description>("Description", {.location_name = "description"}),
        wire::member<&This::encrypted>("Encrypted", {.location_name = "encrypted"}),
        wire::member<&This::hypervisor>("Hypervisor", {.location_name = "hypervisor"}),
        wire::member<&This::image_id>("ImageId", {.location_name = "imageId"}),
        wire::member<&This::import_task_id>("ImportTaskId", {.location_name = "importTaskId"}),
        wire::member<&This::kms_key_id>("KmsKeyId", {.location_name = "kmsKeyId"}),
        wire::member<&This::license_type>("LicenseType", {.location_name = "licenseType"}),
        wire::member<&This::platform>("Platform", {.location_name = "platform"}),
        wire::member<&This::progress>("Progress", {.location_name = "progress"}),
        wire::member<&This::snapshot_details>("SnapshotDetails",
                                              {.location_name = "snapshotDetailSet"}),
        wire::member<&This::status>("Status", {.location_name = "status"}),
        wire::member<&This::status_message>("StatusMessage", {.location_name = "statusMessage"}),
        wire::member<&This::tags>("Tags", {.location_name = "tagSet"}),
        wire::member<&This::license_specifications>("LicenseSpecifications",
                                                    {.location_name = "licenseSpecifications"}),
        wire::member<&This::usage_operation>("UsageOperation", {.location_name = "usageOperation"}),
        wire::member<&This::boot_mode>(
            "BootMode", {.location_name = "bootMode", .one_of = "legacy-bios uefi uefi-preferred"}),
    };
    return std::span(rows).first(std::size(rows) - (shows_boot_mode ? 0 : 1));
}

template <bool shows_boot_mode>
ImportTaskView<shows_boot_mode> to_view(const imports::Task& task) {
    ImportTaskView<shows_boot_mode> view;
    view.architecture = task.architecture;
    view.description = task.description;
    view.encrypted = task.kms_key_arn.has_value();
    view.hypervisor = target_hypervisor;
    view.image_id = task.image_id;
    view.import_task_id = task.id;
    view.kms_key_id = task.kms_key_arn;
    view.license_type = task.license_type;
    view.platform = task.platform;
    if (!task.ended) view.progress = std::to_string(task.progress);
    for (const imports::TaskDisk& disk : task.disks)
        view.snapshot_details.push_back(to_detail(task, disk));
    view.status = to_string(task.status);
    view.status_message = task.message;
    view.tags = to_wire(task.tags);
    view.usage_operation = task.usage_operation;
    view.boot_mode = task.boot_mode;
    return view;
}

template struct ImportTaskView<false>;
template struct ImportTaskView<true>;
template ImportTaskView<false> to_view<false>(const imports::Task& task);
template ImportTaskView<true> to_view<true>(const imports::Task& task);

}  // namespace amicast::services::ec2
