// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::organizations {

Operation attach_policy_operation();
Operation create_account_operation();
Operation create_organization_operation();
Operation create_organizational_unit_operation();
Operation create_policy_operation();
Operation delete_organization_operation();
Operation delete_organizational_unit_operation();
Operation delete_policy_operation();
Operation describe_account_operation();
Operation describe_create_account_status_operation();
Operation describe_organization_operation();
Operation describe_organizational_unit_operation();
Operation describe_policy_operation();
Operation detach_policy_operation();
Operation disable_aws_service_access_operation();
Operation disable_policy_type_operation();
Operation enable_aws_service_access_operation();
Operation enable_policy_type_operation();
Operation leave_organization_operation();
Operation list_accounts_for_parent_operation();
Operation list_accounts_operation();
Operation list_aws_service_access_for_organization_operation();
Operation list_children_operation();
Operation list_organizational_units_for_parent_operation();
Operation list_parents_operation();
Operation list_policies_for_target_operation();
Operation list_policies_operation();
Operation list_roots_operation();
Operation list_tags_for_resource_operation();
Operation list_targets_for_policy_operation();
Operation move_account_operation();
Operation remove_account_from_organization_operation();
Operation tag_resource_operation();
Operation untag_resource_operation();
Operation update_organizational_unit_operation();
Operation update_policy_operation();

}  // namespace amicast::services::organizations
