// The operations of this service, each defined in the file of its name; the older tag operations in
// log_group_tags.cc, retention in retention_policy.cc.
#pragma once

#include "services/operation.h"

namespace amicast::services::logs_api {

Operation create_log_group_operation();
Operation create_log_stream_operation();
Operation delete_log_group_operation();
Operation delete_log_stream_operation();
Operation delete_retention_policy_operation();
Operation describe_log_groups_operation();
Operation describe_log_streams_operation();
Operation filter_log_events_operation();
Operation get_log_events_operation();
Operation list_tags_for_resource_operation();
Operation list_tags_log_group_operation();
Operation put_log_events_operation();
Operation put_log_group_deletion_protection_operation();
Operation put_retention_policy_operation();
Operation tag_log_group_operation();
Operation tag_resource_operation();
Operation untag_log_group_operation();
Operation untag_resource_operation();

}  // namespace amicast::services::logs_api
