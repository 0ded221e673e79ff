// Whether an account lets its images and snapshots be shared with everybody: a setting of each
// account in each region.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

enum class PublicKind { image, snapshot };

enum class PublicAccess {
    unblocked,
    block_new_sharing,  // what is public stays so
    block_all_sharing,  // snapshots: what is public looks private, too
};

// AWS's words: "unblocked", "block-new-sharing", "block-all-sharing".
std::string_view to_string(PublicAccess state);

// What the account has set; empty when it never did.
Result<std::optional<PublicAccess>> find_public_access(catalog::Transaction& tx,
                                                       std::string_view account_id,
                                                       PublicKind kind);
Status set_public_access(catalog::Transaction& tx, std::string_view account_id, PublicKind kind,
                         PublicAccess state);

}  // namespace amicast::images
