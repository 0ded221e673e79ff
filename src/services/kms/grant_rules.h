// Finding grants, and ending them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "keys/grants.h"
#include "services/kms/named_key.h"

namespace amicast::services::kms {

// InvalidGrantIdException for what can be no grant's id.
Status check_grant_id(const std::string& id);

// Absent when there is no such grant in this Region.
Result<std::optional<keys::Grant>> find_grant(const Call& call, std::string_view id);

// Ends the grant on the key, unless it is a dry run. NotFoundException when the key has no such
// grant, or none any more.
Status end_grant(const Call& call, const keys::Key& key, const std::string& id, bool is_dry_run);

}  // namespace amicast::services::kms
