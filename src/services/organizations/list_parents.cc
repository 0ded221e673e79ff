// ListParents: the one parent that an account or unit has.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListParentsInput {
    std::string child_id;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListParentsInput;
        static const wire::Member rows[] = {
            wire::member<&This::child_id>("ChildId", organizations::child_id),
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListParentsOutput {
    std::vector<Parent> parents;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListParentsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::parents>("Parents", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const ListParentsInput& input) {
    return on_target(call, "organizations:ListParents", input.child_id);
}

Result<std::string> parent_of(catalog::Transaction& tx, const iam::Organization& organization,
                              const std::string& child_id) {
    std::optional<std::string> parent_id;
    if (child_id.starts_with("ou-")) {
        auto unit = iam::select_unit(tx, organization, child_id);
        if (!unit) return failure(unit.error());
        if (*unit) parent_id = std::move((*unit)->parent_id);
    } else {
        auto found = iam::select_parent_of_account(tx, organization, child_id);
        if (!found) return failure(found.error());
        parent_id = std::move(*found);
    }
    if (parent_id) return std::move(*parent_id);
    return failure(exception(ErrorKind::not_found, "ChildNotFoundException",
                             "You specified a ChildId that is no account or OU of this "
                             "organization."));
}

Result<ListParentsOutput> list_parents(Call& call, const ListParentsInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    auto parent_id = call.site.identity.catalog().read_value(
        [&](catalog::Transaction& tx) { return parent_of(tx, *organization, input.child_id); });
    if (!parent_id) return failure(parent_id.error());
    ListParentsOutput output;
    bool is_root = *parent_id == organization->root_id;
    if (*parent_id > page->after) {
        output.parents.push_back(
            {.id = *parent_id, .type = is_root ? "ROOT" : "ORGANIZATIONAL_UNIT"});
    }
    return output;
}

}  // namespace

Operation list_parents_operation() {
    return operation<&list_parents, &access>(
        {.name = "ListParents",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ChildNotFoundException InvalidInputException ServiceException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
