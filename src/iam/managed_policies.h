// Managed policies: documents with an ARN and versions of their own, which attachments.h puts on
// users, roles and groups. An account's own are made here; the vendor's (vendor_policies.h) are
// found and listed beside them. What concerns versions stands in policy_versions.h.
//
// Every function takes the account that asks. An ARN of another account is `denied`, whether
// anything stands behind it or not.
#pragma once

#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

// IAM's quotas; sizes do not count white space.
inline constexpr std::int64_t managed_policies_per_account_max = 1500;
inline constexpr std::size_t managed_policy_size_max = 6144;

// `wanted` without id, times and counts; its first version is `document`. `invalid` for a malformed
// document, `limit` for one over the quota or a full account, `conflict` when the name is taken in
// any case of its letters.
Result<ManagedPolicy> create_managed_policy(IdentityStore& store, ManagedPolicy wanted,
                                            std::string_view document);
// With uses and tags. `not_found` when there is none.
Result<ManagedPolicy> get_managed_policy(IdentityStore& store, std::string_view account_id,
                                         std::string_view arn);

// Which policies a list has.
struct PolicyFilter {
    bool local = true;   // of the account
    bool vendor = true;  // of the vendor
    bool attached_only = false;
    bool boundaries_only = false;
    std::string path_prefix = "/";
};
// In order of ARN, with uses and without tags.
Result<Page<ManagedPolicy>> list_managed_policies(IdentityStore& store, std::string_view account_id,
                                                  const PolicyFilter& filter,
                                                  const PageRequest& page);

// `conflict` while it is attached, a boundary, or has more than its default version; `denied` for
// the vendor's.
Status delete_managed_policy(IdentityStore& store, std::string_view account_id,
                             std::string_view arn);

// ---- inside a larger transaction ----

// An account's own policy or the vendor's, with uses and without tags; nothing when there is none.
Result<std::optional<ManagedPolicy>> select_managed_policy(catalog::Transaction& tx,
                                                           std::string_view account_id,
                                                           std::string_view arn);
// An account's own policy, which may be changed. `denied` for others, `not_found`.
Result<ManagedPolicy> require_own_policy(catalog::Transaction& tx, std::string_view account_id,
                                         std::string_view arn);
// The document that is in force; nothing when there is no such policy.
Result<std::optional<std::string>> select_policy_document(catalog::Transaction& tx,
                                                          std::string_view account_id,
                                                          std::string_view arn);
// `not_found` when the policy cannot be a permissions boundary in this account; an empty ARN is
// fine.
Status require_boundary(catalog::Transaction& tx, std::string_view account_id,
                        std::string_view arn);
// `invalid` when it is no identity policy, `limit` over the quota.
Status check_managed_document(std::string_view document);

// `not_found`, in IAM's words.
Error no_such_managed_policy(std::string_view arn);

}  // namespace amicast::iam
