// DescribeCreateAccountStatus: how a CreateAccount went.
#include "iam/organizations.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DescribeCreateAccountStatusInput {
    std::string create_account_request_id;

    static std::span<const wire::Member> members() {
        using This = DescribeCreateAccountStatusInput;
        static const wire::Member rows[] = {wire::member<&This::create_account_request_id>(
            "CreateAccountRequestId",
            {.required = true, .max = 36, .pattern = R"(^car-[a-z0-9]{8,32}$)"})};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const DescribeCreateAccountStatusInput&) {
    return {
        {.action = "organizations:DescribeCreateAccountStatus", .resource = "*", .context = {}}};
}

Result<AccountStatusOutput> describe_create_account_status(
    Call& call, const DescribeCreateAccountStatusInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto creation = iam::find_account_creation(call.site.identity, *organization,
                                               input.create_account_request_id);
    if (!creation) return failure(creation.error());
    if (!*creation) return failure(creation_not_found(input.create_account_request_id));
    return AccountStatusOutput{.create_account_status = status_shape(**creation)};
}

}  // namespace

Operation describe_create_account_status_operation() {
    return operation<&describe_create_account_status, &access>(
        {.name = "DescribeCreateAccountStatus",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "CreateAccountStatusNotFoundException InvalidInputException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
