// DescribeAccount: one account of the organization, for its management account.
#include "iam/identity_store.h"
#include "iam/organizations.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct DescribeAccountInput {
    std::string account_id;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {wire::member<&DescribeAccountInput::account_id>(
            "AccountId", organizations::account_id)};
        return rows;
    }
};

struct DescribeAccountOutput {
    Account account;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&DescribeAccountOutput::account>("Account")};
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const DescribeAccountInput& input) {
    return on_target(call, "organizations:DescribeAccount", input.account_id);
}

Result<DescribeAccountOutput> describe_account(Call& call, const DescribeAccountInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto member = iam::find_member(call.site.identity, *organization, input.account_id);
    if (!member) return failure(member.error());
    if (!*member) return failure(account_not_found());
    return DescribeAccountOutput{.account = account_shape(*organization, **member)};
}

}  // namespace

Operation describe_account_operation() {
    return operation<&describe_account, &access>(
        {.name = "DescribeAccount",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "AccountNotFoundException InvalidInputException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
