// The operations of this service, by the file they stand in. Siblings that differ in a line share
// one.
#pragma once

#include "services/operation.h"

namespace amicast::services::iam_api {

// users.cc
Operation create_user_operation();
Operation get_user_operation();
Operation list_users_operation();
Operation delete_user_operation();

// access_keys.cc
Operation create_access_key_operation();
Operation list_access_keys_operation();
Operation update_access_key_operation();
Operation delete_access_key_operation();

// roles.cc
Operation create_role_operation();
Operation get_role_operation();
Operation list_roles_operation();
Operation delete_role_operation();
Operation update_assume_role_policy_operation();

// user_policies.cc
Operation put_user_policy_operation();
Operation get_user_policy_operation();
Operation list_user_policies_operation();
Operation delete_user_policy_operation();

// role_policies.cc
Operation put_role_policy_operation();
Operation get_role_policy_operation();
Operation list_role_policies_operation();
Operation delete_role_policy_operation();

}  // namespace amicast::services::iam_api
