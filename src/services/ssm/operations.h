// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::ssm {

Operation add_tags_to_resource_operation();
Operation delete_parameter_operation();
Operation delete_parameters_operation();
Operation describe_parameters_operation();
Operation get_parameter_operation();
Operation get_parameter_history_operation();
Operation get_parameters_operation();
Operation get_parameters_by_path_operation();
Operation label_parameter_version_operation();
Operation list_tags_for_resource_operation();
Operation put_parameter_operation();
Operation remove_tags_from_resource_operation();
Operation unlabel_parameter_version_operation();

}  // namespace amicast::services::ssm
