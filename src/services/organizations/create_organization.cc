// CreateOrganization: the caller's account becomes the management account of a new organization.
#include "iam/organizations.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct CreateOrganizationInput {
    std::optional<std::string> feature_set;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&CreateOrganizationInput::feature_set>(
            "FeatureSet", {.one_of = "ALL CONSOLIDATED_BILLING"})};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const CreateOrganizationInput&) {
    return {{.action = "organizations:CreateOrganization", .resource = "*", .context = {}}};
}

Result<OrganizationOutput> create_organization(Call& call, const CreateOrganizationInput& input) {
    auto organization = iam::create_organization(call.site.identity, call.account(),
                                                 input.feature_set.value_or("ALL"));
    if (!organization) {
        Error error = organization.error();
        if (error.kind == ErrorKind::conflict) error.code = "AlreadyInOrganizationException";
        return failure(std::move(error));
    }
    return organization_output(call, *organization);
}

}  // namespace

Operation create_organization_operation() {
    return operation<&create_organization, &access>(
        {.name = "CreateOrganization",
         .errors = "AccessDeniedException AccessDeniedForDependencyException "
                   "AlreadyInOrganizationException ConcurrentModificationException "
                   "ConstraintViolationException InvalidInputException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
