// The versions of a managed policy, of which one is in force. Numbers go up and are never used
// again. As in managed_policies.h, every function takes the account that asks.
#pragma once

#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

inline constexpr std::int64_t policy_versions_max = 5;  // IAM's quota

// `invalid` for a malformed document, `limit` for one over the quota or when there are five
// versions, `not_found`, `denied` for the vendor's policies.
Result<PolicyVersion> create_policy_version(IdentityStore& store, std::string_view account_id,
                                            std::string_view arn, std::string_view document,
                                            bool set_as_default);
// `not_found` for an unknown policy or version.
Result<PolicyVersion> get_policy_version(IdentityStore& store, std::string_view account_id,
                                         std::string_view arn, std::int64_t number);
// The newest first, with their documents.
Result<Page<PolicyVersion>> list_policy_versions(IdentityStore& store, std::string_view account_id,
                                                 std::string_view arn, const PageRequest& page);
// `conflict` for the version that is in force.
Status delete_policy_version(IdentityStore& store, std::string_view account_id,
                             std::string_view arn, std::int64_t number);
Status set_default_policy_version(IdentityStore& store, std::string_view account_id,
                                  std::string_view arn, std::int64_t number);

// Part of a larger change; whether it is in force is the policy's row to say.
Status insert_policy_version(catalog::Transaction& tx, std::string_view account_id,
                             std::string_view arn, const PolicyVersion& version);

}  // namespace amicast::iam
