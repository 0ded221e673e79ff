// Roles that a service has for itself in an account: made on request, with the service's own trust
// and policy, and not to be changed otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "iam/identity_store.h"

namespace amicast::iam {

// A service that has such a role.
struct LinkedService {
    std::string_view principal;   // "imagebuilder.amazonaws.com"
    std::string_view role_name;   // "AWSServiceRoleForImageBuilder"
    std::string_view policy_arn;  // the vendor's policy that the role has
    // "/aws-service-role/imagebuilder.amazonaws.com/"
    std::string role_path() const;
};
// Null for a service that has none here.
const LinkedService* find_linked_service(std::string_view principal);

// `conflict` when the account has the role already.
Result<Role> create_service_linked_role(IdentityStore& store, std::string_view account_id,
                                        const LinkedService& service, std::string_view description);

// The role as it is, made first when the account has none: what a service does on first use.
Result<Role> ensure_service_linked_role(IdentityStore& store, std::string_view account_id,
                                        const LinkedService& service);

// Deletes the role and answers with the id under which the outcome can be asked for. `not_found`
// when the account has no service-linked role of that name.
Result<std::string> delete_service_linked_role(IdentityStore& store, std::string_view account_id,
                                               std::string_view name);
// Whether a deletion of the account with this id was asked for; each is over when it is answered.
Result<bool> has_deletion(IdentityStore& store, std::string_view account_id, std::string_view id);

}  // namespace amicast::iam
