// The order to make an AMI of a disk, and starting it: image resource and job appear in the
// caller's transaction, together or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "catalog/database.h"
#include "distribution/image_build.h"

namespace amicast::imports {

struct DiskImport {
    distribution::ImageBuild image;  // its build number is allocated
    std::string uri;
    std::string description;               // of the AMI
    std::optional<std::string> boot_mode;  // "uefi"
    std::optional<std::string> uefi_data;
    std::optional<std::string> kms_key_arn;  // that the content is to lie under; absent: plain
};

// The image, status PENDING. The caller wakes the region's runner after the commit. `limit` names
// the quota.
Result<distribution::ImageBuild> start_import(catalog::Transaction& tx, DiskImport order, Time now);

// What the job carries.
struct ImportJob {
    std::string image_id;
    std::string uri;
    std::string description;
    std::optional<std::string> boot_mode;
    std::optional<std::string> uefi_data;
    std::optional<std::string> kms_key_arn;
};
// `corrupt` when the text is not what start_import() wrote.
Result<ImportJob> job_from_payload(std::string_view payload);

}  // namespace amicast::imports
