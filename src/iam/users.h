// Users: create, list, delete. Finding one is IdentityStore::find_user().
#pragma once

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
// `not_found`; `conflict` while the user has access keys or policies.
Status delete_user(IdentityStore& store, std::string_view account_id, std::string_view name);

}  // namespace amicast::iam
