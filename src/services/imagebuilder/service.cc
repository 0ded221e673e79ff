// The table of EC2 Image Builder.
#include "services/imagebuilder/service.h"

#include "services/imagebuilder/errors.h"
#include "services/imagebuilder/operations.h"

namespace amicast::services {

const Service& imagebuilder_service() {
    static const Operation operations[] = {
        imagebuilder::cancel_image_creation_operation(),
        imagebuilder::cancel_lifecycle_execution_operation(),
        imagebuilder::create_distribution_configuration_operation(),
        imagebuilder::create_lifecycle_policy_operation(),
        imagebuilder::delete_distribution_configuration_operation(),
        imagebuilder::delete_image_operation(),
        imagebuilder::delete_lifecycle_policy_operation(),
        imagebuilder::distribute_image_operation(),
        imagebuilder::get_distribution_configuration_operation(),
        imagebuilder::get_image_operation(),
        imagebuilder::get_image_policy_operation(),
        imagebuilder::get_lifecycle_execution_operation(),
        imagebuilder::get_lifecycle_policy_operation(),
        imagebuilder::get_workflow_execution_operation(),
        imagebuilder::get_workflow_step_execution_operation(),
        imagebuilder::import_disk_image_operation(),
        imagebuilder::import_vm_image_operation(),
        imagebuilder::list_distribution_configurations_operation(),
        imagebuilder::list_image_build_versions_operation(),
        imagebuilder::list_image_packages_operation(),
        imagebuilder::list_images_operation(),
        imagebuilder::list_lifecycle_execution_resources_operation(),
        imagebuilder::list_lifecycle_executions_operation(),
        imagebuilder::list_lifecycle_policies_operation(),
        imagebuilder::list_tags_for_resource_operation(),
        imagebuilder::list_waiting_workflow_steps_operation(),
        imagebuilder::list_workflow_executions_operation(),
        imagebuilder::list_workflow_step_executions_operation(),
        imagebuilder::put_image_policy_operation(),
        imagebuilder::retry_image_operation(),
        imagebuilder::send_workflow_step_action_operation(),
        imagebuilder::start_resource_state_update_operation(),
        imagebuilder::tag_resource_operation(),
        imagebuilder::untag_resource_operation(),
        imagebuilder::update_distribution_configuration_operation(),
        imagebuilder::update_lifecycle_policy_operation(),
    };
    static const Service service{.shape = {.name = "imagebuilder",
                                           .protocol = wire::Protocol::rest_json,
                                           .api_version = "2019-12-02",
                                           .error_codes = imagebuilder::error_codes(),
                                           .name_input_problem = &imagebuilder::name_input_problem,
                                           .name_error = &imagebuilder::name_error},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
