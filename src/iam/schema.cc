// Tables of the identity catalog. Names that must be unique regardless of case have a folded copy
// in their key.
#include <array>

#include "iam/identity_store.h"

namespace amicast::iam {
namespace {

constexpr std::string_view first = R"(
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    created_us BIGINT NOT NULL
);
CREATE TABLE users (
    account_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    permissions_boundary TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, name_key)
);
CREATE TABLE access_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    user_name TEXT,
    sealed_secret BYTEA NOT NULL,
    active BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE INDEX access_keys_by_user ON access_keys (account_id, user_name, id);
CREATE TABLE roles (
    account_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    trust_policy TEXT NOT NULL,
    description TEXT NOT NULL,
    max_session_seconds BIGINT NOT NULL,
    permissions_boundary TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, name_key)
);
-- Users and roles that trust policies name, to find those policies when one of them is deleted.
CREATE TABLE trust_principals (
    principal_arn TEXT NOT NULL,
    account_id TEXT NOT NULL,
    role_name TEXT NOT NULL,
    PRIMARY KEY (principal_arn, account_id, role_name)
);
CREATE INDEX trust_principals_by_role ON trust_principals (account_id, role_name);
CREATE TABLE inline_policies (
    account_id TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (account_id, owner_kind, owner_name, name)
);
CREATE TABLE identity_tags (
    account_id TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    tag_key TEXT NOT NULL,
    tag_value TEXT NOT NULL,
    PRIMARY KEY (account_id, owner_kind, owner_name, tag_key)
);
CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    management_account_id TEXT NOT NULL UNIQUE,
    root_id TEXT NOT NULL,
    feature_set TEXT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE TABLE organization_members (
    account_id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    joined_method TEXT NOT NULL,
    joined_us BIGINT NOT NULL
);
CREATE INDEX organization_members_by_organization
    ON organization_members (organization_id, account_id);
CREATE TABLE account_creations (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    account_name TEXT NOT NULL,
    state TEXT NOT NULL,
    failure_reason TEXT,
    account_id TEXT,
    requested_us BIGINT NOT NULL,
    completed_us BIGINT NOT NULL
);
-- One row; its value changes with every change of identity, so that other servers drop their caches.
CREATE TABLE identity_generation (
    id BIGINT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO identity_generation (id, value) VALUES (1, 1)
)";

// Managed policies, groups, and what is known of an account and its keys beside them.
constexpr std::string_view managed_policies_and_groups = R"(
CREATE TABLE managed_policies (
    account_id TEXT NOT NULL,
    arn TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    default_version BIGINT NOT NULL,
    -- The highest number given so far: a deleted version's number is not used again.
    latest_version BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn),
    UNIQUE (account_id, name_key)
);
CREATE TABLE policy_versions (
    account_id TEXT NOT NULL,
    policy_arn TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, policy_arn, version)
);
-- The account is that of the owner; the policy may be the vendor's, which has no row.
CREATE TABLE policy_attachments (
    account_id TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    policy_arn TEXT NOT NULL,
    PRIMARY KEY (account_id, owner_kind, owner_name, policy_arn)
);
CREATE INDEX policy_attachments_by_policy
    ON policy_attachments (account_id, policy_arn, owner_kind, owner_name);
CREATE INDEX users_by_boundary ON users (account_id, permissions_boundary, name)
    WHERE permissions_boundary <> '';
CREATE INDEX roles_by_boundary ON roles (account_id, permissions_boundary, name)
    WHERE permissions_boundary <> '';
CREATE TABLE user_groups (
    account_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, name_key)
);
CREATE TABLE group_members (
    account_id TEXT NOT NULL,
    user_name TEXT NOT NULL,
    group_name TEXT NOT NULL,
    PRIMARY KEY (account_id, user_name, group_name)
);
CREATE INDEX group_members_by_group ON group_members (account_id, group_name, user_name);
CREATE TABLE account_aliases (
    account_id TEXT PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE
);
-- Written every now and then, not at each use.
CREATE TABLE access_key_uses (
    access_key_id TEXT PRIMARY KEY,
    used_us BIGINT NOT NULL,
    service TEXT NOT NULL,
    region TEXT NOT NULL
);
CREATE TABLE service_linked_role_deletions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    finished_us BIGINT NOT NULL
)
)";

// The tree of an organization and its service control policies. Ids of roots, units and policies
// are looked for inside their organization only. Organizations made before get what a new one has:
// the policy type enabled, and the vendor's policy on everything.
constexpr std::string_view organization_tree_and_policies = R"(
CREATE TABLE organizational_units (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (organization_id, parent_id, name)
);
CREATE INDEX organizational_units_by_parent
    ON organizational_units (organization_id, parent_id, id);
ALTER TABLE organization_members ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';
UPDATE organization_members SET parent_id =
    (SELECT root_id FROM organizations WHERE id = organization_members.organization_id);
CREATE INDEX organization_members_by_parent
    ON organization_members (organization_id, parent_id, account_id);
ALTER TABLE organizations ADD COLUMN service_control BIGINT NOT NULL DEFAULT 0;
UPDATE organizations SET service_control = 1 WHERE feature_set = 'ALL';
CREATE TABLE organization_policies (
    id TEXT PRIMARY KEY,
    organization_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (organization_id, name)
);
-- The target is a root, a unit or an account; the policy may be the vendor's, which has no row.
CREATE TABLE organization_policy_attachments (
    organization_id TEXT NOT NULL,
    target_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    PRIMARY KEY (organization_id, target_id, policy_id)
);
CREATE INDEX organization_policy_attachments_by_policy
    ON organization_policy_attachments (organization_id, policy_id, target_id);
INSERT INTO organization_policy_attachments (organization_id, target_id, policy_id)
    SELECT id, root_id, 'p-FullAWSAccess' FROM organizations WHERE service_control = 1;
INSERT INTO organization_policy_attachments (organization_id, target_id, policy_id)
    SELECT m.organization_id, m.account_id, 'p-FullAWSAccess' FROM organization_members m
    JOIN organizations o ON o.id = m.organization_id WHERE o.service_control = 1;
ALTER TABLE roles ADD COLUMN max_signin_session_seconds BIGINT
)";

// Instance profiles, and the services that an organization lets in ("trusted access").
constexpr std::string_view instance_profiles_and_service_access = R"(
CREATE TABLE instance_profiles (
    account_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    -- Empty when it holds none.
    role_name TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (account_id, name_key)
);
CREATE INDEX instance_profiles_by_role ON instance_profiles (account_id, role_name, name_key);
CREATE TABLE organization_service_access (
    organization_id TEXT NOT NULL,
    service_principal TEXT NOT NULL,
    enabled_us BIGINT NOT NULL,
    PRIMARY KEY (organization_id, service_principal)
)
)";

constexpr std::array migrations = {
    catalog::Migration{.version = 1, .sql = first},
    catalog::Migration{.version = 2, .sql = managed_policies_and_groups},
    catalog::Migration{.version = 3, .sql = organization_tree_and_policies},
    catalog::Migration{.version = 4, .sql = instance_profiles_and_service_access}};

}  // namespace

Status migrate(catalog::Database& catalog) {
    return catalog::migrate(catalog, "identity", migrations);
}

}  // namespace amicast::iam
