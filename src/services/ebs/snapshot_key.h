// The KMS key of a snapshot, with the exceptions of this service: which one a new snapshot comes to
// lie under, and whether the caller may use it. None of these is to be called in a transaction.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "images/encryption.h"
#include "images/snapshot.h"
#include "services/call.h"
#include "services/key_use.h"

namespace amicast::services::ebs {

// What StartSnapshot asks for; images::key_of_upload() has the rules.
struct UploadKeyWish {
    std::optional<bool> encrypted;
    std::optional<std::string> kms_key_arn;
    const images::Snapshot* parent = nullptr;
    std::string snapshot_id;  // of the new snapshot
};

// The ARN of its key; absent: it is not encrypted. INVALID_PARAMETER_VALUE where the request breaks
// the rules, else errors as of check_key().
Result<std::optional<std::string>> find_upload_key(Call& call, const UploadKeyWish& wish);

// Whether the caller may use the key of a snapshot that has one: DEPENDENCY_ACCESS_DENIED when a
// policy forbids it, DEPENDENCY_RESOURCE_NOT_FOUND when it is gone, INVALID_CUSTOMER_KEY when it is
// disabled, pending deletion, or no key of this region.
Status check_key(Call& call, const images::Snapshot& snapshot, ContentUse use);

}  // namespace amicast::services::ebs
