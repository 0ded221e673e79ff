// UpdateOrganizationalUnit: another name for a unit.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct UpdateOrganizationalUnitInput {
    std::string organizational_unit_id;
    std::optional<std::string> name;

    static std::span<const wire::Member> members() {
        using This = UpdateOrganizationalUnitInput;
        static const wire::Member rows[] = {
            wire::member<&This::organizational_unit_id>("OrganizationalUnitId", unit_id),
            wire::member<&This::name>("Name", optional_unit_name),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const UpdateOrganizationalUnitInput& input) {
    return on_target(call, "organizations:UpdateOrganizationalUnit", input.organizational_unit_id);
}

Result<OrganizationalUnitOutput> update_organizational_unit(
    Call& call, const UpdateOrganizationalUnitInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    return call.site.identity.change_value(
        [&](catalog::Transaction& tx) -> Result<OrganizationalUnitOutput> {
            auto unit = require_unit(tx, *organization, input.organizational_unit_id);
            if (!unit) return failure(unit.error());
            if (input.name) {
                Status done = iam::rename_unit(tx, *organization, *unit, *input.name);
                if (!done) {
                    return failure(
                        in_conflict(done.error(), "DuplicateOrganizationalUnitException"));
                }
                unit->name = *input.name;
            }
            auto shape = unit_shape(tx, *organization, *unit);
            if (!shape) return failure(shape.error());
            return OrganizationalUnitOutput{.organizational_unit = std::move(*shape)};
        });
}

}  // namespace

Operation update_organizational_unit_operation() {
    return operation<&update_organizational_unit, &access>(
        {.name = "UpdateOrganizationalUnit",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException DuplicateOrganizationalUnitException "
                   "InvalidInputException OrganizationalUnitNotFoundException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
