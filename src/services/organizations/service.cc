// The table of Organizations.
#include "services/organizations/service.h"

#include "services/organizations/errors.h"
#include "services/organizations/operations.h"

namespace amicast::services {

const Service& organizations_service() {
    static const Operation operations[] = {
        organizations::attach_policy_operation(),
        organizations::create_account_operation(),
        organizations::create_organization_operation(),
        organizations::create_organizational_unit_operation(),
        organizations::create_policy_operation(),
        organizations::delete_organization_operation(),
        organizations::delete_organizational_unit_operation(),
        organizations::delete_policy_operation(),
        organizations::describe_account_operation(),
        organizations::describe_create_account_status_operation(),
        organizations::describe_organization_operation(),
        organizations::describe_organizational_unit_operation(),
        organizations::describe_policy_operation(),
        organizations::detach_policy_operation(),
        organizations::disable_aws_service_access_operation(),
        organizations::disable_policy_type_operation(),
        organizations::enable_aws_service_access_operation(),
        organizations::enable_policy_type_operation(),
        organizations::leave_organization_operation(),
        organizations::list_accounts_for_parent_operation(),
        organizations::list_accounts_operation(),
        organizations::list_aws_service_access_for_organization_operation(),
        organizations::list_children_operation(),
        organizations::list_organizational_units_for_parent_operation(),
        organizations::list_parents_operation(),
        organizations::list_policies_for_target_operation(),
        organizations::list_policies_operation(),
        organizations::list_roots_operation(),
        organizations::list_tags_for_resource_operation(),
        organizations::list_targets_for_policy_operation(),
        organizations::move_account_operation(),
        organizations::remove_account_from_organization_operation(),
        organizations::tag_resource_operation(),
        organizations::untag_resource_operation(),
        organizations::update_organizational_unit_operation(),
        organizations::update_policy_operation(),
    };
    static const Service service{.shape = {.name = "organizations",
                                           .protocol = wire::Protocol::json_1_1,
                                           .api_version = "2016-11-28",
                                           .target_prefix = "AWSOrganizationsV20161128",
                                           .global = true,
                                           .error_codes = organizations::error_codes(),
                                           .name_input_problem = &organizations::name_input_problem,
                                           .name_error = &organizations::name_error},
                                 .operations = operations};
    return service;
}

}  // namespace amicast::services
