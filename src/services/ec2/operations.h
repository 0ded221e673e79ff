// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::ec2 {

Operation cancel_image_launch_permission_operation();
Operation cancel_import_task_operation();
Operation copy_image_operation();
Operation copy_snapshot_operation();
Operation create_launch_template_operation();
Operation create_launch_template_version_operation();
Operation create_tags_operation();
Operation delete_launch_template_operation();
Operation delete_launch_template_versions_operation();
Operation delete_snapshot_operation();
Operation delete_tags_operation();
Operation deregister_image_operation();
Operation describe_image_attribute_operation();
Operation describe_images_operation();
Operation describe_import_image_tasks_operation();
Operation describe_launch_template_versions_operation();
Operation describe_launch_templates_operation();
Operation describe_regions_operation();
Operation describe_snapshot_attribute_operation();
Operation describe_snapshots_operation();
Operation describe_tags_operation();
Operation disable_ebs_encryption_by_default_operation();
Operation disable_image_block_public_access_operation();
Operation disable_image_deprecation_operation();
Operation disable_image_deregistration_protection_operation();
Operation disable_image_operation();
Operation disable_snapshot_block_public_access_operation();
Operation enable_ebs_encryption_by_default_operation();
Operation enable_image_block_public_access_operation();
Operation enable_image_deprecation_operation();
Operation enable_image_deregistration_protection_operation();
Operation enable_image_operation();
Operation enable_snapshot_block_public_access_operation();
Operation get_ebs_default_kms_key_id_operation();
Operation get_ebs_encryption_by_default_operation();
Operation get_image_block_public_access_state_operation();
Operation get_instance_uefi_data_operation();
Operation get_snapshot_block_public_access_state_operation();
Operation import_image_operation();
Operation modify_ebs_default_kms_key_id_operation();
Operation modify_image_attribute_operation();
Operation modify_launch_template_operation();
Operation modify_snapshot_attribute_operation();
Operation register_image_operation();
Operation reset_ebs_default_kms_key_id_operation();
Operation reset_image_attribute_operation();
Operation reset_snapshot_attribute_operation();

}  // namespace amicast::services::ec2
