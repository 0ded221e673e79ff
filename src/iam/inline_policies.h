// Inline policies of users, roles and groups: put, get, list, delete.
#pragma once

#include <string_view>

#include "iam/identity_store.h"
#include "iam/policy_owner.h"

namespace amicast::iam {

// Quotas of all inline policies of one owner together, white space not counted.
inline constexpr std::size_t user_policies_size_max = 2048;
inline constexpr std::size_t role_policies_size_max = 10240;
inline constexpr std::size_t group_policies_size_max = 5120;

// Replaces a policy of the same name. `invalid` for a malformed document, `not_found` for an
// unknown owner, `limit` over the quota, `unsupported` for a service-linked role.
Status put_policy(IdentityStore& store, const PolicyOwner& owner, const InlinePolicy& policy);
// `not_found` for an unknown owner or policy.
Result<InlinePolicy> get_policy(IdentityStore& store, const PolicyOwner& owner,
                                std::string_view policy_name);
// Names in order.
Result<Page<std::string>> list_policies(IdentityStore& store, const PolicyOwner& owner,
                                        const PageRequest& page);
Status delete_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view policy_name);

}  // namespace amicast::iam
