// ListRoots: the one root that an organization has, with the policy types enabled in it.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct ListRootsInput {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        using This = ListRootsInput;
        static const wire::Member rows[] = {
            wire::member<&This::next_token>("NextToken", organizations::next_token),
            wire::member<&This::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct ListRootsOutput {
    std::vector<Root> roots;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        using This = ListRootsOutput;
        static const wire::Member rows[] = {
            wire::member<&This::roots>("Roots", {.keep_empty = true}),
            wire::member<&This::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call&, const ListRootsInput&) {
    return on_everything("organizations:ListRoots");
}

Result<ListRootsOutput> list_roots(Call& call, const ListRootsInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    ListRootsOutput output;
    if (organization->root_id > page->after) output.roots.push_back(root_shape(*organization));
    return output;
}

}  // namespace

Operation list_roots_operation() {
    return operation<&list_roots, &access>(
        {.name = "ListRoots",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "InvalidInputException ServiceException TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
