// Who besides the owner may use an image (launchPermission) or a snapshot (createVolumePermission).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/database.h"

namespace amicast::images {

struct Grantee {
    enum class Kind { user, group, organization, organizational_unit };
    Kind kind = Kind::user;
    std::string value;  // account id, "all", or an ARN

    friend bool operator==(const Grantee&, const Grantee&) = default;
};

// In order of granting.
Result<std::vector<Grantee>> find_grantees(catalog::Transaction& tx, std::string_view resource_id);
// Both are idempotent. Granting the group `all` on an image sets its is_public, removing it clears
// it.
Status grant(catalog::Transaction& tx, std::string_view resource_id, const Grantee& grantee);
Status revoke(catalog::Transaction& tx, std::string_view resource_id, const Grantee& grantee);
// Nobody but the owner is left.
Status revoke_all(catalog::Transaction& tx, std::string_view resource_id);

// True when one of the resource's grantees is public, the account, or one of the given organization
// and unit ARNs the account is in. Public snapshots do not count as such while their owner blocks
// all public access (public_access.h).
Result<bool> is_granted(catalog::Transaction& tx, std::string_view resource_id,
                        std::string_view account_id,
                        const std::vector<std::string>& organization_arns);

}  // namespace amicast::images
