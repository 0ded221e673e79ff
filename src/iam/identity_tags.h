// Tags of users, roles, managed policies and instance profiles. Keys are unique whatever the case
// of their letters, and keep the case in which they were first written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iam/identity_rows.h"
#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::size_t tags_per_entity_max = 50;  // IAM's quota

// What carries the tags. A policy by its ARN; the others by name.
struct TagOwner {
    OwnerKind kind = OwnerKind::user;  // user, role, policy or instance profile
    std::string_view account_id;
    std::string_view name;
};

// Adds tags, and new values to tags that exist. `not_found`, `limit` over fifty, `denied` for a
// policy of the vendor or of another account.
Status tag_entity(IdentityStore& store, const TagOwner& owner, const TagList& tags);
// Removes the tags that exist; others do not matter.
Status untag_entity(IdentityStore& store, const TagOwner& owner,
                    const std::vector<std::string>& keys);
// Part of a larger change, for whatever else the identity catalog files tags of: `filed.name` is
// the name they are filed under, and its owner exists.
Status merge_tags(catalog::Transaction& tx, const TagOwner& filed, const TagList& tags);
Status drop_tags(catalog::Transaction& tx, const TagOwner& filed,
                 const std::vector<std::string>& keys);
// In order of key.
Result<Page<std::pair<std::string, std::string>>> list_entity_tags(IdentityStore& store,
                                                                   const TagOwner& owner,
                                                                   const PageRequest& page);

}  // namespace amicast::iam
