// Shapes that the operations on an account's EBS settings share.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "wire/schema.h"

namespace amicast::services::ec2 {

struct EbsSettingsInput {
    std::optional<bool> dry_run;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&EbsSettingsInput::dry_run>("DryRun"),
        };
        return rows;
    }
};

struct EncryptionByDefaultOutput {
    bool ebs_encryption_by_default = false;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&EncryptionByDefaultOutput::ebs_encryption_by_default>(
                "EbsEncryptionByDefault", {.location_name = "ebsEncryptionByDefault"}),
        };
        return rows;
    }
};

struct DefaultKmsKeyOutput {
    std::string kms_key_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DefaultKmsKeyOutput::kms_key_id>("KmsKeyId",
                                                           {.location_name = "kmsKeyId"}),
        };
        return rows;
    }
};

}  // namespace amicast::services::ec2
