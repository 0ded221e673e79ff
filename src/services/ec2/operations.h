// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::ec2 {

Operation copy_image_operation();
Operation copy_snapshot_operation();
Operation create_tags_operation();
Operation delete_snapshot_operation();
Operation delete_tags_operation();
Operation deregister_image_operation();
Operation describe_image_attribute_operation();
Operation describe_images_operation();
Operation describe_regions_operation();
Operation describe_snapshot_attribute_operation();
Operation describe_snapshots_operation();
Operation describe_tags_operation();
Operation get_instance_uefi_data_operation();
Operation modify_image_attribute_operation();
Operation modify_snapshot_attribute_operation();
Operation register_image_operation();

}  // namespace amicast::services::ec2
