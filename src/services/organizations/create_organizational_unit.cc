// CreateOrganizationalUnit: a unit under the root or another unit, at most five deep.
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/shapes.h"
#include "services/organizations/tags.h"

namespace amicast::services::organizations {
namespace {

struct CreateOrganizationalUnitInput {
    std::string parent_id;
    std::string name;
    std::vector<Tag> tags;

    static std::span<const wire::Member> members() {
        using This = CreateOrganizationalUnitInput;
        static const wire::Member rows[] = {
            wire::member<&This::parent_id>("ParentId", organizations::parent_id),
            wire::member<&This::name>("Name", unit_name),
            wire::member<&This::tags>("Tags"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> access(Call& call, const CreateOrganizationalUnitInput& input) {
    std::vector<iam::AccessRequest> requests =
        on_target(call, "organizations:CreateOrganizationalUnit", input.parent_id);
    add_request_tags(input.tags, requests.front().context);
    if (input.tags.empty()) return requests;
    requests.push_back(requests.front());
    requests.back().action = "organizations:TagResource";
    return requests;
}

Status check_room(catalog::Transaction& tx, const iam::Organization& organization,
                  std::string_view parent_id) {
    auto above = iam::select_unit_path(tx, organization, parent_id);
    if (!above) return failure(above.error());
    if (!*above) return failure(parent_not_found());
    if ((*above)->size() >= iam::unit_depth_max) {
        return failure(constraint_violation(
            "OU_DEPTH_LIMIT_EXCEEDED",
            "You have exceeded the number of levels of OUs that an organization can have: five."));
    }
    auto count = iam::count_units(tx, organization);
    if (!count) return failure(count.error());
    if (*count >= iam::units_per_organization_max) {
        return failure(constraint_violation(
            "OU_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the number of OUs that an organization can have: 2000."));
    }
    return {};
}

Result<OrganizationalUnitOutput> create_organizational_unit(
    Call& call, const CreateOrganizationalUnitInput& input) {
    auto organization = require_management(call);
    if (!organization) return failure(organization.error());
    auto tags = read_tags(input.tags);
    if (!tags) return failure(tags.error());
    return call.site.identity.change_value(
        [&](catalog::Transaction& tx) -> Result<OrganizationalUnitOutput> {
            if (Status room = check_room(tx, *organization, input.parent_id); !room)
                return failure(room.error());
            auto unit = iam::insert_unit(tx, *organization, input.parent_id, input.name, call.now,
                                         call.random);
            if (!unit)
                return failure(in_conflict(unit.error(), "DuplicateOrganizationalUnitException"));
            TagFile file = tag_file(*organization, unit->id);
            Status done = iam::insert_tags(tx, file.kind, file.account_id, file.name, *tags);
            if (!done) return failure(done.error());
            auto shape = unit_shape(tx, *organization, *unit);
            if (!shape) return failure(shape.error());
            return OrganizationalUnitOutput{.organizational_unit = std::move(*shape)};
        });
}

}  // namespace

Operation create_organizational_unit_operation() {
    return operation<&create_organizational_unit, &access>(
        {.name = "CreateOrganizationalUnit",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "DuplicateOrganizationalUnitException InvalidInputException "
                   "ParentNotFoundException ServiceException TooManyRequestsException"});
}

}  // namespace amicast::services::organizations
