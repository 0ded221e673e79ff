// ListChildren: the ids of the accounts, or of the units, directly under the root or a unit.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListChildrenInput {
    std::string parent_id;
    std::string child_type;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListChildrenInput;
        static const wire::Member rows[] = {
            wire::member<&This::parent_id>("ParentId", organizations::parent_id),
            wire::member<&This::child_type>(
                "ChildType", {.required = true, .one_of = "ACCOUNT ORGANIZATIONAL_UNIT"}),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListChildrenOutput {
    std::vector<Child> children;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListChildrenOutput;
        static const wire::Member rows[] = {
            wire::member<&This::children>("Children", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListChildrenInput& input) {
    return on_target(call, "organizations:ListChildren", input.parent_id);
}

Result<ListChildrenOutput> accounts_under(catalog::Transaction& tx,
                                          const iam::Organization& organization,
                                          std::string_view parent_id,
                                          const iam::PageRequest& page) {
    auto members = iam::select_members(tx, organization, std::string(parent_id), page);
    if (!members) return failure(members.error());
    ListChildrenOutput output;
    for (const iam::Member& member : members->items)
        output.children.push_back({.id = member.account.id, .type = "ACCOUNT"});
    output.next_token = next_token_for(members->next);
    return output;
}

Result<ListChildrenOutput> units_under(catalog::Transaction& tx,
                                       const iam::Organization& organization,
                                       std::string_view parent_id, const iam::PageRequest& page) {
    auto units = iam::select_units_under(tx, organization, parent_id, page);
    if (!units) return failure(units.error());
    ListChildrenOutput output;
    for (const iam::OrganizationalUnit& unit : units->items)
        output.children.push_back({.id = unit.id, .type = "ORGANIZATIONAL_UNIT"});
    output.next_token = next_token_for(units->next);
    return output;
}

Result<ListChildrenOutput> list_children(Call& call, const ListChildrenInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<ListChildrenOutput> {
            auto parent = require_parent(tx, *organization, input.parent_id);
            if (!parent) return failure(parent.error());
            return input.child_type == "ACCOUNT"
                       ? accounts_under(tx, *organization, input.parent_id, *page)
                       : units_under(tx, *organization, input.parent_id, *page);
        });
}

}  // namespace

Operation list_children_operation() {
    return operation<&list_children, &access>(
        {.name = "ListChildren",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ParentNotFoundException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
