// The managed policy that caps what a user or role may do at most.
#pragma once

#include <string_view>

#include "iam/identity_store.h"
#include "iam/policy_owner.h"

namespace amicast::iam {

// `owner` is a user or a role. `not_found` for an unknown owner or policy, `unsupported` for a
// service-linked role.
Status put_permissions_boundary(IdentityStore& store, const PolicyOwner& owner,
                                std::string_view arn);
// `not_found` also when there is none.
Status delete_permissions_boundary(IdentityStore& store, const PolicyOwner& owner);

}  // namespace amicast::iam
