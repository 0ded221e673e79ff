// LeaveOrganization: the caller's own account leaves, if it was invited. One that the organization
// has made must be let go by the management account: otherwise leaving would be the way around
// service control policies. AWS asks such an account for an agreement and a means of payment first.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/departure.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct LeaveOrganizationInput {
    static std::span<const wire::Member> members() { return {}; }
};

std::vector<iam::AccessRequest> access(Call&, const LeaveOrganizationInput&) {
    return on_everything("organizations:LeaveOrganization");
}

Result<NoOutput> leave_organization(Call& call, const LeaveOrganizationInput&) {
    auto organization = require_organization(call);
    if (!organization) return failure(organization.error());
    auto member = iam::find_member(call.site.identity, *organization, call.account());
    if (!member) return failure(member.error());
    if (*member && !(*member)->invited) {
        return failure(
            constraint_violation("ACCOUNT_CANNOT_LEAVE_WITHOUT_EULA",
                                 "The account was created in its organization and cannot leave by "
                                 "itself. The management "
                                 "account can remove it with RemoveAccountFromOrganization."));
    }
    Status left = call.site.identity.change(
        [&](catalog::Transaction& tx) { return depart(tx, *organization, call.account()); });
    if (!left) return failure(left.error());
    return NoOutput{};
}

}  // namespace

Operation leave_organization_operation() {
    return operation<&leave_organization, &access>(
        {.name = "LeaveOrganization", .errors = departure_errors});
}

}  // namespace amicast::services::organizations
