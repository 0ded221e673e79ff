// EnablePolicyType and DisablePolicyType. Both start anew: enabling puts the vendor's policy on
// everything, disabling takes every policy off.
#include "iam/identity_rows.h"
#include "iam/identity_store.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/policy_rules.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

struct PolicyTypeInput {
    std::string root_id;
    std::string policy_type;

    static std::span<const wire::Member> members() {
        using This = PolicyTypeInput;
        static const wire::Member rows[] = {
            wire::member<&This::root_id>("RootId", organizations::root_id),
            wire::member<&This::policy_type>("PolicyType", organizations::policy_type),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> enable_access(Call& call, const PolicyTypeInput& input) {
    return on_policy_of_type(call, "organizations:EnablePolicyType", input.root_id,
                             input.policy_type);
}

std::vector<iam::AccessRequest> disable_access(Call& call, const PolicyTypeInput& input) {
    return on_policy_of_type(call, "organizations:DisablePolicyType", input.root_id,
                             input.policy_type);
}

// The organization as it stands in this transaction, which must have the root.
Result<iam::Organization> require_root(catalog::Transaction& tx, const Call& call,
                                       std::string_view root_id) {
    auto organization = iam::select_organization_of(tx, call.account());
    if (!organization) return failure(organization.error());
    if (!*organization) return failure(not_in_use());
    if ((*organization)->root_id != root_id) return failure(root_not_found());
    return std::move(**organization);
}

Result<RootOutput> enable_policy_type(Call& call, const PolicyTypeInput& input) {
    if (auto management = require_management(call); !management) return failure(management.error());
    return call.site.identity.change_value([&](catalog::Transaction& tx) -> Result<RootOutput> {
        auto organization = require_root(tx, call, input.root_id);
        if (!organization) return failure(organization.error());
        if (Status available = require_available(*organization, input.policy_type); !available)
            return failure(available.error());
        if (organization->service_control) {
            return failure(exception(ErrorKind::conflict, "PolicyTypeAlreadyEnabledException",
                                     "The specified policy type is already enabled in the "
                                     "specified root."));
        }
        Status done = iam::enable_service_control(tx, *organization);
        if (!done) return failure(done.error());
        organization->service_control = true;
        return RootOutput{.root = root_shape(*organization)};
    });
}

Result<RootOutput> disable_policy_type(Call& call, const PolicyTypeInput& input) {
    if (auto management = require_management(call); !management) return failure(management.error());
    return call.site.identity.change_value([&](catalog::Transaction& tx) -> Result<RootOutput> {
        auto organization = require_root(tx, call, input.root_id);
        if (!organization) return failure(organization.error());
        if (!organization->service_control || input.policy_type != service_control_policy) {
            return failure(exception(ErrorKind::conflict, "PolicyTypeNotEnabledException",
                                     "The specified policy type isn't currently enabled in the "
                                     "specified root."));
        }
        Status done = iam::disable_service_control(tx, *organization);
        if (!done) return failure(done.error());
        organization->service_control = false;
        return RootOutput{.root = root_shape(*organization)};
    });
}

}  // namespace

Operation enable_policy_type_operation() {
    return operation<&enable_policy_type, &enable_access>(
        {.name = "EnablePolicyType",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException PolicyChangesInProgressException "
                   "PolicyTypeAlreadyEnabledException "
                   "PolicyTypeNotAvailableForOrganizationException RootNotFoundException "
                   "ServiceException TooManyRequestsException UnsupportedAPIEndpointException"});
}

Operation disable_policy_type_operation() {
    return operation<&disable_policy_type, &disable_access>(
        {.name = "DisablePolicyType",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConcurrentModificationException ConstraintViolationException "
                   "InvalidInputException PolicyChangesInProgressException "
                   "PolicyTypeNotEnabledException RootNotFoundException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
