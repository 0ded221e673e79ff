#include "services/organizations/shapes.h"

#include "iam/identity_store.h"
#include "services/organizations/constraints.h"
#include "services/organizations/errors.h"

namespace amicast::services::organizations {

std::span<const wire::Member> PolicyTypeSummary::members() {
    using This = PolicyTypeSummary;
    static const wire::Member rows[] = {
        wire::member<&This::type>("Type"),
        wire::member<&This::status>("Status"),
    };
    return rows;
}

std::span<const wire::Member> Organization::members() {
    using This = Organization;
    static const wire::Member rows[] = {
        wire::member<&This::id>("Id"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::feature_set>("FeatureSet"),
        wire::member<&This::master_account_arn>("MasterAccountArn"),
        wire::member<&This::master_account_id>("MasterAccountId"),
        wire::member<&This::master_account_email>("MasterAccountEmail"),
        wire::member<&This::available_policy_types>("AvailablePolicyTypes", {.keep_empty = true}),
    };
    return rows;
}

std::span<const wire::Member> Account::members() {
    using This = Account;
    static const wire::Member rows[] = {
        wire::member<&This::id>("Id"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::email>("Email"),
        wire::member<&This::name>("Name"),
        wire::member<&This::status>("Status"),
        wire::member<&This::state>("State"),
        wire::member<&This::paths>("Paths"),
        wire::member<&This::joined_method>("JoinedMethod"),
        wire::member<&This::joined_timestamp>("JoinedTimestamp"),
    };
    return rows;
}

std::span<const wire::Member> Root::members() {
    static const wire::Member rows[] = {
        wire::member<&Root::id>("Id"),
        wire::member<&Root::arn>("Arn"),
        wire::member<&Root::name>("Name"),
        wire::member<&Root::policy_types>("PolicyTypes", {.keep_empty = true}),
    };
    return rows;
}

std::span<const wire::Member> OrganizationalUnit::members() {
    using This = OrganizationalUnit;
    static const wire::Member rows[] = {
        wire::member<&This::id>("Id"),
        wire::member<&This::arn>("Arn"),
        wire::member<&This::name>("Name"),
        wire::member<&This::path>("Path"),
    };
    return rows;
}

std::span<const wire::Member> Child::members() {
    static const wire::Member rows[] = {
        wire::member<&Child::id>("Id"),
        wire::member<&Child::type>("Type"),
    };
    return rows;
}

std::span<const wire::Member> PolicySummary::members() {
    using This = PolicySummary;
    static const wire::Member rows[] = {
        wire::member<&This::id>("Id"),     wire::member<&This::arn>("Arn"),
        wire::member<&This::name>("Name"), wire::member<&This::description>("Description"),
        wire::member<&This::type>("Type"), wire::member<&This::aws_managed>("AwsManaged"),
    };
    return rows;
}

std::span<const wire::Member> Policy::members() {
    static const wire::Member rows[] = {
        wire::member<&Policy::policy_summary>("PolicySummary"),
        wire::member<&Policy::content>("Content"),
    };
    return rows;
}

std::span<const wire::Member> CreateAccountStatus::members() {
    using This = CreateAccountStatus;
    static const wire::Member rows[] = {
        wire::member<&This::id>("Id"),
        wire::member<&This::account_name>("AccountName"),
        wire::member<&This::state>("State"),
        wire::member<&This::requested_timestamp>("RequestedTimestamp"),
        wire::member<&This::completed_timestamp>("CompletedTimestamp"),
        wire::member<&This::account_id>("AccountId"),
        wire::member<&This::gov_cloud_account_id>("GovCloudAccountId"),
        wire::member<&This::failure_reason>("FailureReason"),
    };
    return rows;
}

std::span<const wire::Member> OrganizationOutput::members() {
    static const wire::Member rows[] = {
        wire::member<&OrganizationOutput::organization>("Organization")};
    return rows;
}

std::span<const wire::Member> AccountStatusOutput::members() {
    static const wire::Member rows[] = {
        wire::member<&AccountStatusOutput::create_account_status>("CreateAccountStatus")};
    return rows;
}

std::span<const wire::Member> RootOutput::members() {
    static const wire::Member rows[] = {wire::member<&RootOutput::root>("Root")};
    return rows;
}

std::span<const wire::Member> OrganizationalUnitOutput::members() {
    static const wire::Member rows[] = {
        wire::member<&OrganizationalUnitOutput::organizational_unit>("OrganizationalUnit")};
    return rows;
}

std::span<const wire::Member> PolicyOutput::members() {
    static const wire::Member rows[] = {wire::member<&PolicyOutput::policy>("Policy")};
    return rows;
}

std::string resource_arn(const iam::Organization& organization, std::string_view id) {
    if (id == iam::full_access_policy().id)
        return "arn:aws:organizations::aws:policy/service_control_policy/" + std::string(id);
    if (id.starts_with("p-"))
        return organization.arn_of("policy", "service_control_policy/" + std::string(id));
    if (id.starts_with("r-")) return organization.arn_of("root", id);
    return organization.arn_of(id.starts_with("ou-") ? "ou" : "account", id);
}

std::string account_arn(const iam::Organization& organization, std::string_view id) {
    return organization.arn_of("account", id);
}

namespace {

std::vector<PolicyTypeSummary> types_in_force(bool service_control) {
    if (!service_control) return {};
    return {{.type = std::string(service_control_policy), .status = "ENABLED"}};
}

}  // namespace

Organization organization_shape(const iam::Organization& organization,
                                const std::string& management_email) {
    return {.id = organization.id,
            .arn = organization.arn(),
            .feature_set = organization.feature_set,
            .master_account_arn = account_arn(organization, organization.management_account_id),
            .master_account_id = organization.management_account_id,
            .master_account_email = management_email,
            .available_policy_types = types_in_force(organization.feature_set == "ALL")};
}

Root root_shape(const iam::Organization& organization) {
    return {.id = organization.root_id,
            .arn = resource_arn(organization, organization.root_id),
            .name = "Root",
            .policy_types = types_in_force(organization.service_control)};
}

OrganizationalUnit unit_shape(const iam::Organization& organization,
                              const iam::OrganizationalUnit& unit, std::string path) {
    return {.id = unit.id,
            .arn = resource_arn(organization, unit.id),
            .name = unit.name,
            .path = std::move(path)};
}

Result<OrganizationalUnit> unit_shape(catalog::Transaction& tx,
                                      const iam::Organization& organization,
                                      const iam::OrganizationalUnit& unit) {
    auto units = iam::select_unit_path(tx, organization, unit.id);
    if (!units) return failure(units.error());
    iam::OrganizationPlace place{.organization = organization,
                                 .unit_ids = units->value_or(std::vector<std::string>())};
    return unit_shape(organization, unit, place.path());
}

PolicySummary policy_summary(const iam::Organization& organization,
                             const iam::OrganizationPolicy& policy) {
    return {.id = policy.id,
            .arn = resource_arn(organization, policy.id),
            .name = policy.name,
            .description = policy.description,
            .type = std::string(service_control_policy),
            .aws_managed = policy.is_vendors};
}

Policy policy_shape(const iam::Organization& organization, const iam::OrganizationPolicy& policy) {
    return {.policy_summary = policy_summary(organization, policy), .content = policy.content};
}

Account account_shape(const iam::Organization& organization, const iam::Member& member) {
    return {.id = member.account.id,
            .arn = account_arn(organization, member.account.id),
            .email = member.account.email,
            .name = member.account.name,
            .status = "ACTIVE",
            .state = "ACTIVE",
            .paths = {member.path + member.account.id + "/"},
            .joined_method = member.invited ? "INVITED" : "CREATED",
            .joined_timestamp = member.joined};
}

CreateAccountStatus status_shape(const iam::AccountCreation& creation) {
    CreateAccountStatus status{.id = creation.id,
                               .account_name = creation.account_name,
                               .state = creation.failure_reason.empty() ? "SUCCEEDED" : "FAILED",
                               .requested_timestamp = creation.requested,
                               .completed_timestamp = creation.completed,
                               .account_id = {},
                               .gov_cloud_account_id = {},
                               .failure_reason = {}};
    if (!creation.account_id.empty()) status.account_id = creation.account_id;
    if (!creation.failure_reason.empty()) status.failure_reason = creation.failure_reason;
    return status;
}

Result<iam::Organization> require_organization(Call& call) {
    auto organization = call.site.identity.organization_of(call.account());
    if (!organization) return failure(organization.error());
    if (!*organization) return failure(not_in_use());
    return std::move(**organization);
}

Result<iam::Organization> require_management(Call& call) {
    auto organization = require_organization(call);
    if (organization && organization->management_account_id != call.account())
        return failure(access_denied());
    return organization;
}

Result<iam::OrganizationalUnit> require_unit(catalog::Transaction& tx,
                                             const iam::Organization& organization,
                                             std::string_view id) {
    auto unit = iam::select_unit(tx, organization, id);
    if (!unit) return failure(unit.error());
    if (!*unit) return failure(unit_not_found());
    return std::move(**unit);
}

Result<iam::OrganizationPlace> require_parent(catalog::Transaction& tx,
                                              const iam::Organization& organization,
                                              std::string_view id) {
    auto units = iam::select_unit_path(tx, organization, id);
    if (!units) return failure(units.error());
    if (!*units) return failure(parent_not_found());
    return iam::OrganizationPlace{.organization = organization, .unit_ids = std::move(**units)};
}

Result<OrganizationOutput> organization_output(Call& call, const iam::Organization& organization) {
    auto account = call.site.identity.find_account(organization.management_account_id);
    if (!account) return failure(account.error());
    std::string email = *account ? (*account)->email : std::string();
    return OrganizationOutput{.organization = organization_shape(organization, email)};
}

}  // namespace amicast::services::organizations
