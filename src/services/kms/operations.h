// The operations of this service, each defined in the file of its name or with its opposite.
#pragma once

#include "services/operation.h"

namespace amicast::services::kms {

Operation cancel_key_deletion_operation();
Operation create_alias_operation();
Operation create_grant_operation();
Operation create_key_operation();
Operation decrypt_operation();
Operation delete_alias_operation();
Operation describe_key_operation();
Operation disable_key_operation();
Operation disable_key_rotation_operation();
Operation enable_key_operation();
Operation enable_key_rotation_operation();
Operation encrypt_operation();
Operation generate_data_key_operation();
Operation generate_data_key_without_plaintext_operation();
Operation generate_random_operation();
Operation get_key_policy_operation();
Operation get_key_rotation_status_operation();
Operation list_aliases_operation();
Operation list_grants_operation();
Operation list_key_policies_operation();
Operation list_key_rotations_operation();
Operation list_keys_operation();
Operation list_resource_tags_operation();
Operation list_retirable_grants_operation();
Operation put_key_policy_operation();
Operation re_encrypt_operation();
Operation retire_grant_operation();
Operation revoke_grant_operation();
Operation rotate_key_on_demand_operation();
Operation schedule_key_deletion_operation();
Operation tag_resource_operation();
Operation untag_resource_operation();
Operation update_alias_operation();
Operation update_key_description_operation();

}  // namespace amicast::services::kms
