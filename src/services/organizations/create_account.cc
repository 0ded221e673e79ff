// CreateAccount: a new account of the organization, with a role through which the management
// account may enter it. It is ready when the answer is sent; clients that wait for
// DescribeCreateAccountStatus see the same record.
#include "iam/organizations.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tags.h"

namespace amicast::services::organizations {
namespace {

constexpr std::string_view default_role_name = "OrganizationAccountAccessRole";

struct CreateAccountInput {
    std::string email;
    std::string account_name;
    std::optional<std::string> role_name;
    std::optional<std::string> iam_user_access_to_billing;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateAccountInput;
        static const wire::Member rows[] = {
            wire::member<&This::email>("Email", {.required = true,
                                                 .min = 6,
                                                 .max = 64,
                                                 .pattern = R"(^(?:[^\s@]+@[^\s@]+\.[^\s@]+)$)"}),
            wire::member<&This::account_name>(
                "AccountName",
                {.required = true, .min = 1, .max = 50, .pattern = R"(^(?:[\u0020-\u007E]+)$)"}),
            wire::member<&This::role_name>("RoleName",
                                           {.max = 64, .pattern = R"(^(?:[\w+=,.@-]{1,64})$)"}),
            wire::member<&This::iam_user_access_to_billing>("IamUserAccessToBilling",
                                                            {.one_of = "ALLOW DENY"}),
            wire::member<&This::tags>("Tags"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const CreateAccountInput& input) {
    iam::AccessRequest request{
        .action = "organizations:CreateAccount", .resource = "*", .context = {}};
    add_request_tags(input.tags, request.context);
    std::vector<iam::AccessRequest> requests{request};
    if (!input.tags.empty()) {
        request.action = "organizations:TagResource";
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<AccountStatusOutput> create_account(Call& call, const CreateAccountInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    if (input.role_name && input.role_name->starts_with("AWSServiceRoleFor")) {
        return failure(invalid_input("INVALID_ROLE_NAME",
                                     "RoleName: a name cannot begin with AWSServiceRoleFor, which "
                                     "is reserved for service-linked roles."));
    }
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    iam::NewMember wanted{
        .name = input.account_name,
        .email = input.email,
        .access_role_name = input.role_name.value_or(std::string(default_role_name)),
        .tags = std::move(*tags)};
    auto creation = iam::create_member(call.site.identity, *organization, wanted);
    if (!creation) return failure(creation.error());
    return AccountStatusOutput{.create_account_status = status_shape(*creation)};
}

}  // namespace

Operation create_account_operation() {
    return operation<&create_account, &access>(
        {.name = "CreateAccount",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "FinalizingOrganizationException InvalidInputException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
