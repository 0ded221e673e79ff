// An import task as EC2 shows it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "imports/task.h"
#include "services/ec2/shapes.h"
#include "wire/schema.h"

namespace amicast::services::ec2 {

struct UserBucketDetails {
    std::optional<std::string> s3_bucket;
    std::optional<std::string> s3_key;

    static std::span<const wire::Member> members();
};

struct SnapshotDetail {
    std::optional<std::string> description;
    std::optional<std::string> device_name;
    std::optional<double> disk_image_size;
    std::optional<std::string> format;
    std::optional<std::string> progress;
    std::optional<std::string> snapshot_id;
    std::optional<std::string> status;
    std::optional<std::string> status_message;
    std::optional<std::string> url;
    std::optional<UserBucketDetails> user_bucket;

    static std::span<const wire::Member> members();
};

struct ImportImageLicense {
    std::optional<std::string> license_configuration_arn;

    static std::span<const wire::Member> members();
};

// The answer of ImportImage is the same as an item of the listing, but for the boot mode.
template <bool shows_boot_mode>
struct ImportTaskView {
    std::optional<std::string> architecture;
    std::optional<std::string> description;
    std::optional<bool> encrypted;
    std::optional<std::string> hypervisor;
    std::optional<std::string> image_id;
    std::optional<std::string> import_task_id;
    std::optional<std::string> kms_key_id;
    std::optional<std::string> license_type;
    std::optional<std::string> platform;
    std::optional<std::string> progress;
    std::vector<SnapshotDetail> snapshot_details;
    std::optional<std::string> status;
    std::optional<std::string> status_message;
    std::vector<Tag> tags;
    std::vector<ImportImageLicense> license_specifications;
    std::optional<std::string> usage_operation;
    std::optional<std::string> boot_mode;

    static std::span<const wire::Member> members();
};

template <bool shows_boot_mode>
ImportTaskView<shows_boot_mode> to_view(const imports::Task& task);

}  // namespace amicast::services::ec2
