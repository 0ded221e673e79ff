#include "services/organizations/shapes.h"

#include "iam/identity_store.h"
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

std::string account_arn(const iam::Organization& organization, std::string_view account_id) {
    return "arn:aws:organizations::" + organization.management_account_id + ":account/" +
           organization.id + "/" + std::string(account_id);
}

Organization organization_shape(const iam::Organization& organization,
                                const std::string& management_email) {
    return {.id = organization.id,
            .arn = organization.arn(),
            .feature_set = organization.feature_set,
            .master_account_arn = account_arn(organization, organization.management_account_id),
            .master_account_id = organization.management_account_id,
            .master_account_email = management_email,
            .available_policy_types = {}};
}

Account account_shape(const iam::Organization& organization, const iam::Member& member) {
    return {.id = member.account.id,
            .arn = account_arn(organization, member.account.id),
            .email = member.account.email,
            .name = member.account.name,
            .status = "ACTIVE",
            .state = "ACTIVE",
            .paths = {organization.root_path() + member.account.id + "/"},
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

Result<OrganizationOutput> organization_output(Call& call, const iam::Organization& organization) {
    auto account = call.site.identity.find_account(organization.management_account_id);
    if (!account) return failure(account.error());
    std::string email = *account ? (*account)->email : std::string();
    return OrganizationOutput{.organization = organization_shape(organization, email)};
}

}  // namespace amicast::services::organizations
