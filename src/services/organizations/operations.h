// The operations of this service, each defined in the file of its name.
#pragma once

#include "services/operation.h"

namespace amicast::services::organizations {

Operation create_account_operation();
Operation create_organization_operation();
Operation describe_account_operation();
Operation describe_create_account_status_operation();
Operation describe_organization_operation();
Operation list_accounts_operation();

}  // namespace amicast::services::organizations
