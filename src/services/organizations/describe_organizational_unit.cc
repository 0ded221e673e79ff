// DescribeOrganizationalUnit: name and place of a unit.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DescribeOrganizationalUnitInput {
    std::string organizational_unit_id;

    static std::span<const wire::Member> members() {
        using This = DescribeOrganizationalUnitInput;
        static const wire::Member rows[] = {
            wire::member<&This::organizational_unit_id>("OrganizationalUnitId", unit_id)};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const DescribeOrganizationalUnitInput& input) {
    return on_target(call, "organizations:DescribeOrganizationalUnit",
                     input.organizational_unit_id);
}

Result<OrganizationalUnitOutput> describe_organizational_unit(
    Call& call, const DescribeOrganizationalUnitInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<OrganizationalUnitOutput> {
            auto unit = require_unit(tx, *organization, input.organizational_unit_id);
            if (!unit) return failure(unit.error());
            auto shape = unit_shape(tx, *organization, *unit);
            if (!shape) return failure(shape.error());
            return OrganizationalUnitOutput{.organizational_unit = std::move(*shape)};
        });
}

}  // namespace

Operation describe_organizational_unit_operation() {
    return operation<&describe_organizational_unit, &access>(
        {.name = "DescribeOrganizationalUnit",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException OrganizationalUnitNotFoundException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
