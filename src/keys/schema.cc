// Tables of a region's KMS keys. Rows that decide over access carry a MAC (region_secrets.h); what
// is secret is sealed (materials.h, domain_keys.cc).
#include <array>

#include "keys/keyring.h"

namespace amicast::keys {
namespace {

constexpr std::string_view first = R"(
CREATE TABLE kms_keys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    manager TEXT NOT NULL,
    state TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    description TEXT NOT NULL,
    policy TEXT NOT NULL,
    bound_policy TEXT NOT NULL,
    tags BYTEA NOT NULL,
    deletion_us BIGINT,
    rotation_days BIGINT,
    next_rotation_us BIGINT,
    rotations_on_demand BIGINT NOT NULL,
    material_version BIGINT NOT NULL,
    material_id BYTEA NOT NULL,
    mac BYTEA NOT NULL
);
CREATE INDEX kms_keys_by_account ON kms_keys (account_id, id);
CREATE INDEX kms_keys_by_deletion ON kms_keys (deletion_us) WHERE deletion_us IS NOT NULL;
CREATE INDEX kms_keys_by_rotation ON kms_keys (next_rotation_us) WHERE next_rotation_us IS NOT NULL;
CREATE TABLE kms_key_materials (
    key_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    id BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    created_us BIGINT NOT NULL,
    -- how it came about: '' for the first one, AUTOMATIC or ON_DEMAND for the others
    rotation TEXT NOT NULL,
    PRIMARY KEY (key_id, version)
);
CREATE TABLE kms_aliases (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    key_id TEXT NOT NULL,
    created_us BIGINT NOT NULL,
    updated_us BIGINT NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (account_id, name)
);
CREATE INDEX kms_aliases_by_key ON kms_aliases (key_id, name);
CREATE TABLE kms_grants (
    id TEXT PRIMARY KEY,
    key_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- the principals as they were given, and the names by which they are matched
    grantee TEXT NOT NULL,
    grantee_name TEXT NOT NULL,
    retiring TEXT NOT NULL,
    retiring_name TEXT NOT NULL,
    issuing_account TEXT NOT NULL,
    operations TEXT NOT NULL,
    constraint_kind TEXT NOT NULL,
    constraint_context BYTEA NOT NULL,
    created_us BIGINT NOT NULL,
    mac BYTEA NOT NULL
);
CREATE INDEX kms_grants_by_key ON kms_grants (key_id, id);
CREATE INDEX kms_grants_by_grantee ON kms_grants (grantee_name, key_id);
CREATE INDEX kms_grants_by_retiring ON kms_grants (retiring, id);
CREATE TABLE kms_domain_keys (
    key_id TEXT PRIMARY KEY,
    material_version BIGINT NOT NULL,
    wrapped BYTEA NOT NULL
);
)";

constexpr std::array migrations = {catalog::Migration{1, first}};

}  // namespace

Status migrate(catalog::Database& catalog) {
    return catalog::migrate(catalog, "keys", migrations);
}

}  // namespace amicast::keys
