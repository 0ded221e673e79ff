// The table of the Parameter Store.
#include "services/ssm/service.h"

#include "services/ssm/errors.h"
#include "services/ssm/operations.h"

namespace amicast::services {

const Service& ssm_service() {
    static const Operation operations[] = {
        ssm::add_tags_to_resource_operation(),
        ssm::delete_parameter_operation(),
        ssm::delete_parameters_operation(),
        ssm::describe_parameters_operation(),
        ssm::get_parameter_operation(),
        ssm::get_parameter_history_operation(),
        ssm::get_parameters_operation(),
        ssm::get_parameters_by_path_operation(),
        ssm::label_parameter_version_operation(),
        ssm::list_tags_for_resource_operation(),
        ssm::put_parameter_operation(),
        ssm::remove_tags_from_resource_operation(),
        ssm::unlabel_parameter_version_operation(),
    };
    static const Service service{.shape = {.name = "ssm",
                                           .protocol = wire::Protocol::json_1_1,
                                           .api_version = "2014-11-06",
                                           .target_prefix = "AmazonSSM",
                                           .error_codes = ssm::error_codes(),
                                           .name_input_problem = &ssm::name_input_problem,
                                           .name_error = &ssm::name_error},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
