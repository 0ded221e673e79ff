// What an account has chosen for new EBS content in a region: whether it is encrypted without being
// asked, and under which key when none is named. Each account and region by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

struct EbsSettings {
    bool encryption_by_default = false;
    std::optional<std::string> chosen_key_arn;  // absent: the key that AWS manages

    // As key lookups take it: the chosen key's ARN, or "alias/aws/ebs".
    std::string default_key() const;
};

// Of an account that has chosen nothing: those of a new account.
Result<EbsSettings> find_ebs_settings(catalog::Transaction& tx, std::string_view account_id);
// Later copies and uploads follow them; what exists stays as it is.
Status set_encryption_by_default(catalog::Transaction& tx, std::string_view account_id, bool on);
Status set_default_key(catalog::Transaction& tx, std::string_view account_id,
                       const std::optional<std::string>& key_arn);

}  // namespace amicast::images
