// The table of Organizations.
#include "services/organizations/service.h"

#include "services/organizations/errors.h"
#include "services/organizations/operations.h"

namespace amicast::services {

const Service& organizations_service() {
    static const Operation operations[] = {
        organizations::create_account_operation(),
        organizations::create_organization_operation(),
        organizations::describe_account_operation(),
        organizations::describe_create_account_status_operation(),
        organizations::describe_organization_operation(),
        organizations::list_accounts_operation(),
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
