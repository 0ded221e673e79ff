// EnableAWSServiceAccess, DisableAWSServiceAccess, ListAWSServiceAccessForOrganization.
#include "iam/organization_services.h"
#include "services/organizations/access.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"
#include "services/organizations/operations.h"
#include "services/organizations/paging.h"
#include "services/organizations/shapes.h"

namespace amicast::services::organizations {
namespace {

constexpr std::string_view change_errors =
    "AWSOrganizationsNotInUseException AccessDeniedException ConcurrentModificationException "
    "ConstraintViolationException InvalidInputException ServiceException TooManyRequestsException "
    "UnsupportedAPIEndpointException";

struct ServiceAccessInput {
    std::string service_principal;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ServiceAccessInput::service_principal>("ServicePrincipal",
                                                                 organizations::service_principal),
        };
        return rows;
    }
};

// organizations:ServicePrincipal is the condition key with which a policy names the services.
std::vector<iam::AccessRequest> on_service(std::string_view action,
                                           const ServiceAccessInput& input) {
    auto requests = on_everything(action);
    requests.front().context["organizations:ServicePrincipal"] = {input.service_principal};
    return requests;
}

std::vector<iam::AccessRequest> enable_access(Call&, const ServiceAccessInput& input) {
    return on_service("organizations:EnableAWSServiceAccess", input);
}

std::vector<iam::AccessRequest> disable_access(Call&, const ServiceAccessInput& input) {
    return on_service("organizations:DisableAWSServiceAccess", input);
}

// Only the management account of an organization with all features lets services in.
Result<iam::Organization> require_all_features(Call& call) {
    auto organization = require_management(call);
    if (!organization || organization->feature_set == "ALL") return organization;
    return failure(constraint_violation(
        "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
        "The request failed because the organization does not have all features enabled."));
}

Result<NoOutput> enable(Call& call, const ServiceAccessInput& input) {
    auto organization = require_all_features(call);
    if (!organization) return failure(organization.error());
    Status done =
        iam::enable_service_access(call.site.identity, *organization, input.service_principal);
    if (!done) return failure(done.error());
    return NoOutput{};
}

Result<NoOutput> disable(Call& call, const ServiceAccessInput& input) {
    auto organization = require_all_features(call);
    if (!organization) return failure(organization.error());
    Status done =
        iam::disable_service_access(call.site.identity, *organization, input.service_principal);
    if (!done) return failure(done.error());
    return NoOutput{};
}

// ---- ListAWSServiceAccessForOrganization ----

struct ListInput {
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListInput::next_token>("NextToken", organizations::next_token),
            wire::member<&ListInput::max_results>("MaxResults", organizations::max_results),
        };
        return rows;
    }
};

struct EnabledServicePrincipal {
    std::string service_principal;
    Time date_enabled{};

    static std::span<const wire::Member> members() {
        using This = EnabledServicePrincipal;
        static const wire::Member rows[] = {
            wire::member<&This::service_principal>("ServicePrincipal"),
            wire::member<&This::date_enabled>("DateEnabled"),
        };
        return rows;
    }
};

struct ListOutput {
    std::vector<EnabledServicePrincipal> enabled;
    std::optional<std::string> next_token;

    static std::span<const wire::Member> members() {
        static const wire::Member rows[] = {
            wire::member<&ListOutput::enabled>("EnabledServicePrincipals", {.keep_empty = true}),
            wire::member<&ListOutput::next_token>("NextToken"),
        };
        return rows;
    }
};

std::vector<iam::AccessRequest> list_access(Call&, const ListInput&) {
    return on_everything("organizations:ListAWSServiceAccessForOrganization");
}

Result<ListOutput> list(Call& call, const ListInput& input) {
    auto organization = require_all_features(call);
    if (!organization) return failure(organization.error());
    auto page = read_page(input.next_token, input.max_results);
    if (!page) return failure(page.error());
    auto found = iam::list_service_access(call.site.identity, *organization, *page);
    if (!found) return failure(found.error());
    ListOutput output;
    for (const iam::ServiceAccess& access : found->items) {
        output.enabled.push_back(
            {.service_principal = access.service_principal, .date_enabled = access.enabled});
    }
    output.next_token = next_token_for(found->next);
    return output;
}

}  // namespace

Operation enable_aws_service_access_operation() {
    return operation<&enable, &enable_access>(
        {.name = "EnableAWSServiceAccess", .errors = change_errors});
}

Operation disable_aws_service_access_operation() {
    return operation<&disable, &disable_access>(
        {.name = "DisableAWSServiceAccess", .errors = change_errors});
}

Operation list_aws_service_access_for_organization_operation() {
    return operation<&list, &list_access>(
        {.name = "ListAWSServiceAccessForOrganization",
         .errors = "AWSOrganizationsNotInUseException AccessDeniedException "
                   "ConstraintViolationException InvalidInputException ServiceException "
                   "TooManyRequestsException UnsupportedAPIEndpointException"});
}

}  // namespace amicast::services::organizations
