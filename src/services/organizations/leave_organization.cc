// LeaveOrganization: the caller's own account leaves; the management account cannot.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/departure.h"
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
