// Roles: create, list, change, delete. Finding one is IdentityStore::find_role().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::int64_t roles_per_account_max = 5000;
// Quota of a trust policy, white space not counted.
inline constexpr std::size_t trust_policy_size_max = 2048;

// `wanted` without id and time of creation. `invalid` for a malformed trust policy, `conflict` when
// the name is taken in any case of its letters, `limit` for a trust policy or an account over its
// quota, `not_found` for an unknown permissions boundary.
Result<Role> create_role(IdentityStore& store, Role wanted);
// In order of name, those whose path begins with `path_prefix`. Without tags, as IAM lists.
Result<Page<Role>> list_roles(IdentityStore& store, std::string_view account_id,
                              std::string_view path_prefix, const PageRequest& page);
// `not_found`; `unsupported`, as everything below, for a service-linked role.
Status set_trust_policy(IdentityStore& store, std::string_view account_id, std::string_view name,
                        std::string_view document);
// What is absent stays as it is. A service-linked role's description may be changed.
struct RoleUpdate {
    std::optional<std::string> description;
    std::optional<std::int64_t> max_session_seconds;
    std::optional<std::int64_t> max_signin_session_seconds;
    bool reset_max_signin_session = false;  // as if it had never been set
};
Result<Role> update_role(IdentityStore& store, std::string_view account_id, std::string_view name,
                         const RoleUpdate& update);
// `not_found`; `conflict` while the role has policies or is in an instance profile.
Status delete_role(IdentityStore& store, std::string_view account_id, std::string_view name);

// Part of a larger change; `role` is complete and its trust policy well-formed.
Status insert_role(catalog::Transaction& tx, const Role& role);
// The same: without its policies, and without asking whether it has some.
Status erase_role(catalog::Transaction& tx, const Role& role);
// `not_found`, in IAM's words.
Result<Role> require_role(catalog::Transaction& tx, std::string_view account_id,
                          std::string_view name);

}  // namespace amicast::iam
