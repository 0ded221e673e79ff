// Who holds policies: a user, a role or a group, by its name. What the files that put policies on
// one of them share.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/identity_rows.h"

namespace amicast::iam {

struct PolicyOwner {
    OwnerKind kind = OwnerKind::user;  // user, role or group
    std::string_view account_id;
    std::string_view name;
};

// What is known of an owner, whatever its kind.
struct OwnerRecord {
    std::string id;
    std::string path;
    std::string permissions_boundary;  // ARN; empty when there is none, and for groups
};

// `not_found` when there is no such owner.
Result<OwnerRecord> require_owner(catalog::Transaction& tx, const PolicyOwner& owner);
// The same, and `unsupported` for a service-linked role: only its service changes that.
Result<OwnerRecord> require_changeable_owner(catalog::Transaction& tx, const PolicyOwner& owner);

// True for the path of roles that a service has made for itself ("/aws-service-role/…").
bool is_service_linked_path(std::string_view path);
// `unsupported`, in IAM's words, for a role with such a path.
Status require_changeable_role(std::string_view path, std::string_view name);

// Everything filed under a user's or group's name (policies, tags, keys, memberships) goes over to
// its new name.
Status move_belongings(catalog::Transaction& tx, const PolicyOwner& owner,
                       std::string_view new_name);

}  // namespace amicast::iam
