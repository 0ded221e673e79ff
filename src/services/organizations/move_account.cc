// MoveAccount: an account from one parent to another. What is shared with units, and what policies
// let pass, follows from the next request on.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct MoveAccountInput {
    std::string account_id;
    std::string source_parent_id;
    std::string destination_parent_id;

    static std::span<const wire::Member> members() {
        using This = MoveAccountInput;
        static const wire::Member rows[] = {
            wire::member<&This::account_id>("AccountId", organizations::account_id),
            wire::member<&This::source_parent_id>("SourceParentId", parent_id),
            wire::member<&This::destination_parent_id>("DestinationParentId", parent_id),
        };
        return rows;
    }
};

// On the account and both parents.
std::vector<iam::AccessRequest> access(Call& call, const MoveAccountInput& input) {
    std::vector<iam::AccessRequest> requests;
    for (const std::string* id :
         {&input.account_id, &input.source_parent_id, &input.destination_parent_id})
        requests.push_back(on_target(call, "organizations:MoveAccount", *id).front());
    return requests;
}

Status move(catalog::Transaction& tx, const iam::Organization& organization,
            const MoveAccountInput& input) {
    auto parent = iam::select_parent_of_account(tx, organization, input.account_id);
    if (!parent) return failure(parent.error());
    if (!*parent) return failure(account_not_found());
    if (**parent != input.source_parent_id) {
        return failure(exception(ErrorKind::not_found, "SourceParentNotFoundException",
                                 "The account is not directly under the root or OU that you "
                                 "specified as SourceParentId."));
    }
    auto destination = iam::select_unit_path(tx, organization, input.destination_parent_id);
    if (!destination) return failure(destination.error());
    if (!*destination) {
        return failure(exception(ErrorKind::not_found, "DestinationParentNotFoundException",
                                 "You specified a DestinationParentId that is no root or OU of "
                                 "this organization."));
    }
    if (**parent == input.destination_parent_id) {
        return failure(exception(ErrorKind::conflict, "DuplicateAccountException",
                                 "That account is already present in the specified destination."));
    }
    return iam::move_account(tx, organization, input.account_id, input.destination_parent_id);
}

Result<NoOutput> move_account(Call& call, const MoveAccountInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    Status moved = call.site.identity.change(
        [&](catalog::Transaction& tx) { return move(tx, *organization, input); });
    if (!moved) return failure(moved.error());
    return NoOutput{};
}

}  // namespace

Operation move_account_operation() {
    return operation<&move_account, &access>(
        {.name = "MoveAccount",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "AccountNotFoundException ConcurrentModificationException "
                   "DestinationParentNotFoundException DuplicateAccountException "
                   "InvalidInputException ServiceException SourceParentNotFoundException "
                   "TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
