// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::imagebuilder {

Operation cancel_image_creation_operation();
Operation create_distribution_configuration_operation();
Operation delete_distribution_configuration_operation();
Operation delete_image_operation();
Operation distribute_image_operation();
Operation get_distribution_configuration_operation();
Operation get_image_operation();
Operation list_distribution_configurations_operation();
Operation list_image_build_versions_operation();
Operation list_images_operation();
Operation list_tags_for_resource_operation();
Operation retry_image_operation();
Operation tag_resource_operation();
Operation untag_resource_operation();
Operation update_distribution_configuration_operation();

}  // namespace amicast::services::imagebuilder
