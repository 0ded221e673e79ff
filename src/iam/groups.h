// Groups of users: create, list, rename, delete, and who is in them. A group hands its policies on
// to its members; it is never a principal itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

// IAM's quotas.
inline constexpr std::int64_t groups_per_account_max = 300;
inline constexpr std::int64_t groups_per_user_max = 10;

// `wanted` without id and time of creation. `conflict` when the name is taken in any case of its
// letters, `limit` when the account is full.
Result<Group> create_group(IdentityStore& store, Group wanted);
Result<std::optional<Group>> find_group(IdentityStore& store, std::string_view account_id,
                                        std::string_view name);
// In order of name, those whose path begins with `path_prefix`.
Result<Page<Group>> list_groups(IdentityStore& store, std::string_view account_id,
                                std::string_view path_prefix, const PageRequest& page);
// A new name, path or both. `not_found`, `conflict` when the new name is taken.
Status update_group(IdentityStore& store, std::string_view account_id, std::string_view name,
                    const std::optional<std::string>& new_name,
                    const std::optional<std::string>& new_path);
// `not_found`; `conflict` while the group has members or policies.
Status delete_group(IdentityStore& store, std::string_view account_id, std::string_view name);

// Adding a member again does nothing. `not_found` for an unknown group or user, `limit` when the
// user is in ten groups.
Status add_group_member(IdentityStore& store, std::string_view account_id, std::string_view group,
                        std::string_view user);
// `not_found` for an unknown group or user, and when the user is not in the group.
Status remove_group_member(IdentityStore& store, std::string_view account_id,
                           std::string_view group, std::string_view user);
// In order of name, without tags. `not_found` for an unknown group.
Result<Page<User>> list_group_members(IdentityStore& store, std::string_view account_id,
                                      std::string_view group, const PageRequest& page);
// In order of name. `not_found` for an unknown user.
Result<Page<Group>> list_groups_of(IdentityStore& store, std::string_view account_id,
                                   std::string_view user, const PageRequest& page);

}  // namespace amicast::iam
