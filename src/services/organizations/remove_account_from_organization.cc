// RemoveAccountFromOrganization: a member stands alone from the next request on; what is shared
// with the organization or its units is no longer shared with it.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/departure.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct RemoveAccountFromOrganizationInput {
    std::string account_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&RemoveAccountFromOrganizationInput::account_id>(
                "AccountId", organizations::account_id)};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call,
                                       const RemoveAccountFromOrganizationInput& input) {
    return on_target(call, "organizations:RemoveAccountFromOrganization", input.account_id);
}

Result<NoOutput> remove_account_from_organization(Call& call,
                                                  const RemoveAccountFromOrganizationInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status removed = call.site.identity.change(
        [&](catalog::Transaction& tx) { return depart(tx, *organization, input.account_id); });
    if (!removed) return failure(removed.error());
    return NoOutput{};
}

}  // namespace

Operation remove_account_from_organization_operation() {
    return operation<&remove_account_from_organization, &access>(
        {.name = "RemoveAccountFromOrganization", .errors = departure_errors});
}

}  // namespace amicast::services::organizations
