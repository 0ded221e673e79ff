// Managed policies on users, roles and groups.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "iam/identity_store.h"
#include "iam/policy_owner.h"

namespace amicast::iam {

inline constexpr std::int64_t attached_policies_max = 10;  // IAM's quota, of each owner

struct AttachedPolicy {
    std::string name;
    std::string arn;
};

// Attaching what is attached does nothing. `not_found` for an unknown owner or policy, `limit` when
// the owner has ten, `unsupported` for a service-linked role, `invalid` for a policy that is meant
// for service-linked roles, `denied` for a policy of another account.
Status attach_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view arn);
// `not_found` also when it is not attached.
Status detach_policy(IdentityStore& store, const PolicyOwner& owner, std::string_view arn);
// In order of ARN, those whose path begins with `path_prefix`.
Result<Page<AttachedPolicy>> list_attached_policies(IdentityStore& store, const PolicyOwner& owner,
                                                    std::string_view path_prefix,
                                                    const PageRequest& page);

// Who uses a policy.
struct PolicyUser {
    OwnerKind kind = OwnerKind::user;
    std::string name;
    std::string id;
};
struct PolicyUserFilter {
    std::optional<OwnerKind> kind;  // absent: all
    bool as_permissions = true;     // attached
    bool as_boundary = true;        // as its permissions boundary
    std::string path_prefix = "/";
};
// Of the account, each once: groups, then roles, then users, by name.
Result<Page<PolicyUser>> list_policy_users(IdentityStore& store, std::string_view account_id,
                                           std::string_view arn, const PolicyUserFilter& filter,
                                           const PageRequest& page);

// ---- inside a larger transaction ----

Status insert_attachment(catalog::Transaction& tx, const PolicyOwner& owner, std::string_view arn);
// `conflict` while the owner has managed or inline policies.
Status require_no_policies(catalog::Transaction& tx, const PolicyOwner& owner);

}  // namespace amicast::iam
