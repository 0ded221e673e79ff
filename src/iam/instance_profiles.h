// Instance profiles: the name under which an EC2 instance is handed a role. No instance runs here;
// launch templates name profiles, and a role stays as long as a profile holds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::int64_t instance_profiles_per_account_max = 1000;  // IAM's quota

struct InstanceProfile {
    std::string account_id;
    std::string name;
    std::string path = "/";
    std::string id;            // "AIPA…"
    std::string role_name;     // empty when it holds none; IAM lets it hold one
    std::optional<Role> role;  // what that name means
    TagList tags;
    Time created{};
    std::string arn() const;
};

// `wanted` without id, role and time of creation. `conflict` when the name is taken in any case of
// its letters, `limit` when the account is full.
Result<InstanceProfile> create_instance_profile(IdentityStore& store, InstanceProfile wanted);
// With its role and tags.
Result<std::optional<InstanceProfile>> find_instance_profile(IdentityStore& store,
                                                             std::string_view account_id,
                                                             std::string_view name);
// In order of name, those whose path begins with `path_prefix`. Without tags, as IAM lists.
Result<Page<InstanceProfile>> list_instance_profiles(IdentityStore& store,
                                                     std::string_view account_id,
                                                     std::string_view path_prefix,
                                                     const PageRequest& page);
// Those that hold the role. `not_found` for an unknown role.
Result<Page<InstanceProfile>> list_instance_profiles_for_role(IdentityStore& store,
                                                              std::string_view account_id,
                                                              std::string_view role,
                                                              const PageRequest& page);
// `not_found` for an unknown profile or role, `unsupported` for a service-linked role, `limit` when
// the profile holds a role already.
Status add_role_to_instance_profile(IdentityStore& store, std::string_view account_id,
                                    std::string_view name, std::string_view role);
// `not_found` for an unknown profile or role, and when the profile does not hold the role.
Status remove_role_from_instance_profile(IdentityStore& store, std::string_view account_id,
                                         std::string_view name, std::string_view role);
// `not_found`; `conflict` while the profile holds a role.
Status delete_instance_profile(IdentityStore& store, std::string_view account_id,
                               std::string_view name);

// Part of a larger change. `not_found`, in IAM's words.
Result<InstanceProfile> require_instance_profile(catalog::Transaction& tx,
                                                 std::string_view account_id,
                                                 std::string_view name);
// `conflict` while an instance profile holds the role.
Status require_in_no_instance_profile(catalog::Transaction& tx, const Role& role);

}  // namespace amicast::iam
