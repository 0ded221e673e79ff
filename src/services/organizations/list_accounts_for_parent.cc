// ListAccountsForParent: the accounts directly under the root or a unit.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListAccountsForParentInput {
    std::string parent_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListAccountsForParentInput;
        static const wire::Member rows[] = {
            wire::member<&This::parent_id>("ParentId", organizations::parent_id),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListAccountsForParentOutput {
    std::vector<Account> accounts;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListAccountsForParentOutput;
        static const wire::Member rows[] = {
            wire::member<&This::accounts>("Accounts", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListAccountsForParentInput& input) {
    return on_target(call, "organizations:ListAccountsForParent", input.parent_id);
}

Result<ListAccountsForParentOutput> list_accounts_for_parent(
    Call& call, const ListAccountsForParentInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<ListAccountsForParentOutput> {
            auto parent = require_parent(tx, *organization, input.parent_id);
            if (!parent) return failure(parent.error());
            auto members = iam::select_members(tx, *organization, input.parent_id, *page);
            if (!members) return failure(members.error());
            ListAccountsForParentOutput output;
            for (const iam::Member& member : members->items)
                output.accounts.push_back(account_shape(*organization, member));
            output.next_token = next_token_for(members->next);
            return output;
        });
}

}  // namespace

Operation list_accounts_for_parent_operation() {
    return operation<&list_accounts_for_parent, &access>(
        {.name = "ListAccountsForParent",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ParentNotFoundException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
