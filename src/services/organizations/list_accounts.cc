// ListAccounts: the accounts of the organization, page by page, for its management account.
#include "iam/organizations.h"
#include "services/organizations/constraints.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListAccountsInput {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListAccountsInput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListAccountsOutput {
    std::vector<Account> accounts;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListAccountsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::accounts>("Accounts", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const ListAccountsInput&) {
    return {{.action = "organizations:ListAccounts", .resource = "*", .context = {}}};
}

Result<ListAccountsOutput> list_accounts(Call& call, const ListAccountsInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    auto members = iam::list_members(call.site.identity, *organization, *page);
    if (!members) return failure(members.error());
    ListAccountsOutput output;
    for (const iam::Member& member : members->items)
        output.accounts.push_back(account_shape(*organization, member));
    output.next_token = next_token_for(members->next);
    return output;
}

}  // namespace

Operation list_accounts_operation() {
    return operation<&list_accounts, &access>(
        {.name = "ListAccounts",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ServiceException TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
