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

// update_user.cc
Operation update_user_operation();

// access_keys.cc
Operation create_access_key_operation();
Operation list_access_keys_operation();
Operation update_access_key_operation();
Operation delete_access_key_operation();

// get_access_key_last_used.cc
Operation get_access_key_last_used_operation();

// groups.cc
Operation create_group_operation();
Operation get_group_operation();
Operation list_groups_operation();
Operation update_group_operation();
Operation delete_group_operation();

// group_members.cc
Operation add_user_to_group_operation();
Operation remove_user_from_group_operation();
Operation list_groups_for_user_operation();

// roles.cc
Operation create_role_operation();
Operation get_role_operation();
Operation list_roles_operation();
Operation update_assume_role_policy_operation();
Operation delete_role_operation();

// instance_profiles.cc
Operation create_instance_profile_operation();
Operation get_instance_profile_operation();
Operation list_instance_profiles_operation();
Operation delete_instance_profile_operation();

// instance_profile_roles.cc
Operation add_role_to_instance_profile_operation();
Operation remove_role_from_instance_profile_operation();
Operation list_instance_profiles_for_role_operation();

// update_role.cc
Operation update_role_operation();
Operation update_role_description_operation();

// service_linked_roles.cc
Operation create_service_linked_role_operation();
Operation delete_service_linked_role_operation();
Operation get_service_linked_role_deletion_status_operation();

// inline_policies.cc
Operation put_user_policy_operation();
Operation put_role_policy_operation();
Operation put_group_policy_operation();
Operation get_user_policy_operation();
Operation get_role_policy_operation();
Operation get_group_policy_operation();
Operation list_user_policies_operation();
Operation list_role_policies_operation();
Operation list_group_policies_operation();
Operation delete_user_policy_operation();
Operation delete_role_policy_operation();
Operation delete_group_policy_operation();

// policies.cc
Operation create_policy_operation();
Operation get_policy_operation();
Operation list_policies_operation();
Operation delete_policy_operation();

// policy_versions.cc
Operation create_policy_version_operation();
Operation get_policy_version_operation();
Operation list_policy_versions_operation();
Operation set_default_policy_version_operation();
Operation delete_policy_version_operation();

// attached_policies.cc
Operation attach_user_policy_operation();
Operation attach_role_policy_operation();
Operation attach_group_policy_operation();
Operation detach_user_policy_operation();
Operation detach_role_policy_operation();
Operation detach_group_policy_operation();
Operation list_attached_user_policies_operation();
Operation list_attached_role_policies_operation();
Operation list_attached_group_policies_operation();

// list_entities_for_policy.cc
Operation list_entities_for_policy_operation();

// permissions_boundaries.cc
Operation put_user_permissions_boundary_operation();
Operation put_role_permissions_boundary_operation();
Operation delete_user_permissions_boundary_operation();
Operation delete_role_permissions_boundary_operation();

// entity_tags.cc
Operation tag_user_operation();
Operation tag_role_operation();
Operation tag_policy_operation();
Operation tag_instance_profile_operation();
Operation untag_user_operation();
Operation untag_role_operation();
Operation untag_policy_operation();
Operation untag_instance_profile_operation();
Operation list_user_tags_operation();
Operation list_role_tags_operation();
Operation list_policy_tags_operation();
Operation list_instance_profile_tags_operation();

// account_aliases.cc
Operation create_account_alias_operation();
Operation list_account_aliases_operation();
Operation delete_account_alias_operation();

Operation get_context_keys_for_custom_policy_operation();
Operation get_context_keys_for_principal_policy_operation();
Operation simulate_custom_policy_operation();
Operation simulate_principal_policy_operation();

}  // namespace amicast::services::iam_api
