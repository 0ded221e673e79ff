// DeleteOrganization: an organization in which only the management account is left.
#include "iam/identity_store.h"
#include "iam/organizations.h"
#include "services/organizations/access.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DeleteOrganizationInput {
    static std::span<const wire::Member> members() { return {}; }
};

std::vector<iam::AccessRequest> access(Call&, const DeleteOrganizationInput&) {
    return on_everything("organizations:DeleteOrganization");
}

Result<NoOutput> delete_organization(Call& call, const DeleteOrganizationInput&) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status deleted = call.site.identity.change(
        [&](catalog::Transaction& tx) { return iam::delete_organization(tx, *organization); });
    if (!deleted) return failure(in_conflict(deleted.error(), "OrganizationNotEmptyException"));
    return NoOutput{};
}

}  // namespace

Operation delete_organization_operation() {
    return operation<&delete_organization, &access>(
        {.name = "DeleteOrganization",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException OrganizationNotEmptyException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
