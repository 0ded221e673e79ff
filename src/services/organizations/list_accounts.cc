// ListAccounts: the accounts of the organization, page by page, for its management account.
#include "base/encoding.h"
#include "base/ids.h"
#include "iam/organizations.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

constexpr std::int64_t default_max_results = 20;

struct ListAccountsInput {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListAccountsInput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken",
                                            {.max = 100000, .pattern = R"(^(?:[\s\S]*)$)"}),
            wire::member<&This::max_results>("MaxResults", {.min = 1, .max = 20}),
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

// A token is the last account id of the page before, in base64.
Result<iam::PageRequest> read_page(const ListAccountsInput& input) {
    iam::PageRequest page;
    page.max = static_cast<std::size_t>(input.max_results.value_or(default_max_results));
    if (!input.next_token) return page;
    auto bytes = from_base64(*input.next_token);
    if (!bytes || !is_account_id(as_text(*bytes))) {
        return failure(invalid_input("INVALID_NEXT_TOKEN",
                                     "NextToken: expected the token of the previous answer."));
    }
    page.after = as_text(*bytes);
    return page;
}

Result<ListAccountsOutput> list_accounts(Call& call, const ListAccountsInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input);
    if (!page) return failure(page.error());
    auto members = iam::list_members(call.site.identity, *organization, *page);
    if (!members) return failure(members.error());
    ListAccountsOutput output;
    for (const iam::Member& member : members->items)
        output.accounts.push_back(account_shape(*organization, member));
    if (members->next) output.next_token = to_base64(as_bytes(*members->next));
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
