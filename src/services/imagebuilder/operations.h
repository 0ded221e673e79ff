// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::imagebuilder {

Operation cancel_image_creation_operation();
Operation cancel_lifecycle_execution_operation();
Operation create_distribution_configuration_operation();
Operation create_lifecycle_policy_operation();
Operation delete_distribution_configuration_operation();
Operation delete_image_operation();
Operation delete_lifecycle_policy_operation();
Operation distribute_image_operation();
Operation get_distribution_configuration_operation();
Operation get_image_operation();
Operation get_image_policy_operation();
Operation get_lifecycle_execution_operation();
Operation get_lifecycle_policy_operation();
Operation get_workflow_execution_operation();
Operation get_workflow_step_execution_operation();
Operation import_disk_image_operation();
Operation import_vm_image_operation();
Operation list_distribution_configurations_operation();
Operation list_image_build_versions_operation();
Operation list_image_packages_operation();
Operation list_images_operation();
Operation list_lifecycle_execution_resources_operation();
Operation list_lifecycle_executions_operation();
Operation list_lifecycle_policies_operation();
Operation list_tags_for_resource_operation();
Operation list_waiting_workflow_steps_operation();
Operation list_workflow_executions_operation();
Operation list_workflow_step_executions_operation();
Operation put_image_policy_operation();
Operation retry_image_operation();
Operation send_workflow_step_action_operation();
Operation start_resource_state_update_operation();
Operation tag_resource_operation();
Operation untag_resource_operation();
Operation update_distribution_configuration_operation();
Operation update_lifecycle_policy_operation();

}  // namespace amicast::services::imagebuilder
