// DeleteOrganizationalUnit: a unit without accounts and units.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DeleteOrganizationalUnitInput {
    std::string organizational_unit_id;

    static std::span<const wire::Member> members() {
        using This = DeleteOrganizationalUnitInput;
        static const wire::Member rows[] = {
            wire::member<&This::organizational_unit_id>("OrganizationalUnitId", unit_id)};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const DeleteOrganizationalUnitInput& input) {
    return on_target(call, "organizations:DeleteOrganizationalUnit", input.organizational_unit_id);
}

Result<NoOutput> delete_organizational_unit(Call& call,
                                            const DeleteOrganizationalUnitInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status deleted = call.site.identity.change([&](catalog::Transaction& tx) -> Status {
        auto unit = require_unit(tx, *organization, input.organizational_unit_id);
        if (!unit) return failure(unit.error());
        auto children = iam::has_children(tx, *organization, unit->id);
        if (!children) return failure(children.error());
        if (*children) {
            return failure(exception(
                ErrorKind::conflict, "OrganizationalUnitNotEmptyException",
                "The specified OU is not empty. Move all accounts to another root or to other "
                "OUs, remove all child OUs, and try the operation again."));
        }
        return iam::delete_unit(tx, *organization, unit->id);
    });
    if (!deleted) return failure(deleted.error());
    return NoOutput{};
}

}  // namespace

Operation delete_organizational_unit_operation() {
    return operation<&delete_organizational_unit, &access>(
        {.name = "DeleteOrganizationalUnit",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException InvalidInputException "
                   "OrganizationalUnitNotEmptyException OrganizationalUnitNotFoundException "
                   "ServiceException TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
