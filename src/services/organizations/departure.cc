#include "services/organizations/departure.h"

#include "iam/organization_tree.h"
#include "services/organizations/errors.h"

namespace amicast::services::organizations {

Status depart(catalog::Transaction& tx, const iam::Organization& organization,
              std::string_view account_id) {
    auto parent = iam::select_parent_of_account(tx, organization, account_id);
    if (!parent) return failure(parent.error());
    if (!*parent) return failure(account_not_found());
    if (account_id == organization.management_account_id) {
        return failure(exception(ErrorKind::conflict, "MasterCannotLeaveOrganizationException",
                                 "You can't remove a management account from an organization. "
                                 "Delete the organization to make it stand alone."));
    }
    return iam::remove_member(tx, organization, account_id);
}

}  // namespace amicast::services::organizations
