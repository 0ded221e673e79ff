// Users: create, list, rename, delete. Finding one is IdentityStore::find_user().
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::int64_t users_per_account_max = 5000;  // IAM's quota

// `wanted` without id and time of creation. `conflict` when the name is taken in any case of its
// letters; `limit` when the account is full; `not_found` for an unknown permissions boundary.
Result<User> create_user(IdentityStore& store, User wanted);
// In order of name, those whose path begins with `path_prefix`. Without tags, as IAM lists.
Result<Page<User>> list_users(IdentityStore& store, std::string_view account_id,
                              std::string_view path_prefix, const PageRequest& page);
// A new name, path or both; keys, policies, groups and trust follow. `not_found`, `conflict` when
// the new name is taken.
Status update_user(IdentityStore& store, std::string_view account_id, std::string_view name,
                   const std::optional<std::string>& new_name,
                   const std::optional<std::string>& new_path);
// `not_found`; `conflict` while the user has access keys, policies or groups.
Status delete_user(IdentityStore& store, std::string_view account_id, std::string_view name);

}  // namespace amicast::iam
