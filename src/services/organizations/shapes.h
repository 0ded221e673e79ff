// Structures of the model that several operations share, and how entities become them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "iam/organization_policies.h"
#include "iam/organization_tree.h"
#include "iam/organizations.h"
#include "services/call.h"
#include "wire/schema.h"

namespace amicast::services::organizations {

struct PolicyTypeSummary {
    std::string type;
    std::string status;
    static std::span<const wire::Member> members();
};

struct Organization {
    std::string id;
    std::string arn;
    std::string feature_set;
    std::string master_account_arn;
    std::string master_account_id;
    std::string master_account_email;
    std::vector<PolicyTypeSummary> available_policy_types;
    static std::span<const wire::Member> members();
};

struct Account {
    std::string id;
    std::string arn;
    std::string email;
    std::string name;
    std::string status;
    std::string state;
    std::vector<std::string> paths;
    std::string joined_method;
    Time joined_timestamp{};
    static std::span<const wire::Member> members();
};

struct Root {
    std::string id;
    std::string arn;
    std::string name;
    std::vector<PolicyTypeSummary> policy_types;
    static std::span<const wire::Member> members();
};

struct OrganizationalUnit {
    std::string id;
    std::string arn;
    std::string name;
    std::string path;
    static std::span<const wire::Member> members();
};

// Something under a parent, or a parent.
struct Child {
    std::string id;
    std::string type;
    static std::span<const wire::Member> members();
};
using Parent = Child;

struct PolicySummary {
    std::string id;
    std::string arn;
    std::string name;
    std::string description;
    std::string type;
    bool aws_managed = false;
    static std::span<const wire::Member> members();
};

struct Policy {
    PolicySummary policy_summary;
    std::string content;
    static std::span<const wire::Member> members();
};

struct CreateAccountStatus {
    std::string id;
    std::string account_name;
    std::string state;
    Time requested_timestamp{};
    Time completed_timestamp{};
    std::optional<std::string> account_id;
    std::optional<std::string> gov_cloud_account_id;
    std::optional<std::string> failure_reason;
    static std::span<const wire::Member> members();
};

struct OrganizationOutput {
    Organization organization;
    static std::span<const wire::Member> members();
};
struct AccountStatusOutput {
    CreateAccountStatus create_account_status;
    static std::span<const wire::Member> members();
};

struct RootOutput {
    Root root;
    static std::span<const wire::Member> members();
};
struct OrganizationalUnitOutput {
    OrganizationalUnit organizational_unit;
    static std::span<const wire::Member> members();
};
struct PolicyOutput {
    Policy policy;
    static std::span<const wire::Member> members();
};

Organization organization_shape(const iam::Organization& organization,
                                const std::string& management_email);
Account account_shape(const iam::Organization& organization, const iam::Member& member);
CreateAccountStatus status_shape(const iam::AccountCreation& creation);

Root root_shape(const iam::Organization& organization);
// `path` is the unit's own: "o-…/r-…/…/ou-…/".
OrganizationalUnit unit_shape(const iam::Organization& organization,
                              const iam::OrganizationalUnit& unit, std::string path);
// With its path looked up.
Result<OrganizationalUnit> unit_shape(catalog::Transaction& tx,
                                      const iam::Organization& organization,
                                      const iam::OrganizationalUnit& unit);
PolicySummary policy_summary(const iam::Organization& organization,
                             const iam::OrganizationPolicy& policy);
Policy policy_shape(const iam::Organization& organization, const iam::OrganizationPolicy& policy);

// Of a root, unit, policy or account, as its id tells.
std::string resource_arn(const iam::Organization& organization, std::string_view id);
std::string account_arn(const iam::Organization& organization, std::string_view account_id);

// The caller's organization; AWSOrganizationsNotInUseException without one.
Result<iam::Organization> require_organization(Call& call);
// The same, and AccessDeniedException unless the caller is its management account.
Result<iam::Organization> require_management(Call& call);
// OrganizationalUnitNotFoundException without such a unit.
Result<iam::OrganizationalUnit> require_unit(catalog::Transaction& tx,
                                             const iam::Organization& organization,
                                             std::string_view id);
// Where what is under the parent stands; ParentNotFoundException when it is neither root nor unit.
Result<iam::OrganizationPlace> require_parent(catalog::Transaction& tx,
                                              const iam::Organization& organization,
                                              std::string_view id);
// With the management account's e-mail address looked up.
Result<OrganizationOutput> organization_output(Call& call, const iam::Organization& organization);

}  // namespace amicast::services::organizations
