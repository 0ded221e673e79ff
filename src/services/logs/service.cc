// The table of CloudWatch Logs.
#include "services/logs/service.h"

#include "services/logs/errors.h"
#include "services/logs/operations.h"

namespace amicast::services {

const Service& logs_service() {
    static const Operation operations[] = {
        logs_api::create_log_group_operation(),
        logs_api::create_log_stream_operation(),
        logs_api::delete_log_group_operation(),
        logs_api::delete_log_stream_operation(),
        logs_api::delete_retention_policy_operation(),
        logs_api::describe_log_groups_operation(),
        logs_api::describe_log_streams_operation(),
        logs_api::filter_log_events_operation(),
        logs_api::get_log_events_operation(),
        logs_api::list_tags_for_resource_operation(),
        logs_api::list_tags_log_group_operation(),
        logs_api::put_log_events_operation(),
        logs_api::put_log_group_deletion_protection_operation(),
        logs_api::put_retention_policy_operation(),
        logs_api::tag_log_group_operation(),
        logs_api::tag_resource_operation(),
        logs_api::untag_log_group_operation(),
        logs_api::untag_resource_operation(),
    };
    static const Service service{.shape = {.name = "logs",
                                           .protocol = wire::Protocol::json_1_1,
                                           .api_version = "2014-03-28",
                                           .target_prefix = "Logs_20140328",
                                           .error_codes = logs_api::error_codes(),
                                           .name_input_problem = &logs_api::name_input_problem,
                                           .name_error = &logs_api::name_error},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
