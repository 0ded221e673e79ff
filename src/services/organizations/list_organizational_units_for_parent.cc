// ListOrganizationalUnitsForParent: the units directly under the root or a unit.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListOrganizationalUnitsForParentInput {
    std::string parent_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListOrganizationalUnitsForParentInput;
        static const wire::Member rows[] = {
            wire::member<&This::parent_id>("ParentId", organizations::parent_id),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListOrganizationalUnitsForParentOutput {
    std::vector<OrganizationalUnit> organizational_units;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListOrganizationalUnitsForParentOutput;
        static const wire::Member rows[] = {
            wire::member<&This::organizational_units>("OrganizationalUnits", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call,
                                       const ListOrganizationalUnitsForParentInput& input) {
    return on_target(call, "organizations:ListOrganizationalUnitsForParent", input.parent_id);
}

Result<ListOrganizationalUnitsForParentOutput> list_organizational_units_for_parent(
    Call& call, const ListOrganizationalUnitsForParentInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    return call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) -> Result<ListOrganizationalUnitsForParentOutput> {
            auto parent = require_parent(tx, *organization, input.parent_id);
            if (!parent) return failure(parent.error());
            auto units = iam::select_units_under(tx, *organization, input.parent_id, *page);
            if (!units) return failure(units.error());
            ListOrganizationalUnitsForParentOutput output;
            for (const iam::OrganizationalUnit& unit : units->items) {
                output.organizational_units.push_back(
                    unit_shape(*organization, unit, parent->path() + unit.id + "/"));
            }
            output.next_token = next_token_for(units->next);
            return output;
        });
}

}  // namespace

Operation list_organizational_units_for_parent_operation() {
    return operation<&list_organizational_units_for_parent, &access>(
        {.name = "ListOrganizationalUnitsForParent",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ParentNotFoundException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
