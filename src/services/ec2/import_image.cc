// ImportImage: makes an AMI of disks that lie where the server reads them (imports/locate.h). It
// answers at once; a job reads the disks, and what is wrong with one ends up in the task's message.
// AWS documentation: "VM Import/Export".
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/encoding.h"
#include "iam/identity_store.h"
#include "iam/policy_pattern.h"
#include "imports/imported_ami.h"
#include "imports/task.h"
#include "services/ec2/access.h"
#include "services/ec2/client_token.h"
#include "services/ec2/copy_request.h"
#include "services/ec2/errors.h"
#include "services/ec2/import_task_item.h"
#include "services/ec2/import_task_request.h"
#include "services/ec2/operations.h"
#include "services/ec2/tagging.h"
#include "services/import_key.h"
#include "wire/operation.h"

namespace amicast::services::ec2 {
namespace {

using Output = ImportTaskView<false>;

constexpr std::size_t description_characters_max = 255;
constexpr std::size_t disks_max = 21;  // of AWS, and /dev/sdf to /dev/sdz behind the root device
constexpr std::string_view default_role = "vmimport";
constexpr std::string_view disk_formats[] = {"VHD", "VHDX", "VMDK", "RAW"};
constexpr std::string_view platforms[] = {"Windows", "Linux"};

struct UserBucket {
    std::optional<std::string> s3_bucket;
    std::optional<std::string> s3_key;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&UserBucket::s3_bucket>("S3Bucket"),
            wire::member<&UserBucket::s3_key>("S3Key"),
        };
        return rows;
    }
};

struct ImageDiskContainer {
    std::optional<std::string> description;
    std::optional<std::string> device_name;
    std::optional<std::string> format;
    std::optional<std::string> snapshot_id;
    std::optional<std::string> url;
    std::optional<UserBucket> user_bucket;

    static std::span<const wire::Member> members() {
        using This = ImageDiskContainer;
        static const wire::Member rows[] = {
            wire::member<&This::description>("Description"),
            wire::member<&This::device_name>("DeviceName"),
            wire::member<&This::format>("Format"),
            wire::member<&This::snapshot_id>("SnapshotId"),
            wire::member<&This::url>("Url"),
            wire::member<&This::user_bucket>("UserBucket"),
        };
        return rows;
    }
};

struct ClientData {
    std::optional<std::string> comment;
    std::optional<Time> upload_end;
    std::optional<double> upload_size;
    std::optional<Time> upload_start;

    static std::span<const wire::Member> members() {
        using This = ClientData;
        static const wire::Member rows[] = {
            wire::member<&This::comment>("Comment"),
            wire::member<&This::upload_end>("UploadEnd"),
            wire::member<&This::upload_size>("UploadSize"),
            wire::member<&This::upload_start>("UploadStart"),
        };
        return rows;
    }
};

struct LicenseRequest {
    std::optional<std::string> license_configuration_arn;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&LicenseRequest::license_configuration_arn>("LicenseConfigurationArn"),
        };
        return rows;
    }
};

struct ImportImageInput {
    std::optional<std::string> architecture;
    std::optional<ClientData> client_data;
    std::optional<std::string> client_token;
    std::optional<std::string> description;
    std::vector<ImageDiskContainer> disk_containers;
    std::optional<bool> dry_run;
    std::optional<bool> encrypted;
    std::optional<std::string> hypervisor;
    std::optional<std::string> kms_key_id;
    std::optional<std::string> license_type;
    std::optional<std::string> platform;
    std::optional<std::string> role_name;
    std::vector<LicenseRequest> license_specifications;
    std::vector<TagSpecification> tag_specifications;
    std::optional<std::string> usage_operation;
    std::optional<std::string> boot_mode;

    static std::span<const wire::Member> members() {
        using This = ImportImageInput;
        static const wire::Member rows[] = {
            wire::member<&This::architecture>("Architecture"),
            wire::member<&This::client_data>("ClientData"),
            wire::member<&This::client_token>("ClientToken"),
            wire::member<&This::description>("Description"),
            wire::member<&This::disk_containers>("DiskContainers",
                                                 {.location_name = "DiskContainer"}),
            wire::member<&This::dry_run>("DryRun"),
            wire::member<&This::encrypted>("Encrypted"),
            wire::member<&This::hypervisor>("Hypervisor"),
            wire::member<&This::kms_key_id>("KmsKeyId"),
            wire::member<&This::license_type>("LicenseType"),
            wire::member<&This::platform>("Platform"),
            wire::member<&This::role_name>("RoleName"),
            wire::member<&This::license_specifications>("LicenseSpecifications"),
            wire::member<&This::tag_specifications>("TagSpecifications",
                                                    {.location_name = "TagSpecification"}),
            wire::member<&This::usage_operation>("UsageOperation"),
            wire::member<&This::boot_mode>("BootMode",
                                           {.one_of = "legacy-bios uefi uefi-preferred"}),
        };
        return rows;
    }
};

// The word that was meant, whatever the case of its letters: Packer writes "vmdk" and "linux", and
// the real service takes that.
std::optional<std::string_view> meant(const std::string& given,
                                      std::span<const std::string_view> words) {
    for (std::string_view word : words)
        if (iam::ascii_lower(word) == iam::ascii_lower(given)) return word;
    return std::nullopt;
}

struct Choice {
    std::string_view parameter;
    const std::optional<std::string>& value;
    std::vector<std::string_view> allowed;
};

Status check_choice(const Choice& choice) {
    if (!is_given(choice.value)) return {};
    if (std::find(choice.allowed.begin(), choice.allowed.end(), *choice.value) !=
        choice.allowed.end())
        return {};
    return failure(
        invalid_value(*choice.value, choice.parameter,
                      fmt::format("Expecting one of: {}.", fmt::join(choice.allowed, ", "))));
}

Status check_choices(const ImportImageInput& input) {
    // AWS documentation: "AMI billing information fields".
    for (const Choice& choice :
         {Choice{"Architecture", input.architecture, {"i386", "x86_64", "arm64"}},
          Choice{"Hypervisor", input.hypervisor, {"xen"}},
          Choice{"LicenseType", input.license_type, {"AWS", "BYOL"}},
          Choice{"BootMode", input.boot_mode, {"legacy-bios", "uefi"}},
          Choice{
              "UsageOperation",
              input.usage_operation,
              {"RunInstances", "RunInstances:0002", "RunInstances:0006", "RunInstances:0010",
               "RunInstances:000g", "RunInstances:00g0", "RunInstances:0100", "RunInstances:0102",
               "RunInstances:0200", "RunInstances:0202", "RunInstances:0800"}}}) {
        Status checked = check_choice(choice);
        if (!checked) return checked;
    }
    return {};
}

Status check_platform(const std::optional<std::string>& platform) {
    if (!is_given(platform) || meant(*platform, platforms)) return {};
    return failure(invalid_value(*platform, "Platform",
                                 fmt::format("Expecting one of: {}.", fmt::join(platforms, ", "))));
}

Status check_text(const std::optional<std::string>& text, std::string_view parameter) {
    if (!text || utf8_length(*text) <= description_characters_max) return {};
    return failure(
        invalid_value(*text, parameter,
                      fmt::format("Expecting at most {} characters.", description_characters_max)));
}

Status check_format(const ImageDiskContainer& container) {
    if (!is_given(container.format)) return failure(missing_parameter("DiskContainer.Format"));
    if (meant(*container.format, disk_formats)) return {};
    if (iam::ascii_lower(*container.format) == "ova") {
        return failure(unsupported_operation(
            "The format OVA is not supported: an OVA is an archive of disks and their description. "
            "Unpack it (tar -xf) and import its VMDK disks, one DiskContainer for each"));
    }
    if (iam::ascii_lower(*container.format) == "iso") {
        return failure(unsupported_operation(
            "The format ISO is not supported: an ISO image holds an installer, and there is no "
            "instance to run it on. A hybrid ISO image is a disk as well: give it as RAW"));
    }
    return failure(
        invalid_value(*container.format, "DiskContainer.Format",
                      fmt::format("Expecting one of: {}.", fmt::join(disk_formats, ", "))));
}

bool names_a_place(std::string_view url) {
    return url.starts_with("s3://") || url.starts_with("file://") || url.starts_with('/');
}

Status check_place(const ImageDiskContainer& container) {
    if (is_given(container.snapshot_id)) {
        return failure(unsupported_operation(
            "DiskContainer.SnapshotId is not supported: use RegisterImage to make an AMI of a "
            "snapshot"));
    }
    bool by_url = is_given(container.url);
    if (by_url && container.user_bucket)
        return failure(cannot_combine("DiskContainer.Url", "DiskContainer.UserBucket"));
    if (by_url && names_a_place(*container.url)) return {};
    if (by_url) {
        return failure(invalid_parameter(
            fmt::format("The URL {} cannot be read from here: expecting s3://bucket/key, or "
                        "file:///path of a file on the server",
                        container.url->substr(0, 256))));
    }
    if (!container.user_bucket) return failure(missing_parameter("DiskContainer.UserBucket"));
    if (!is_given(container.user_bucket->s3_bucket))
        return failure(missing_parameter("DiskContainer.UserBucket.S3Bucket"));
    if (!is_given(container.user_bucket->s3_key))
        return failure(missing_parameter("DiskContainer.UserBucket.S3Key"));
    return {};
}

std::string uri_of(const ImageDiskContainer& container) {
    if (is_given(container.url)) return *container.url;
    return fmt::format("s3://{}/{}", *container.user_bucket->s3_bucket,
                       *container.user_bucket->s3_key);
}

// /dev/sda1 for the root, which comes first, and /dev/sdf to /dev/sdy for others.
std::string device_name_of(const ImageDiskContainer& container, std::size_t position) {
    if (is_given(container.device_name)) return *container.device_name;
    if (position == 0) return std::string(imports::root_device);
    return fmt::format("/dev/sd{}", static_cast<char>('f' + position - 1));
}

Status check_disks(const std::vector<ImageDiskContainer>& containers) {
    if (containers.empty()) return failure(missing_parameter("DiskContainer"));
    if (containers.size() > disks_max) {
        return failure(invalid_parameter(fmt::format(
            "The request names {} disks; at most {} are allowed", containers.size(), disks_max)));
    }
    std::vector<std::string> names;
    for (const ImageDiskContainer& container : containers) {
        Status checked = check_format(container);
        if (checked) checked = check_place(container);
        if (checked) checked = check_text(container.description, "DiskContainer.Description");
        if (checked) checked = check_text(container.device_name, "DiskContainer.DeviceName");
        if (!checked) return checked;
        names.push_back(device_name_of(container, names.size()));
        if (std::count(names.begin(), names.end(), names.back()) > 1) {
            return failure(invalid_block_device(
                fmt::format("The device name {} is used by two disks", names.back())));
        }
    }
    return {};
}

Status check_input(const ImportImageInput& input) {
    Status checked = check_disks(input.disk_containers);
    if (checked) checked = check_choices(input);
    if (checked) checked = check_platform(input.platform);
    if (checked) checked = check_text(input.description, "Description");
    if (checked) checked = check_client_token(input.client_token);
    if (checked) checked = check_key_dependency(input.encrypted, input.kms_key_id);
    if (!checked) return checked;
    if (!input.license_specifications.empty()) {
        return failure(unsupported_operation(
            "LicenseSpecifications is not supported: there is no License Manager here"));
    }
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::import_image_task);
    if (!tags) return failure(tags.error());
    return {};
}

// The server reads disks as what its settings make it, so that the default role need not exist; one
// that a request names must.
Status check_role(const Call& call, const std::optional<std::string>& name) {
    if (!is_given(name) || *name == default_role) return {};
    auto role = call.site.identity.find_role(call.account(), *name);
    if (!role) return failure(role.error());
    if (*role) return {};
    return failure(invalid_parameter(
        fmt::format("The service role {} does not exist or does not have sufficient permissions "
                    "for the service to continue",
                    name->substr(0, 256))));
}

std::optional<std::string> or_absent(const std::optional<std::string>& text) {
    return is_given(text) ? text : std::nullopt;
}

Result<imports::Task> task_of(Call& call, const ImportImageInput& input) {
    Status role = check_role(call, input.role_name);
    if (!role) return failure(role.error());
    auto tags = read_tag_specifications(input.tag_specifications, Taggable::import_image_task);
    if (!tags) return failure(tags.error());
    auto key = find_import_key(call, input.encrypted, input.kms_key_id);
    if (!key) return failure(key.error());
    imports::Task task;
    task.account_id = call.account();
    task.description = or_absent(input.description);
    task.architecture = or_absent(input.architecture).value_or("x86_64");
    task.platform = meant(input.platform.value_or(""), platforms).value_or("Linux");
    task.license_type = or_absent(input.license_type);
    task.usage_operation = or_absent(input.usage_operation);
    task.boot_mode = or_absent(input.boot_mode);
    task.kms_key_arn = std::move(*key);
    task.tags = std::move(tags->import_image_task);
    for (const ImageDiskContainer& container : input.disk_containers) {
        imports::TaskDisk disk;
        disk.uri = uri_of(container);
        disk.format = *meant(*container.format, disk_formats);
        disk.device_name = device_name_of(container, task.disks.size());
        disk.description = or_absent(container.description);
        disk.url = or_absent(container.url);
        if (container.user_bucket) disk.bucket = container.user_bucket->s3_bucket;
        if (container.user_bucket) disk.key = container.user_bucket->s3_key;
        task.disks.push_back(std::move(disk));
    }
    return task;
}

TokenUse token_of(const Call& call, const ImportImageInput& input) {
    ImportImageInput same = input;
    same.client_token.reset();
    same.dry_run.reset();
    return {call, "ImportImage", input.client_token, wire::to_json(same)};
}

Result<Output> import_image(Call& call, const ImportImageInput& input) {
    auto task = task_of(call, input);
    if (!task) return failure(task.error());
    TokenUse token = token_of(call, input);
    auto started =
        call.region.catalog.write_value([&](catalog::Transaction& tx) -> Result<imports::Task> {
            auto answered = token.replay(tx);
            if (!answered) return failure(answered.error());
            if (*answered) return find_import_task(tx, call, **answered);
            auto fresh = imports::start_task(tx, *task, call.now, call.random);
            if (!fresh) return failure(fresh.error());
            Status recorded = token.record(tx, fresh->id);
            if (!recorded) return failure(recorded.error());
            return fresh;
        });
    if (!started) return failure(started.error());
    call.site.jobs.notify(call.region.name);
    return to_view<false>(*started);
}

// The task, and the image and snapshots that it will make.
std::vector<iam::AccessRequest> import_image_access(Call& call, const ImportImageInput& input) {
    constexpr std::string_view action = "ec2:ImportImage";
    iam::AccessRequest task = import_task_access(call, action, {});
    for (const TagSpecification& specification : input.tag_specifications)
        add_request_tags(specification.tags, task.context);
    std::vector<iam::AccessRequest> asked = {std::move(task)};
    for (std::string resource :
         {image_arn(call.region.name, "*"), snapshot_arn(call.region.name, "*")}) {
        asked.push_back({.action = std::string(action),
                         .resource = std::move(resource),
                         .context = region_context(call)});
    }
    for (iam::AccessRequest& each :
         create_tags_access(call, "ImportImage", input.tag_specifications))
        asked.push_back(std::move(each));
    return asked;
}

}  // namespace

Operation import_image_operation() {
    return operation<&import_image, &import_image_access, &check_input>({.name = "ImportImage"});
}

}  // namespace amicast::services::ec2
