// Long-term access keys of users: create, list, switch, delete. Looking one up for a signature is
// IdentityStore::find_access_key().
#pragma once

#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::int64_t access_keys_per_user_max = 2;  // IAM's quota

// The one time the secret is given out. `not_found` for an unknown user, `limit` when it has two.
Result<AccessKey> create_access_key(IdentityStore& store, std::string_view account_id,
                                    std::string_view user_name);
// Without secrets, in order of id. `not_found` for an unknown user.
Result<Page<AccessKey>> list_access_keys(IdentityStore& store, std::string_view account_id,
                                         std::string_view user_name, const PageRequest& page);
// `not_found` when the user does not exist or has no such key.
Status set_access_key_active(IdentityStore& store, std::string_view account_id,
                             std::string_view user_name, std::string_view id, bool active);
Status delete_access_key(IdentityStore& store, std::string_view account_id,
                         std::string_view user_name, std::string_view id);

// Part of a larger change: makes a key for a user whom the same transaction has made.
Result<AccessKey> insert_access_key(IdentityStore& store, catalog::Transaction& tx,
                                    std::string_view account_id, std::string_view user_name);

}  // namespace amicast::iam
