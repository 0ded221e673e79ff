// DescribeOrganization: the caller's organization, from any of its accounts.
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DescribeOrganizationInput {
    static std::span<const wire::Member> members() { return {}; }
};

std::vector<iam::AccessRequest> access(Call&, const DescribeOrganizationInput&) {
    return {{.action = "organizations:DescribeOrganization", .resource = "*", .context = {}}};
}

Result<OrganizationOutput> describe_organization(Call& call, const DescribeOrganizationInput&) {
    auto organization = require_organization(call);
    if (!organization) return failure(organization.error());
    return organization_output(call, *organization);
}

}  // namespace

Operation describe_organization_operation() {
    return operation<&describe_organization, &access>(
        {.name = "DescribeOrganization",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ServiceException TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
