// An account that leaves its organization, by its own will or not.
#pragma once

#include <string_view>

#include "base/result.h"
#include "catalog/database.h"
#include "iam/organizations.h"

namespace amicast::services::organizations {

// AccountNotFoundException for an account of another organization,
// MasterCannotLeaveOrganizationException for the management account.
Status depart(catalog::Transaction& tx, const iam::Organization& organization,
              std::string_view account_id);

inline constexpr std::string_view departure_errors =
    "AWSOrganizationsNotInUseException AccessDeniedException AccountNotFoundException "
    "ConcurrentModificationException ConstraintViolationException InvalidInputException "
    "MasterCannotLeaveOrganizationException ServiceException TooManyRequestsException";

}  // namespace amicast::services::organizations
