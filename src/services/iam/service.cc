// The table of IAM, its error codes and their statuses.
#include "services/iam/service.h"

#include "services/iam/errors.h"
#include "services/iam/operations.h"
#include "services/query_errors.h"

namespace amicast::services {
namespace {

constexpr wire::ErrorCode codes[] = {
    {"AccessDenied", 403},
    {"ConcurrentModification", 409},
    {"DeleteConflict", 409},
    {"EntityAlreadyExists", 409},
    {"InvalidInput", 400},
    {"LimitExceeded", 409},
    {"MalformedPolicyDocument", 400},
    {"MalformedQueryString", 400},
    {"NoSuchEntity", 404},
    {"PolicyNotAttachable", 400},
    {"ServiceFailure", 500},
    {"ServiceUnavailable", 503},
    {"Throttling", 400},
    {"UnmodifiableEntity", 400},
    {"ValidationError", 400},
};

}  // namespace

const Service& iam_service() {
    static const Operation operations[] = {
        iam_api::add_user_to_group_operation(),
        iam_api::attach_group_policy_operation(),
        iam_api::attach_role_policy_operation(),
        iam_api::attach_user_policy_operation(),
        iam_api::create_access_key_operation(),
        iam_api::create_account_alias_operation(),
        iam_api::create_group_operation(),
        iam_api::create_policy_operation(),
        iam_api::create_policy_version_operation(),
        iam_api::create_role_operation(),
        iam_api::create_service_linked_role_operation(),
        iam_api::create_user_operation(),
        iam_api::delete_access_key_operation(),
        iam_api::delete_account_alias_operation(),
        iam_api::delete_group_operation(),
        iam_api::delete_group_policy_operation(),
        iam_api::delete_policy_operation(),
        iam_api::delete_policy_version_operation(),
        iam_api::delete_role_operation(),
        iam_api::delete_role_permissions_boundary_operation(),
        iam_api::delete_role_policy_operation(),
        iam_api::delete_service_linked_role_operation(),
        iam_api::delete_user_operation(),
        iam_api::delete_user_permissions_boundary_operation(),
        iam_api::delete_user_policy_operation(),
        iam_api::detach_group_policy_operation(),
        iam_api::detach_role_policy_operation(),
        iam_api::detach_user_policy_operation(),
        iam_api::get_access_key_last_used_operation(),
        iam_api::get_group_operation(),
        iam_api::get_group_policy_operation(),
        iam_api::get_policy_operation(),
        iam_api::get_policy_version_operation(),
        iam_api::get_role_operation(),
        iam_api::get_role_policy_operation(),
        iam_api::get_service_linked_role_deletion_status_operation(),
        iam_api::get_user_operation(),
        iam_api::get_user_policy_operation(),
        iam_api::list_access_keys_operation(),
        iam_api::list_account_aliases_operation(),
        iam_api::list_attached_group_policies_operation(),
        iam_api::list_attached_role_policies_operation(),
        iam_api::list_attached_user_policies_operation(),
        iam_api::list_entities_for_policy_operation(),
        iam_api::list_group_policies_operation(),
        iam_api::list_groups_for_user_operation(),
        iam_api::list_groups_operation(),
        iam_api::list_policies_operation(),
        iam_api::list_policy_tags_operation(),
        iam_api::list_policy_versions_operation(),
        iam_api::list_role_policies_operation(),
        iam_api::list_role_tags_operation(),
        iam_api::list_roles_operation(),
        iam_api::list_user_policies_operation(),
        iam_api::list_user_tags_operation(),
        iam_api::list_users_operation(),
        iam_api::put_group_policy_operation(),
        iam_api::put_role_permissions_boundary_operation(),
        iam_api::put_role_policy_operation(),
        iam_api::put_user_permissions_boundary_operation(),
        iam_api::put_user_policy_operation(),
        iam_api::remove_user_from_group_operation(),
        iam_api::set_default_policy_version_operation(),
        iam_api::tag_policy_operation(),
        iam_api::tag_role_operation(),
        iam_api::tag_user_operation(),
        iam_api::untag_policy_operation(),
        iam_api::untag_role_operation(),
        iam_api::untag_user_operation(),
        iam_api::update_access_key_operation(),
        iam_api::update_assume_role_policy_operation(),
        iam_api::update_group_operation(),
        iam_api::update_role_description_operation(),
        iam_api::update_role_operation(),
        iam_api::update_user_operation(),
    };
    static const Service service{
        .shape = {.name = "iam",
                  .protocol = wire::Protocol::aws_query,
                  .api_version = "2010-05-08",
                  .xml_namespace = "https://iam.amazonaws.com/doc/2010-05-08/",
                  .global = true,
                  .error_codes = codes,
                  .name_input_problem = &name_query_input_problem,
                  .name_error = &iam_api::name_error},
        .operations = operations};
    return service;
}

}  // namespace amicast::services
